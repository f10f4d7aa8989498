"""Mailing lists as mbox files: one mail a message, without what it quotes and without its signature."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from datetime import datetime
from email.message import Message as Mail
from email.utils import parsedate_to_datetime
from hashlib import blake2b

from bot.connectors.exports.gathering import Bad, BadRecordError, Gathering, Portable
from bot.connectors.exports.mail_text import header, own_words
from bot.connectors.exports.splitting import LONGEST
from bot.connectors.exports.times import checked
from storage.models import Account, Channel, Community, Message

# What the standard library's parsers raise on mails made to break them.
_HOSTILE = (AttributeError, LookupError, TypeError, AssertionError)
# An envelope line ends in a date; prose that begins with "From" mostly does not.
_START = re.compile(rb"From \S+ .*\d:\d\d")
_HEADER = re.compile(rb"[!-9;-~]+:")
_ID = re.compile(r"<\s*([^<>\s]+)\s*>")
_OBSCURED = re.compile(r"(\S+) at (\S+?\.\S+)(?:\s+\((.*)\))?")
_ADDRESS = re.compile(
    r"(?P<name>.*?)\s*<\s*(?P<address>[^<>\s]+)\s*>|(?P<bare>[^\s<>()]+@[^\s<>()]+)(?:\s+\((?P<note>.*)\))?"
)
_LONGEST_SENDER = 500
_LIST = re.compile(r"(?P<name>.*?)\s*<\s*(?P<id>[^<>\s]+)\s*>|(?P<bare>\S+)")


def is_mbox(head: bytes) -> bool:
    """Whether a file's first bytes are a mailbox: an envelope line, then a header."""
    first, _, rest = head.partition(b"\n")
    return bool(_START.match(first) and _HEADER.match(rest))


def split_mails(lines: Iterator[bytes | Bad]) -> Iterator[bytes | Bad]:
    """Each mail with its envelope line; an envelope line follows an empty line."""
    mail: list[bytes] = []
    size, blank = 0, True
    for line in lines:
        raw = line.excerpt if isinstance(line, Bad) else line
        if blank and mail and _START.match(raw):
            yield _whole(mail, size)
            mail, size = [], 0
        size += LONGEST if isinstance(line, Bad) else len(raw) + 1
        if size <= LONGEST:
            mail.append(raw)
        blank = not raw.strip()
    if mail:
        yield _whole(mail, size)


def _whole(mail: list[bytes], size: int) -> bytes | Bad:
    return b"\n".join(mail) if size <= LONGEST else Bad("the mail is longer than 16 MB", mail[0])


class Mailbox(Portable):
    """Reads the mails of one mbox file."""

    source = ("_mails",)

    def __init__(self, mails: Iterator[bytes | Bad], name: str) -> None:
        """``name`` is the list's where the mails name none."""
        self._mails = mails
        self._name = name

    def records(self) -> Iterator[bytes | Bad]:
        """Each mail with its envelope line."""
        return self._mails

    def add(self, record: bytes, into: Gathering) -> None:
        """Put one mail, its sender and its list into the batch."""
        try:
            self._add(record, into)
        except _HOSTILE as error:
            raise BadRecordError(f"the mail cannot be parsed ({type(error).__name__})") from error

    def _add(self, record: bytes, into: Gathering) -> None:
        envelope, _, rest = record.partition(b"\n")
        mail = email.message_from_bytes(rest)
        author = _sender(mail)
        native = _ids(mail, "Message-ID")[:1] or [blake2b(rest, digest_size=10).hexdigest()]
        before = _ids(mail, "References")
        answered = _ids(mail, "In-Reply-To")[:1] or before[-1:]
        community = self._community(mail)
        message = Message(
            id=f"mail:{native[0]}",
            community=community.id,
            channel=community.id,
            author=author.id,
            time=_time(mail, envelope),
            text=own_words(mail, with_subject=not answered),
            reply_to=f"mail:{answered[0]}" if answered else None,
            thread=f"mail:{(before or answered or native)[0]}",
        )
        into.place(community, Channel(id=community.id, community=community.id, name=community.name, kind="board"))
        into.message(message)
        into.account(author)

    def _community(self, mail: Mail) -> Community:
        found = _LIST.fullmatch(header(mail, "List-Id")[:_LONGEST_SENDER])
        native = (found["id"] or found["bare"]).lower() if found else self._name
        name = (found["name"] or "").strip(' "') if found else self._name
        return Community(id=f"mail:{native}", name=name or native)


def _ids(mail: Mail, name: str) -> list[str]:
    return _ID.findall(header(mail, name))


def _sender(mail: Mail) -> Account:
    """The account of a mail's sender, also where an archive wrote ``joe at example.com (Joe)``.

    Raises:
        BadRecordError: When there is no address.
    """
    raw = header(mail, "From")[:_LONGEST_SENDER]
    if found := _OBSCURED.fullmatch(raw):
        address, name = f"{found[1]}@{found[2]}", found[3]
    elif found := _ADDRESS.fullmatch(raw):
        address, name = found["address"] or found["bare"], found["name"] or found["note"]
    else:
        raise BadRecordError("no sender")
    automatic = header(mail, "Auto-Submitted").lower() not in ("", "no")
    low = address.lower()
    return Account(id=f"mail:{low}", name=low, display=(name or "").strip(' "'), bot=automatic)


def _time(mail: Mail, envelope: bytes) -> datetime:
    """When it was sent: by its date, else by the last server that passed it on, else by the envelope line.

    Raises:
        BadRecordError: When none of them is a time.
    """
    passed = str(mail.get("Received", "")).rpartition(";")[2]
    stamped = envelope.decode("ascii", "replace").split(maxsplit=2)[2:]
    for date in (header(mail, "Date"), passed, *stamped):
        try:
            return checked(parsedate_to_datetime(date))
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    raise BadRecordError("no date that is understood")
