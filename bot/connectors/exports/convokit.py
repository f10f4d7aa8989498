"""ConvoKit corpora: a folder with ``utterances.jsonl`` and its companions, by old or new key names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from bot.connectors.exports.gathering import Bad, BadRecordError, Gathering, Portable
from bot.connectors.exports.times import parse_time
from storage.models import Account, Channel, Community, Message, Removal

_GONE = frozenset(("[deleted]", "[removed]"))
_NAME_KEYS = ("name", "display_name", "username", "user_name", "character_name")

Id = str | int


class _Utterance(msgspec.Struct, rename={"reply_to_old": "reply-to"}):
    id: Id
    text: str | None = None
    speaker: Any = None
    user: Any = None
    conversation_id: Id | None = None
    root: Id | None = None
    reply_to: Id | None = None
    reply_to_old: Id | None = None
    timestamp: Any = None


_decode = msgspec.json.Decoder(_Utterance).decode


def is_utterance(record: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a ConvoKit utterance."""
    keys = record.keys()
    threaded = keys & {"conversation_id", "root"} and keys & {"reply_to", "reply-to"}
    return bool("text" in keys and keys & {"speaker", "user"} and threaded)


def speaker_names(raw: bytes) -> dict[str, str]:
    """Speaker id -> name, as far as ``speakers.json`` (or ``users.json``) tells one."""
    try:
        speakers = msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return {}
    names = {}
    for speaker, known in speakers.items():
        meta = known.get("meta", known) if isinstance(known, dict) else None
        found = [meta[key] for key in _NAME_KEYS if isinstance(meta.get(key), str)] if isinstance(meta, dict) else []
        if found and found[0]:
            names[speaker] = found[0]
    return names


class Corpus(Portable):
    """Reads the utterances of one corpus."""

    def __init__(self, records: Iterator[bytes | Bad], name: str, names: Mapping[str, str]) -> None:
        """``name`` is the corpus, ``names`` what its speakers are called."""
        self._records = records
        self._names = names
        self._place = f"convokit:{name}"
        self._community = Community(id=self._place, name=name)
        self._channel = Channel(id=self._place, community=self._place, name=name, kind="board")

    def records(self) -> Iterator[bytes | Bad]:
        """Each utterance as raw JSON."""
        return self._records

    def add(self, record: bytes, into: Gathering) -> None:
        """Put one utterance into the batch; an empty line is nothing."""
        if not record or record.isspace():
            return
        raw = _decode(record)
        if raw.id == "":
            raise BadRecordError("no id")
        speaker = _speaker(raw)
        text = raw.text or ""
        message = Message(
            id=self._id(raw.id) or "",
            community=self._place,
            channel=self._place,
            author=f"convokit:{speaker}" if speaker else None,
            time=parse_time(raw.timestamp),
            text="" if text.strip() in _GONE else text,
            reply_to=self._id(raw.reply_to if raw.reply_to is not None else raw.reply_to_old),
            thread=self._id(raw.conversation_id if raw.conversation_id is not None else raw.root),
            removed=_removed(text.strip(), speaker),
        )
        into.place(self._community, self._channel)
        into.message(message)
        if speaker:
            into.account(Account(id=f"convokit:{speaker}", name=self._names.get(speaker, speaker)))

    def _id(self, native: Id | None) -> str | None:
        return None if native in (None, "") else f"{self._place}:{native}"


def _removed(text: str, speaker: str | None) -> Removal:
    if text == "[removed]":
        return "moderator"
    return "author" if text in _GONE or not speaker else ""


def _speaker(raw: _Utterance) -> str | None:
    """Who spoke; None for a deleted account.

    Raises:
        BadRecordError: When nobody is named.
    """
    found = raw.speaker if raw.speaker is not None else raw.user
    if isinstance(found, dict):
        found = found.get("id", found.get("name"))
    if not isinstance(found, str | int) or found == "":
        raise BadRecordError("no speaker")
    return None if found in _GONE else str(found)
