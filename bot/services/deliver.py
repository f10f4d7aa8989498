"""Bring digests to their readers: each period once, whatever breaks on the way.

A delivery is written down as *planned*, then as *sending*, then as *sent*. A message that may have been sent
before the program ended is looked for by its marker before it is sent again, and carries a nonce by which
Discord itself knows it again for some minutes. So only an answer that got lost, in a channel that we may not
read, can make a second copy.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import msgspec

from bot.render.embeds import Parcel
from bot.services.schedule import Schedule
from bot.views import Sees
from storage.digests import Delivery, DeliveryState, Digest
from storage.errors import PassingError, RefusedError
from storage.models import from_millis, to_millis
from storage.store import Store

P = ParamSpec("P")
R = TypeVar("R")
_log = logging.getLogger("givetake.digest")
#: How much longer to wait after each try that met a passing trouble.
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
#: Our clock and Discord's may differ by so much.
_SLACK = timedelta(hours=1)


class Courier(Protocol):
    """Whoever brings messages to a target (``discord:CHANNEL`` or ``dm:discord:USER``)."""

    async def readers(self, target: str) -> Sees:
        """Which channels everybody who reads the target could see. Raises PassingError, RefusedError."""
        ...

    async def find(self, target: str, marker: str, since: datetime) -> str | None:
        """The message of ours that carries ``marker``, if there is one. Raises PassingError, RefusedError."""
        ...

    async def send(self, target: str, parcel: Parcel, nonce: str) -> str:
        """Send a message and return its id. Raises PassingError, RefusedError."""
        ...


class Run(Protocol):
    """Runs a job with the store, where the store may be used (:meth:`storage.worker.StoreWorker.run`)."""

    def __call__(self, job: Callable[Concatenate[Store, P], R], *args: P.args, **kwargs: P.kwargs) -> Awaitable[R]:
        """The job's result."""
        ...


class Due(msgspec.Struct, frozen=True):
    """A digest whose delivery is to be made or made sure of; ``passed`` when a later period came before it went out."""

    digest: Digest
    delivery: Delivery
    passed: bool = False

    @property
    def marker(self) -> str:
        """What stands in the message so that it can be found again."""
        return f"givetake digest {self.digest.id} for {self.delivery.period.replace('T', ' ')}"


#: Makes the message of a digest: what, for whom, with which marker, and whether it is late.
Pack = Callable[[Due, Sees, bool], Awaitable[Parcel]]


def due(store: Store, brand: str, now: datetime) -> list[Due]:
    """Plan what is due at ``now``: of several missed periods of a digest the last one."""
    found: list[Due] = []
    with store.transaction():
        for digest in store.digests(brand):
            open_ones = [each for each in store.deliveries([digest.id]) if each.state in ("planned", "sending")]
            latest = Schedule(digest.cron, digest.zone).latest(from_millis(digest.created), now)
            if latest:
                period, moment = latest
                plan = store.plan_delivery(digest.id, period, to_millis(moment), nonce(digest, period))
                found += [Due(digest, plan)] if plan.state in ("planned", "sending") else []
                found += [Due(digest, each, passed=True) for each in open_ones if each.period != period]
    return found


def nonce(digest: Digest, period: str) -> str:
    """A name of at most 25 characters by which Discord knows a delivery again."""
    mark = hashlib.blake2b(f"{digest.id} {digest.created} {period}".encode(), digest_size=8).hexdigest()
    return f"digest-{mark}"


class Postman:
    """Delivers what is due; one at a time, and again after a while where something passing was in the way."""

    def __init__(self, run: Run, courier: Courier, pack: Pack, clock: Callable[[], datetime], late: timedelta) -> None:
        """``pack`` makes the message; a delivery that begins ``late`` after its time says so."""
        self._run, self._courier, self._pack, self._clock, self._late = run, courier, pack, clock, late
        self._pause: dict[tuple[int, str], tuple[datetime, timedelta]] = {}

    async def deliver(self, brand: str) -> list[Delivery]:
        """Deliver what is due now, and return what came to an end (sent, or impossible)."""
        ended = []
        for each in await self._run(due, brand, self._clock()):
            again, _ = self._pause.get((each.digest.id, each.delivery.period), (self._clock(), _FIRST_PAUSE))
            if again <= self._clock() and (done := await self._deliver(each)):
                ended.append(done)
        return ended

    async def _deliver(self, each: Due) -> Delivery | None:
        try:
            message = await self._bring(each)
        except PassingError as error:
            self._wait(each)
            _log.warning("digest not delivered yet", extra={"digest": each.digest.id, "problem": str(error)})
            return None
        except RefusedError as error:
            _log.error("digest refused", extra={"digest": each.digest.id, "problem": str(error)})
            return await self._end(each, None, str(error))
        return await self._end(each, message, "" if message else "A later period was due first.")

    async def _bring(self, each: Due) -> str | None:
        """Find the message or send it; its id, or None where it is too late to send it at all."""
        digest, delivery = each.digest, each.delivery
        if delivery.begun is not None:
            found = await self._courier.find(digest.target, each.marker, from_millis(delivery.begun) - _SLACK)
            if found or each.passed:
                return found
        if each.passed:
            return None
        sees = await self._courier.readers(digest.target)
        parcel = await self._pack(each, sees, self._is_late(each))
        if not await self._run(begin, delivery, to_millis(self._clock())):
            raise PassingError("Another program is just sending it.")
        return await self._courier.send(digest.target, parcel, delivery.nonce)

    def _is_late(self, each: Due) -> bool:
        return self._clock() - from_millis(each.delivery.due) > self._late

    def _wait(self, each: Due) -> None:
        key = each.digest.id, each.delivery.period
        _, pause = self._pause.get(key, (self._clock(), _FIRST_PAUSE))
        self._pause[key] = self._clock() + pause, min(2 * pause, _LONGEST_PAUSE)

    async def _end(self, each: Due, message: str | None, reason: str) -> Delivery:
        late = message is not None and self._is_late(each)
        return await self._run(end, each.delivery, to_millis(self._clock()), message, late, reason)


def begin(store: Store, delivery: Delivery, now: int) -> bool:
    """Say that a sending begins; false when another one did."""
    with store.transaction():
        return store.begin_delivery(delivery, now)


def end(store: Store, delivery: Delivery, now: int, message: str | None, late: bool, reason: str) -> Delivery:
    """Write down how a sending ended."""
    with store.transaction():
        state: DeliveryState = "sent" if message else "failed"
        store.end_delivery(delivery, state, now, message=message, late=late, reason=reason)
        return store.plan_delivery(delivery.digest, delivery.period, delivery.due, delivery.nonce)
