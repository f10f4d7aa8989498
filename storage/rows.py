"""Nouns to rows and back: the one place that knows how a noun lies in its columns."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from storage.models import Account, Exchange, Label, Message, Reaction, Reason, Span, from_millis, to_millis

MESSAGE_COLUMNS = (
    "id", "community", "channel", "author", "time", "text", "reply_to", "thread", "mentions",
    "reactions", "system", "edited", "removed", "url", "digest",
)  # fmt: skip

#: One message as the values of MESSAGE_COLUMNS.
Row = tuple[Any, ...]

_pack = msgspec.msgpack.Encoder().encode
_json = msgspec.json.Encoder().encode
_reactions = msgspec.json.Decoder(tuple[Reaction, ...])
_strings = msgspec.json.Decoder(tuple[str, ...])


class _Evidence(msgspec.Struct, array_like=True):
    spans: tuple[tuple[int, int, str, str], ...]
    reasons: tuple[tuple[str, float], ...]


_evidence = msgspec.json.Decoder(_Evidence)


def mark(facts: Row) -> bytes:
    """The digest of a row's other values: eight bytes that change with anything in the message."""
    return hashlib.blake2b(_pack(facts), digest_size=8).digest()


def digest(message: Message) -> bytes:
    """The digest of a message."""
    return mark(facts_of(message))


def facts_of(message: Message) -> Row:
    """The values of MESSAGE_COLUMNS without the last, the digest."""
    return (
        message.id, message.community, message.channel, message.author, to_millis(message.time), message.text,
        message.reply_to, message.thread,
        strings_json(message.mentions),
        _json(message.reactions).decode() if message.reactions else None,
        message.system, to_millis(message.edited) if message.edited else None, message.removed, message.url,
    )  # fmt: skip


def message_row(message: Message) -> Row:
    """The values of MESSAGE_COLUMNS."""
    facts = facts_of(message)
    return *facts, mark(facts)


def strings_json(values: Sequence[str]) -> str | None:
    """Names as the column ``mentions`` holds them."""
    return _json(values).decode() if values else None


def message_of(row: Sequence[Any]) -> Message:
    """The message of a row of MESSAGE_COLUMNS."""
    return Message(
        id=row[0], community=row[1], channel=row[2], author=row[3], time=from_millis(row[4]), text=row[5],
        reply_to=row[6], thread=row[7],
        mentions=_strings.decode(row[8]) if row[8] else (),
        reactions=_reactions.decode(row[9]) if row[9] else (),
        system=bool(row[10]), edited=None if row[11] is None else from_millis(row[11]), removed=row[12], url=row[13],
    )  # fmt: skip


def account_row(account: Account) -> tuple[Any, ...]:
    """The values of an account's columns."""
    roles = _json(account.roles).decode() if account.roles else None
    return account.id, account.name, account.display, account.bot, roles


def account_of(row: Sequence[Any]) -> Account:
    """The account of a row ``id, name, display, bot, roles``."""
    return Account(
        id=row[0], name=row[1], display=row[2], bot=bool(row[3]), roles=_strings.decode(row[4]) if row[4] else ()
    )


def label_row(message: str, label: Label) -> tuple[Any, ...]:
    """The values of a label's columns."""
    evidence = _Evidence(
        tuple((s.start, s.end, s.role, s.signal) for s in label.spans), tuple((r.text, r.push) for r in label.reasons)
    )
    return message, label.label, label.p_take, label.kind, _json(evidence).decode(), label.model


def label_of(row: Sequence[Any]) -> Label:
    """The label of a row ``label, p_take, kind, evidence, model``."""
    evidence = _evidence.decode(row[3])
    return Label(
        label=row[0], p_take=row[1], kind=row[2], model=row[4],
        spans=tuple(Span(start=a, end=b, role=role, signal=signal) for a, b, role, signal in evidence.spans),  # type: ignore[arg-type]
        reasons=tuple(Reason(text=text, push=push) for text, push in evidence.reasons),
    )  # fmt: skip


def exchange_row(exchange: Exchange) -> tuple[Any, ...]:
    """The values of an exchange's columns; its label stays with the message."""
    e = exchange
    return e.brand, e.message, e.account, e.inbound, e.community, to_millis(e.time), e.means, e.about


def exchange_of(row: Sequence[Any]) -> Exchange:
    """The exchange of a row ``brand, account, community, message, time, inbound, means, about, label, kind``."""
    return Exchange(
        brand=row[0], account=row[1], community=row[2], message=row[3], time=from_millis(row[4]),
        inbound=bool(row[5]), means=row[6], about=row[7], label=row[8], kind=row[9] or "",
    )  # fmt: skip
