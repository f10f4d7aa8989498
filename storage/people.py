"""The store's room for people: which accounts are one person, and what the operator calls them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from storage.connection import Connection
from storage.derived import ids
from storage.models import Account
from storage.rows import account_of
from storage.sql import upsert

_IN = "(SELECT value FROM json_each(?))"


class Link(msgspec.Struct, frozen=True):
    """Two accounts that somebody said are one person, and why; ``a`` sorts before ``b``, ``time`` is in ms."""

    a: str
    b: str
    reason: str
    time: int


def pair(a: str, b: str) -> tuple[str, str]:
    """Two accounts in the order in which pairs are kept."""
    return (a, b) if a < b else (b, a)


class People(Connection):
    """The store's room for people.

    A person is a connected group of accounts. Links are kept as the pairs that were made, so that taking
    one back leaves the groups, and the database, as they were before it.
    """

    def links(self) -> list[Link]:
        """All links, by account."""
        return [Link(*row) for row in self.conn.execute("SELECT a, b, reason, time FROM link ORDER BY a, b")]

    def put_link(self, link: Link) -> None:
        """Keep a link; the first one between two accounts stays."""
        self.conn.execute(
            "INSERT INTO link (a, b, reason, time) VALUES (?, ?, ?, ?) ON CONFLICT (a, b) DO NOTHING",
            (link.a, link.b, link.reason, link.time),
        )

    def drop_links(self, links: Iterable[Link]) -> None:
        """Take links back."""
        self.conn.executemany("DELETE FROM link WHERE a = ? AND b = ?", [(link.a, link.b) for link in links])

    def groups(self) -> dict[str, tuple[str, ...]]:
        """All accounts of the person behind each linked account, by id; accounts without a link are left out."""
        near: dict[str, set[str]] = defaultdict(set)
        for link in self.links():
            near[link.a].add(link.b)
            near[link.b].add(link.a)
        found: dict[str, tuple[str, ...]] = {}
        for account in sorted(near):
            if account not in found:
                group = tuple(sorted(_reach(account, near)))
                found |= dict.fromkeys(group, group)
        return found

    def person(self, account: str) -> tuple[str, ...]:
        """All accounts of the person behind one account, by id."""
        return self.groups().get(account, (account,))

    def rejections(self) -> set[tuple[str, str]]:
        """Pairs of accounts that somebody said are two people."""
        return set(self.conn.execute("SELECT a, b FROM rejection").fetchall())

    def put_rejection(self, a: str, b: str, time: int) -> None:
        """Remember that two accounts are two people."""
        self.conn.execute(
            "INSERT INTO rejection (a, b, time) VALUES (?, ?, ?) ON CONFLICT (a, b) DO NOTHING", (*pair(a, b), time)
        )

    def every_account(self) -> Iterator[Account]:
        """All accounts, by id."""
        for row in self.conn.execute("SELECT id, name, display, bot, roles FROM account ORDER BY id"):
            yield account_of(row)

    def known_accounts(self, wanted: Iterable[str]) -> set[str]:
        """Those of the account ids that we hold."""
        return {row[0] for row in self.conn.execute(f"SELECT id FROM account WHERE id IN {_IN}", (ids(wanted),))}

    def like_account(self, text: str) -> list[str]:
        """Ids of the accounts with this name, display name or native id, in any case."""
        rows = self.conn.execute(
            "SELECT id FROM account WHERE lower(?) IN (lower(name), lower(display), lower(id),"
            " lower(substr(id, instr(id, ':') + 1))) ORDER BY id",
            (text,),
        )
        return [row[0] for row in rows]

    def crm_ids(self) -> dict[str, str]:
        """The operator's own ids for people, by account."""
        return dict(self.conn.execute("SELECT account, crm FROM crm ORDER BY account").fetchall())

    def put_crm_ids(self, given: Mapping[str, str]) -> None:
        """Set the operator's ids by account; an empty one takes it away."""
        self.conn.executemany("DELETE FROM crm WHERE account = ?", [(account,) for account in given])
        self.conn.executemany(
            "INSERT INTO crm (account, crm) VALUES (?, ?)", [(a, crm) for a, crm in given.items() if crm]
        )

    def profiles(self) -> dict[str, str]:
        """What people write about themselves in their profiles, by account."""
        return dict(self.conn.execute("SELECT account, text FROM profile ORDER BY account").fetchall())

    def put_profile(self, account: str, text: str) -> None:
        """Keep what a person writes about themselves (also when that is nothing)."""
        self.conn.execute(upsert("profile", ("account",), "text"), (account, text))

    def claims(self, words: Iterable[str]) -> Iterator[tuple[str, str]]:
        """(author, text) of messages that hold one of ``words`` (lower case), the oldest first."""
        listed = list(words)
        where = " OR ".join(["instr(lower(text), ?) > 0"] * len(listed))
        yield from self.conn.execute(
            f"SELECT author, text FROM message WHERE author IS NOT NULL AND removed = '' AND ({where}) ORDER BY seq",
            listed,
        )

    def spoken_with(self, brand: str, until: int) -> dict[str, list[int]]:
        """Times (ms) before ``until`` at which the brand spoke to each account, ascending."""
        rows = self.conn.execute(
            "SELECT account, time FROM exchange WHERE brand = ? AND inbound = 0 AND time < ? ORDER BY account, time",
            (brand, until),
        )
        times: dict[str, list[int]] = defaultdict(list)
        for account, time in rows:
            times[account].append(time)
        return times


def _reach(start: str, near: Mapping[str, set[str]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        fresh = near[waiting.pop()] - reached
        reached |= fresh
        waiting += fresh
    return reached
