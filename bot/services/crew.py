"""Worker processes that parse and judge, while this one reads and writes.

Tasks are answered in the order they were given, whoever was faster, so that what is written does not depend on the
number of workers. A worker that loses its parent ends at once, and one that is lost ends the run: what was committed
stays, and the same command goes on from there.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, ParamSpec, Self, TypeVar

from storage.errors import GivetakeError, WorkerLostError

P = ParamSpec("P")
R = TypeVar("R")

#: What a worker loads when it is first needed, such as the classifier.
_loaders: dict[str, Callable[[], Any]] = {}
_loaded: dict[str, Any] = {}


class Crew:
    """Some worker processes; close it, or use it in a ``with`` block."""

    def __init__(self, size: int, loaders: dict[str, Callable[[], Any]] | None = None) -> None:
        """``loaders`` make what tasks find under a name in :func:`tool`; they must be functions of a module."""
        self.size = size
        spawn = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(size, spawn, _begin, (loaders or {},))

    def ask(self, task: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Give a task, a function of a module. Raises WorkerLostError."""
        try:
            with _undisturbed():  # a worker may be started now, and would hear of a Ctrl-C before it can ignore it
                return self._pool.submit(task, *args, **kwargs)
        except BrokenProcessPool as error:
            raise _lost() from error

    def each(self, task: Callable[..., R], given: Iterable[tuple[Any, ...]]) -> Iterator[R]:
        """The answers to a task for each tuple of arguments, in order; only some are given before they are needed.

        Where ``given`` ends in an error of ours, that is raised after the answers to all before it.
        """
        waiting: deque[Future[R]] = deque()
        stream, failure, more = iter(given), None, True
        while more or waiting:
            while more and len(waiting) < 2 * self.size:
                try:
                    waiting.append(self.ask(task, *next(stream)))
                except StopIteration:
                    more = False
                except GivetakeError as error:
                    failure, more = error, False
            if waiting:
                yield result(waiting.popleft())
        if failure:
            raise failure

    def close(self) -> None:
        """Drop the tasks that wait, and see the workers out."""
        self._pool.shutdown(cancel_futures=True)

    def __enter__(self) -> Self:
        """Use the workers in a ``with`` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """See the workers out at the end of the block."""
        self.close()


@contextmanager
def crew_of(jobs: int, loaders: dict[str, Callable[[], Any]] | None = None) -> Iterator[Crew | None]:
    """The crew that ``--jobs`` asks for (0: a worker a core); None for one job, which needs no other process."""
    size = jobs or cores()
    if size <= 1:
        yield None
        return
    with Crew(size, loaders) as crew:
        yield crew


def result(future: Future[R]) -> R:
    """The answer to a task. Raises WorkerLostError when its worker is gone."""
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise _lost() from error


def tool(name: str) -> Any:
    """In a worker: what its loader made, once."""
    if name not in _loaded:
        _loaded[name] = _loaders[name]()
    return _loaded[name]


def cores() -> int:
    """How many cores this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _lost() -> WorkerLostError:
    return WorkerLostError(
        "A worker process was killed, perhaps for want of memory.",
        "Run the same command again, with fewer --jobs if it was memory: it goes on where it was.",
    )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold Ctrl-C back for a moment; processes that are started in it are born without hearing it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(loaders: dict[str, Callable[[], Any]]) -> None:
    """A worker's first steps: Ctrl-C is the parent's business, and without a parent there is nothing to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _loaders.update(loaders)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
