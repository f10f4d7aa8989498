"""The store's thread: jobs in order, exceptions to their caller, nothing half done."""

import asyncio
import threading

import pytest

from storage.store import Store
from storage.worker import StoreWorker
from tests.factories import batch, message


def put(store, number):
    with store.transaction():
        store.put(batch(message(number)))
    return threading.get_ident()


def test_jobs_run_on_one_other_thread_in_order(tmp_path):
    async def story():
        worker = StoreWorker(lambda: Store(tmp_path / "a.db"))
        threads = await asyncio.gather(*(worker.run(put, number) for number in range(20)))
        total = await worker.run(lambda store: store.totals().messages)
        await worker.close()
        return set(threads), total

    threads, total = asyncio.run(story())
    assert total == 20
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_an_exception_reaches_the_caller_and_the_worker_lives_on(tmp_path):
    async def story():
        worker = StoreWorker(lambda: Store(tmp_path / "a.db"))
        with pytest.raises(ZeroDivisionError):
            await worker.run(lambda store: 1 / 0)
        await worker.run(put, 1)
        await worker.close()

    asyncio.run(story())
    with Store(tmp_path / "a.db") as store:
        assert store.totals().messages == 1


def test_a_cancelled_caller_leaves_no_half_transaction(tmp_path):
    started, release = threading.Event(), threading.Event()

    def slow(store):
        with store.transaction():
            store.put(batch(message(1)))
            started.set()
            release.wait(10)
            store.put(batch(message(2)))

    async def story():
        worker = StoreWorker(lambda: Store(tmp_path / "a.db"))
        task = asyncio.ensure_future(worker.run(slow))
        await asyncio.to_thread(started.wait, 10)
        task.cancel()
        release.set()
        await worker.close()

    asyncio.run(story())
    with Store(tmp_path / "a.db") as store:
        assert store.totals().messages == 2
