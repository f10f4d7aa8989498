"""The store's room for digests: what is due when, and what became of each delivery."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from storage.connection import Connection
from storage.derived import ids
from storage.models import Noun
from storage.reviews import Who
from storage.sql import upsert

DeliveryState = Literal["planned", "sending", "sent", "failed"]
_IN = "(SELECT value FROM json_each(?))"
_DELIVERY = "digest, period, due, state, nonce, begun, tries, message, done, late, reason"


class Digest(Noun, frozen=True):
    """A digest that is sent again and again.

    ``cron`` and ``zone`` (IANA) say when, ``target`` where: ``discord:CHANNEL`` or ``dm:discord:USER``. It is about the
    last ``days`` days. ``created`` is in milliseconds; nothing that was due before is sent.
    """

    id: int
    brand: str
    cron: str
    zone: str
    target: str
    days: int
    created: int
    by: Who


class Delivery(Noun, frozen=True):
    """One sending of one digest, named by the local time at which it was due (``2025-03-03T09:00``).

    ``due``, ``begun`` (of the first try) and ``done`` are milliseconds, ``message`` where it went. ``late`` says
    that it went out late, ``reason`` why it could not be sent.
    """

    digest: int
    period: str
    due: int
    state: DeliveryState
    nonce: str
    begun: int | None = None
    tries: int = 0
    message: str | None = None
    done: int | None = None
    late: bool = False
    reason: str = ""


def _digest(row: Sequence[Any]) -> Digest:
    return Digest(
        id=row[0], brand=row[1], cron=row[2], zone=row[3], target=row[4], days=row[5], created=row[6],
        by=Who(id=row[7], name=row[8]),
    )  # fmt: skip


def _delivery(row: Sequence[Any]) -> Delivery:
    return Delivery(
        digest=row[0], period=row[1], due=row[2], state=row[3], nonce=row[4], begun=row[5], tries=row[6],
        message=row[7], done=row[8], late=bool(row[9]), reason=row[10],
    )  # fmt: skip


class Digests(Connection):
    """The store's room for digests and settings."""

    def add_digest(self, brand: str, cron: str, zone: str, target: str, days: int, created: int, by: Who) -> int:
        """Write a digest down and return its number."""
        rows = self.conn.execute(
            "INSERT INTO digest (brand, cron, zone, target, days, created, actor, name)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (brand, cron, zone, target, days, created, by.id, by.name),
        ).fetchall()
        return int(rows[0][0])

    def remove_digest(self, number: int) -> bool:
        """Forget a digest and its deliveries; tells whether there was one."""
        self.conn.execute("DELETE FROM delivery WHERE digest = ?", (number,))
        return self.conn.execute("DELETE FROM digest WHERE id = ?", (number,)).rowcount == 1

    def digests(self, brand: str | None = None) -> list[Digest]:
        """All digests, or those of one brand, by number."""
        only, which = ("", ()) if brand is None else ("WHERE brand = ?", (brand,))
        rows = self.conn.execute(
            f"SELECT id, brand, cron, zone, target, days, created, actor, name FROM digest {only} ORDER BY id", which
        )
        return [_digest(row) for row in rows]

    def rename_brand(self, old: str, new: str) -> None:
        """Let the digests of a brand go on under its new name."""
        self.conn.execute("UPDATE digest SET brand = ? WHERE brand = ?", (new, old))

    def forget_digests(self, account: str) -> None:
        """Remove the digests that go to one person, and their name from those they ordered."""
        for (number,) in self.conn.execute("SELECT id FROM digest WHERE target = ?", (f"dm:{account}",)).fetchall():
            self.remove_digest(number)
        self.conn.execute("UPDATE digest SET actor = '', name = 'somebody' WHERE actor = ?", (account,))

    # -- deliveries ----------------------------------------------------------------------------

    def plan_delivery(self, digest: int, period: str, due: int, nonce: str) -> Delivery:
        """The delivery of a period: a new one, or the one that is there already."""
        self.conn.execute(
            "INSERT INTO delivery (digest, period, due, state, nonce) VALUES (?, ?, ?, 'planned', ?)"
            " ON CONFLICT (digest, period) DO NOTHING",
            (digest, period, due, nonce),
        )
        row = self.conn.execute(
            f"SELECT {_DELIVERY} FROM delivery WHERE digest = ? AND period = ?", (digest, period)
        ).fetchone()
        return _delivery(row)

    def begin_delivery(self, delivery: Delivery, now: int) -> bool:
        """Say that a sending begins; false when another one began or ended since ``delivery`` was read."""
        cursor = self.conn.execute(
            "UPDATE delivery SET state = 'sending', begun = coalesce(begun, ?), tries = tries + 1"
            " WHERE digest = ? AND period = ? AND state = ? AND tries = ?",
            (now, delivery.digest, delivery.period, delivery.state, delivery.tries),
        )
        return cursor.rowcount == 1

    def end_delivery(
        self, delivery: Delivery, state: DeliveryState, now: int, *, message: str | None = None,
        late: bool = False, reason: str = "",
    ) -> None:  # fmt: skip
        """Say how a sending ended."""
        self.conn.execute(
            "UPDATE delivery SET state = ?, done = ?, message = ?, late = ?, reason = ? WHERE digest = ? AND period = ?"
            " AND state <> 'sent'",
            (state, now, message, late, reason, delivery.digest, delivery.period),
        )

    def deliveries(self, digests: Iterable[int]) -> list[Delivery]:
        """All deliveries of some digests, the latest first."""
        rows = self.conn.execute(
            f"SELECT {_DELIVERY} FROM delivery WHERE digest IN {_IN} ORDER BY due DESC, digest",
            (ids(str(number) for number in digests),),
        )
        return [_delivery(row) for row in rows]

    # -- what was set up by command ------------------------------------------------------------

    def settings(self) -> dict[str, str]:
        """What was set up by command: JSON by the setting's dotted name."""
        return dict(self.conn.execute("SELECT key, value FROM setting ORDER BY key").fetchall())

    def put_setting(self, key: str, value: str | None) -> None:
        """Set up a setting as JSON; None takes it back to the configuration file's."""
        if value is None:
            self.conn.execute("DELETE FROM setting WHERE key = ?", (key,))
        else:
            self.conn.execute(upsert("setting", ("key",), "value"), (key, value))
