"""The store's room for what communities put up with: norms as proposed and as confirmed, and what they exempt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from storage.connection import Connection
from storage.derived import ids
from storage.ledger import DAY_MS
from storage.models import GiveTake, Noun, Removal, Tally
from storage.sql import upsert

Standing = Literal["confirmed", "proposed"]
_IN = "(SELECT value FROM json_each(?))"


class Norm(Noun, frozen=True):
    """What one community puts up with.

    ``tolerated`` is the share of takes (None: as everywhere). Takes in ``channels``, in threads whose title holds
    one of ``threads``, under one of ``flairs`` or on one of ``weekdays`` (0 is Monday) are welcome and not counted.
    ``disclosure``: who promotes must say that it is theirs. ``evidence`` are (setting, sentence it was read from).
    """

    community: str
    tolerated: float | None = None
    preset: str = ""
    channels: tuple[str, ...] = ()
    threads: tuple[str, ...] = ()
    flairs: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    disclosure: bool = False
    evidence: tuple[tuple[str, str], ...] = ()


class OwnTake(msgspec.Struct, frozen=True):
    """A take of the brand with what may exempt it: the title and flair of its thread."""

    message: str
    tally: Tally
    title: str
    flair: str


class Fate(msgspec.Struct, frozen=True):
    """What became of a message of the brand; ``label`` is None where it is not counted. ``time`` in milliseconds."""

    time: int
    label: GiveTake | None
    removed: Removal
    answers: bool
    replies: int


class Policies(Connection):
    """The store's room for norms."""

    def norms(self, standing: Standing = "confirmed") -> dict[str, Norm]:
        """All norms by community."""
        rows = self.conn.execute("SELECT body FROM policy WHERE state = ? ORDER BY community", (standing,))
        found = [msgspec.json.decode(row[0], type=Norm) for row in rows]
        return {norm.community: norm for norm in found}

    def put_norm(self, norm: Norm, standing: Standing, time: int) -> None:
        """Write a norm down; it replaces the one before."""
        body = msgspec.json.encode(norm).decode()
        self.conn.execute(
            upsert("policy", ("community", "state"), "body", "time"), (norm.community, standing, body, time)
        )

    def drop_norm(self, community: str, standing: Standing) -> bool:
        """Take a norm back; tells whether there was one."""
        where = "community = ? AND state = ?"
        return self.conn.execute(f"DELETE FROM policy WHERE {where}", (community, standing)).rowcount == 1

    def own_takes(self, brand: str, own: Iterable[str], communities: Iterable[str]) -> list[OwnTake]:
        """The brand's takes in some communities."""
        rows = self.conn.execute(
            f"""SELECT m.id, m.community, m.channel, m.author, m.time, l.label, l.kind,
                    coalesce(t.text, ''), coalesce(f.text, '')
                FROM message m JOIN label l ON l.message = m.id AND l.label = 'take'
                LEFT JOIN message t ON t.id = m.thread LEFT JOIN flair f ON f.message = coalesce(m.thread, m.id)
                WHERE m.author IN {_IN} AND m.community IN {_IN} AND m.system = 0 AND m.removed = ''""",
            (ids(own), ids(communities)),
        )
        return [
            OwnTake(
                r[0],
                Tally(
                    brand=brand, community=r[1], channel=r[2], account=r[3], day=r[4] // DAY_MS,
                    label=r[5], kind=r[6],
                ),
                r[7].partition("\n")[0], r[8],
            )
            for r in rows
        ]  # fmt: skip

    def fates(self, brand: str, own: Iterable[str], community: str, until: int) -> list[Fate]:
        """What became of the brand's messages in a community before a time (ms), in order."""
        rows = self.conn.execute(
            """SELECT m.time, CASE WHEN m.removed = '' THEN l.label END, m.removed,
                    EXISTS (SELECT 1 FROM exchange e WHERE e.brand = ?1 AND e.message = m.id AND e.inbound = 0
                            AND e.means <> 'reaction'),
                    (SELECT count(*) FROM exchange a WHERE a.about = m.id AND a.brand = ?1 AND a.inbound = 1
                            AND a.means <> 'reaction' AND a.time < ?2)
                FROM message m LEFT JOIN label l ON l.message = m.id
                WHERE m.author IN (SELECT value FROM json_each(?3)) AND m.community = ?4 AND m.time < ?2
                    AND m.system = 0 ORDER BY m.time, m.id""",
            (brand, until, ids(own), community),
        )
        return [Fate(r[0], r[1], r[2], bool(r[3]), r[4]) for r in rows]
