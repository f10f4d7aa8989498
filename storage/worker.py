"""A store on a thread of its own, for async callers: one job at a time, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from storage.store import Store

P = ParamSpec("P")
R = TypeVar("R")


class StoreWorker:
    """Owns one :class:`Store` on one thread, so that the event loop never waits for the disk."""

    def __init__(self, opener: Callable[[], Store]) -> None:
        """``opener`` makes the store; it runs on the worker's thread, at the first job."""
        self._opener = opener
        self._store: Store | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    async def run(self, job: Callable[Concatenate[Store, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run ``job(store, *args, **kwargs)`` on the thread and return its result.

        Jobs run in the order they were given. An exception of the job is raised here. A job that has
        begun is finished even if the caller is cancelled, so no transaction is left half-way.
        """
        return await asyncio.wrap_future(self._thread.submit(lambda: job(self._open(), *args, **kwargs)))

    def _open(self) -> Store:
        if self._store is None:
            self._store = self._opener()
        return self._store

    async def close(self) -> None:
        """Finish the jobs that wait, close the store and end the thread."""
        await asyncio.wrap_future(self._thread.submit(self._shut))
        self._thread.shutdown()

    def _shut(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
