"""Several reads at once."""

import asyncio

import pytest

from undercroft.concurrency.fanout import fanout
from undercroft.errors import NotFound


async def give(value: str) -> str:
    return value


async def test_what_all_give() -> None:
    together = asyncio.Barrier(3)

    async def give_together(value: int) -> int:
        await together.wait()
        return value

    async with asyncio.timeout(5):
        assert await fanout(give_together(1), give_together(2), give_together(3)) == (1, 2, 3)


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_the_first_error_is_raised_as_it_is(place: int) -> None:
    cause = ValueError("the cause")
    error = NotFound("order", 7)
    ended: list[str] = []

    async def never() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cancelled")
        return ""

    async def fail() -> str:
        await asyncio.sleep(0)
        raise error from cause

    reads = [never(), never()]
    reads.insert(place, fail())
    with pytest.raises(NotFound) as caught:
        await fanout(reads[0], reads[1], reads[2])
    assert caught.value is error
    assert (caught.value.__cause__, caught.value.__context__) == (cause, None)
    assert ended == ["cancelled", "cancelled"]


async def test_an_error_on_the_way_out_does_not_hide_the_first() -> None:
    async def fail_when_cancelled() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            raise RuntimeError("the second")

    async def fail() -> str:
        await asyncio.sleep(0)
        raise ValueError("the first")

    with pytest.raises(ValueError, match="the first"):
        await fanout(fail_when_cancelled(), fail(), give("x"))


async def test_cancelled() -> None:
    begun = asyncio.Event()
    ended: list[str] = []

    async def never() -> str:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cancelled")
        return ""

    task = asyncio.create_task(fanout(never(), never(), give("x")))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == ["cancelled", "cancelled"]
