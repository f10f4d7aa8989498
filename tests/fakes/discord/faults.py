"""Faults to order: storms of 429, server errors, dropped connections, late or lost answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase


@dataclass
class Fault:
    """What happens to the next ``times`` requests whose ``METHOD /template`` fits ``route`` (``*`` allowed).

    ``status`` answers that instead (429 with ``retry_after``, None to leave it out, ``overall`` for the global one,
    ``banned`` for Cloudflare's page); ``drop`` closes the connection before anything happens; ``lose``
    closes it after the effect; ``delay`` waits first; ``call`` runs, before the effect or with ``after`` behind it.
    Of the requests that fit, the first ``skip`` pass.
    """

    route: str = "*"
    times: int = 1
    status: int | None = None
    retry_after: float | None = 0.02
    overall: bool = False
    banned: bool = False
    drop: bool = False
    lose: bool = False
    delay: float = 0.0
    skip: int = 0
    call: Callable[[], object] | None = None
    after: bool = False


@dataclass
class Faults:
    """The faults that wait for their request; they apply in the order they were added."""

    waiting: list[Fault] = field(default_factory=list)
    done: list[tuple[str, Fault]] = field(default_factory=list)

    def add(self, route: str = "*", **fields: object) -> Fault:
        fault = Fault(route, **fields)  # type: ignore[arg-type]
        self.waiting.append(fault)
        return fault

    def next(self, route: str) -> Fault | None:
        """The fault this request meets, if any."""
        for fault in self.waiting:
            if not fnmatchcase(route, fault.route.replace("[", "[[]")):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.waiting.remove(fault)
            self.done.append((route, fault))
            return fault
        return None
