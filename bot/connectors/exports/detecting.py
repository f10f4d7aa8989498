"""Which format a single file has, told by its first bytes and never by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from bot.connectors.exports.convokit import Corpus, is_utterance, speaker_names
from bot.connectors.exports.csv_rows import Rows, header
from bot.connectors.exports.discord_chats import DiscordChat, is_discord_chat
from bot.connectors.exports.gathering import Bad, Reader
from bot.connectors.exports.mail import Mailbox, is_mbox, split_mails
from bot.connectors.exports.origins import Origin
from bot.connectors.exports.reddit_dumps import RedditDump, is_reddit
from bot.connectors.exports.reddit_package import RedditPackage, is_reddit_package, owner
from bot.connectors.exports.splitting import elements, lines
from bot.connectors.exports.streams import CutError, OnBytes, chunks, content, head
from bot.connectors.exports.tables import Table, is_table
from storage.errors import SourceError

#: The formats for people, as errors and help name them.
UNDERSTOOD = (
    "DiscordChatExporter JSON, Reddit dumps (ndjson, also .zst or .gz), ConvoKit corpora, Discord and Reddit data "
    "packages, mbox mail, and CSV, TSV or JSON with the columns time, author and text"
)
#: The format of the files of Reddit's "request my data" package.
REDDIT_PACKAGE = "Reddit data package"

_LOOKED_AT = 50
_object = msgspec.json.Decoder(dict[str, Any]).decode


class ImportOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What files do not say themselves.

    ``community`` names the community of files that name none. ``platform`` (discord, reddit, mail) prefixes
    the accounts of generic files. ``columns`` maps the fields id, time, author, text, channel, reply_to,
    thread and url to columns of generic files. ``self_account`` is whose data package it is, where the
    package does not say (``discord:ID`` or ``reddit:name``).
    """

    community: str | None = None
    platform: str | None = None
    columns: Mapping[str, str] = {}
    self_account: str | None = None


class Format(msgspec.Struct, frozen=True):
    """A format's name for people, and how to read a source of it."""

    name: str
    reader: Callable[[OnBytes | None], Reader]


def detect(origin: Origin, options: ImportOptions) -> Format | None:
    """The format of a file, or None for one that is no export.

    Raises:
        SourceError: When it is a data package and nobody says whose.
    """
    start = head(origin)
    if is_discord_chat(start):
        return Format("DiscordChatExporter JSON", lambda told: DiscordChat(chunks(origin, told)))
    if is_mbox(start):
        name = _stem(origin, options)
        return Format("mbox mail", lambda told: Mailbox(split_mails(lines(chunks(origin, told))), name))
    if start.lstrip()[:1] in (b"{", b"["):
        return _json(origin, options, start)
    return _table(origin, options, start)


def _json(origin: Origin, options: ImportOptions, start: bytes) -> Format | None:
    array = start.lstrip().startswith(b"[")
    split = elements if array else lines
    for record in _first_objects(split(iter([start]))):
        table = is_table(list(record), options.columns)
        told_so = table and options.columns
        if is_utterance(record) and not told_so:
            return _corpus(origin, options, split)
        if is_reddit(record) and not told_so:
            return Format("Reddit dump", lambda told: RedditDump(split(chunks(origin, told)), options.community))
        if table:
            name = "JSON array" if array else "JSON lines"
            return Format(name, lambda told: _generic(split(chunks(origin, told)), origin, options))
    return None


def _corpus(
    origin: Origin, options: ImportOptions, split: Callable[[Iterator[bytes]], Iterator[bytes | Bad]]
) -> Format:
    """A corpus goes by its folder's name; what its speakers are called is in a file beside it."""
    speakers = origin.sibling("speakers.json") or origin.sibling("users.json")
    name = (
        options.community or (origin.folder if origin.name.startswith("utterances") else "") or _stem(origin, options)
    )

    def read(told: OnBytes | None) -> Corpus:
        names = speaker_names(content(speakers)) if speakers else {}
        return Corpus(split(chunks(origin, told)), name, names)

    return Format("ConvoKit corpus", read)


def _table(origin: Origin, options: ImportOptions, start: bytes) -> Format | None:
    names, delimiter = header(start.partition(b"\n")[0].decode("utf-8", "replace"))
    table = is_table(names, options.columns)
    if is_reddit_package(names) and not (table and options.columns):
        author = _requester(origin, options)
        return Format(REDDIT_PACKAGE, lambda told: RedditPackage(iter(Rows(lines(chunks(origin, told)))), author))
    if not table:
        return None
    name = "TSV" if delimiter == "\t" else "CSV"
    return Format(name, lambda told: _generic(iter(Rows(lines(chunks(origin, told)))), origin, options))


def _requester(origin: Origin, options: ImportOptions) -> str:
    statistics = origin.sibling("statistics.csv")
    found = options.self_account or (owner(chunks(statistics)) if statistics else None)
    if not found:
        raise SourceError(
            f"{origin.id}: a Reddit data package, but whose?", "Name the account that it belongs to (reddit:name)."
        )
    return found


def _generic(rows: Iterator[Any], origin: Origin, options: ImportOptions) -> Table:
    name, platform = _stem(origin, options), options.platform or "file"
    return Table(rows, community=name, columns=options.columns, platform=platform)


def _stem(origin: Origin, options: ImportOptions) -> str:
    return options.community or origin.name.partition(".")[0] or origin.name


def _first_objects(records: Iterator[bytes | Bad]) -> Iterator[dict[str, Any]]:
    """The JSON objects among the first records."""
    for _ in range(_LOOKED_AT):
        try:
            record = next(records, None)
        except CutError:
            return
        if record is None:
            return
        try:
            yield _object(b"" if isinstance(record, Bad) else record)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            continue
