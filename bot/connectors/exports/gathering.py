"""What readers fill: the nouns of the current batch, each community, channel and account once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Protocol, runtime_checkable

import msgspec

from storage.blocks import Block
from storage.models import Account, Channel, Community, Message, Problem
from storage.rows import Row, mark, message_row

_EXCERPT = 80


class BadRecordError(ValueError):
    """A record that cannot become a noun; its text is the reason in plain words."""


class Bad(msgspec.Struct, frozen=True):
    """A record that could not even be split off: why, and its first bytes."""

    reason: str
    excerpt: bytes = b""


class Reader(Protocol):
    """One format over one source: splits it into records and turns each into nouns."""

    def records(self) -> Iterator[Any]:
        """The source's records in order, unparsed; :class:`Bad` for what cannot be split off.

        Raises:
            CutError: Where the source breaks off.
        """
        ...

    def add(self, record: Any, into: Gathering) -> None:
        """Put the nouns of one record into the batch, all or none.

        Raises:
            ValueError, msgspec.MsgspecError: When the record is broken.
        """
        ...


class Gathering:
    """The nouns gathered since the last batch was made."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._clear()

    def _clear(self) -> None:
        self.rows: list[Row] = []
        self.accounts: dict[str, Account] = {}
        self.channels: dict[str, Channel] = {}
        self.communities: dict[str, Community] = {}
        self.problems: list[Problem] = []

    def message(self, message: Message) -> None:
        """Keep a message; NUL characters, which no reader sees, are taken out."""
        if "\0" in message.text:
            message = msgspec.structs.replace(message, text=message.text.replace("\0", ""))
        self.rows.append(message_row(message))

    def facts(self, facts: Row) -> None:
        """Keep a message that comes as the values of its columns, without the digest."""
        if "\0" in facts[5]:
            facts = (*facts[:5], facts[5].replace("\0", ""), *facts[6:])
        self.rows.append((*facts, mark(facts)))

    def account(self, account: Account) -> None:
        """Keep an account; of two rows the one that names roles stays."""
        known = self.accounts.get(account.id)
        if known is None or (account.roles and not known.roles):
            self.accounts[account.id] = account

    def place(self, community: Community, channel: Channel) -> None:
        """Keep the rows of the community and channel that a message is in."""
        self.communities.setdefault(community.id, community)
        self.channels.setdefault(channel.id, channel)

    def problem(self, position: int, reason: str, excerpt: bytes | str = "") -> None:
        """Put a record aside."""
        self.problems.append(Problem(source=self.source, position=position, reason=reason, excerpt=_printable(excerpt)))

    def block(self, position: int, *, done: bool = False) -> Block:
        """All that was gathered as a block that ends at ``position``; gathering starts anew."""
        block = Block(
            self.source, position, self.rows, list(self.accounts.values()), list(self.channels.values()),
            list(self.communities.values()), self.problems, done,
        )  # fmt: skip
        self._clear()
        return block


class Portable:
    """A reader of which a copy without its source can go to another process, to add records there."""

    #: Attributes that hold the source.
    source: ClassVar[tuple[str, ...]] = ("_records",)

    def __getstate__(self) -> dict[str, Any]:
        """Everything but the source."""
        return {name: value for name, value in vars(self).items() if name not in self.source}


@runtime_checkable
class Bulky(Protocol):
    """A reader with a faster way for many records at once."""

    def add_all(self, records: Sequence[Any], first: int, into: Gathering) -> None:
        """As :func:`take` for each record; the first one's position is ``first``."""
        ...


def take_all(reader: Reader, records: Sequence[object], first: int, into: Gathering) -> None:
    """Add consecutive records, or the problems they are; the first one's position is ``first``."""
    if isinstance(reader, Bulky):
        reader.add_all(records, first, into)
        return
    for position, record in enumerate(records, first):
        take(reader, record, position, into)


def take(reader: Reader, record: object, position: int, into: Gathering) -> None:
    """Add one record, or the problem it is."""
    if isinstance(record, Bad):
        into.problem(position, record.reason, record.excerpt)
        return
    try:
        reader.add(record, into)
    except BadRecordError as error:
        into.problem(position, str(error), _shown(record))
    except UnicodeError:
        into.problem(position, "not valid UTF-8 text", _shown(record))
    except msgspec.ValidationError as error:
        into.problem(position, f"a field is missing or wrong: {error}", _shown(record))
    except (msgspec.DecodeError, RecursionError) as error:
        into.problem(position, f"not valid JSON: {error}", _shown(record))
    except (ValueError, OverflowError) as error:
        into.problem(position, f"not understood: {error}", _shown(record))


def _shown(record: object) -> bytes | str:
    """A record as it looked in the file, more or less."""
    if isinstance(record, tuple):
        return _shown(record[-1])
    if isinstance(record, dict):
        return ",".join(map(str, record.values()))
    return record if isinstance(record, bytes) else str(record)


def _printable(excerpt: bytes | str) -> str:
    """At most 80 characters with everything escaped that would not print as itself."""
    text = excerpt[: 4 * _EXCERPT].decode("utf-8", "backslashreplace") if isinstance(excerpt, bytes) else excerpt
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:_EXCERPT])
    return shown[:_EXCERPT]
