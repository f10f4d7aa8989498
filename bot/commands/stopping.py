"""Ctrl-C and SIGTERM as an orderly end: what was begun is rolled back, workers are seen out, one line is told."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class Stopped(BaseException):
    """Somebody asked the program to stop; ``exit_code`` tells how, as a shell would."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise Stopped when a signal asks for the end; a second one changes nothing."""
    asked = (signal.SIGINT, signal.SIGTERM)

    def stop(number: int, _: object) -> None:
        for each in asked:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    before = [signal.signal(each, stop) for each in asked]
    try:
        yield
    finally:
        for each, handler in zip(asked, before, strict=True):
            signal.signal(each, handler)
