"""Work on many items, a bounded number of them at once."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class WorkPool:
    """At most `width` pieces of work at once, however many callers share it."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._slots = asyncio.Semaphore(width)

    async def in_order(
        self, items: Iterable[Item], work: Callable[[Item], Awaitable[Result]]
    ) -> AsyncGenerator[Result]:
        """The result for each item, in the items' order; at most `width` items ahead of the reader are begun.

        An error ends the generator. Work that is under way then, or when the generator is closed, is cancelled, and
        the generator waits until it has ended.
        """

        async def in_slot(item: Item) -> Result:
            async with self._slots:
                return await work(item)

        left = iter(items)
        under_way = deque(asyncio.create_task(in_slot(item)) for item in islice(left, self._width))
        try:
            while under_way:
                result = await under_way[0]
                under_way.popleft()
                under_way.extend(asyncio.create_task(in_slot(item)) for item in islice(left, 1))
                yield result
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
