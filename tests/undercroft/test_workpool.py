"""Work on many items, a bounded number of them at once."""

import asyncio
from contextlib import aclosing

import pytest

from undercroft.concurrency.workpool import WorkPool


class Work:
    """Work that ends when a test says so, and records what was begun and ended."""

    def __init__(self) -> None:
        self.started: list[int] = []
        self.ended: list[int] = []
        self.most_at_once = 0
        self._gates: dict[int, asyncio.Event] = {}

    def gate(self, item: int) -> asyncio.Event:
        return self._gates.setdefault(item, asyncio.Event())

    async def __call__(self, item: int) -> int:
        self.started.append(item)
        self.most_at_once = max(self.most_at_once, len(self.started) - len(self.ended))
        try:
            await self.gate(item).wait()
        finally:
            self.ended.append(item)
        return item * 10

    def open(self, *items: int) -> None:
        for item in items:
            self.gate(item).set()


async def turns() -> None:
    """Let every task run until it has to wait."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_in_the_order_of_the_items() -> None:
    work = Work()
    found: list[int] = []

    async def read() -> None:
        found.extend([result async for result in WorkPool(3).in_order(range(5), work)])

    reading = asyncio.create_task(read())
    for item in (2, 1, 0, 4, 3):
        await turns()
        work.open(item)
    await reading
    assert found == [0, 10, 20, 30, 40]
    assert work.most_at_once == 3


async def test_nothing() -> None:
    assert [result async for result in WorkPool(3).in_order([], Work())] == []


async def test_no_further_ahead_than_its_width() -> None:
    work = Work()
    work.open(*range(100))
    async with aclosing(WorkPool(3).in_order(range(100), work)) as results:
        for n in range(5):
            assert await anext(results) == n * 10
            await turns()
            assert work.started == list(range(n + 4))


async def test_its_width_is_shared() -> None:
    work = Work()
    pool = WorkPool(2)

    async def read(items: list[int]) -> list[int]:
        return [result async for result in pool.in_order(items, work)]

    reading = asyncio.gather(read([1, 2, 3]), read([4, 5, 6]))
    await turns()
    assert len(work.started) == 2
    work.open(*range(7))
    assert await reading == [[10, 20, 30], [40, 50, 60]]
    assert work.most_at_once == 2


async def test_closed_early() -> None:
    work = Work()
    work.open(0)
    results = WorkPool(3).in_order(range(100), work)
    assert await anext(results) == 0
    await turns()
    await results.aclose()
    assert sorted(work.ended) == work.started == [0, 1, 2, 3]


async def test_cancelled() -> None:
    work = Work()
    results = WorkPool(3).in_order(range(100), work)
    reading = asyncio.create_task(anext(results))
    await turns()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert sorted(work.ended) == [0, 1, 2]


async def test_an_error() -> None:
    ended: list[int] = []

    async def fail_at_one(item: int) -> int:
        try:
            if item == 1:
                raise ValueError("one")
            if item > 1:
                await asyncio.Event().wait()
        finally:
            ended.append(item)
        return item

    results = WorkPool(3).in_order(range(100), fail_at_one)
    assert await anext(results) == 0
    await turns()
    with pytest.raises(ValueError, match="one"):
        await anext(results)
    assert sorted(ended) == [0, 1, 2, 3]
