"""What the lender does with connections, over a pool that only counts."""

import asyncio
from typing import Any, cast

import asyncpg
import pytest

from undercroft.database.lender import LOANS, Lender
from undercroft.errors import PoolExhausted, Unavailable


class FakeConnection:
    is_broken = False
    is_ended = False
    is_left_open = False

    def is_closed(self) -> bool:
        if self.is_ended:
            raise asyncpg.InterfaceError("connection has been released back to the pool")
        return self.is_broken

    def is_in_transaction(self) -> bool:
        return self.is_left_open


class FakePool:
    """A pool that is never short of connections."""

    def __init__(self, size: int) -> None:
        self._size = size
        self.given = 0
        self.attempts = 0
        self.expired = 0
        self.error: Exception | None = None
        self.release_error: BaseException | None = None
        self.returned: list[FakeConnection] = []
        self.has_returned = asyncio.Event()

    def get_max_size(self) -> int:
        return self._size

    def get_size(self) -> int:
        return self.given - len(self.returned)

    async def acquire(self) -> FakeConnection:
        self.attempts += 1
        if self.error is not None:
            raise self.error
        self.given += 1
        return FakeConnection()

    async def expire_connections(self) -> None:
        self.expired += 1

    async def release(self, connection: FakeConnection, **_: float) -> None:
        self.returned.append(connection)
        self.has_returned.set()
        if self.release_error is not None:
            raise self.release_error


def lending(size: int = 1, *, patience: float = 60) -> tuple[Any, FakePool]:
    pool = FakePool(size)
    return Lender(cast("Any", pool), patience=patience), pool


async def test_a_connection_passes_from_hand_to_hand() -> None:
    lender, pool = lending()
    first = await lender.take()
    waiting = asyncio.create_task(lender.take())
    await asyncio.sleep(0)
    assert lender.give_back(first)
    assert await waiting is first
    assert lender.give_back(first)
    assert lender.take_free() is first
    assert (pool.given, pool.returned) == (1, [])


async def test_whoever_comes_first_is_first() -> None:
    lender, _ = lending()
    connection = await lender.take()
    order: list[int] = []

    async def take(number: int) -> None:
        taken = await lender.take()
        order.append(number)
        lender.give_back(taken)

    takers = [asyncio.create_task(take(number)) for number in range(5)]
    await asyncio.sleep(0)
    assert lender.waiting == 5
    lender.give_back(connection)
    await asyncio.gather(*takers)
    assert (order, lender.waiting) == ([0, 1, 2, 3, 4], 0)


@pytest.mark.parametrize("many", [1, 3])
async def test_waiting_has_an_end(many: int) -> None:
    lender, _ = lending(patience=0.01)
    connection = await lender.take()
    results = await asyncio.gather(*(lender.take() for _ in range(many)), return_exceptions=True)
    assert [type(result) for result in results] == [PoolExhausted] * many
    lender.give_back(connection)
    assert await lender.take() is connection


async def test_connecting_has_an_end_too(monkeypatch: pytest.MonkeyPatch) -> None:
    lender, pool = lending(patience=0.01)

    async def never() -> FakeConnection:
        await asyncio.Event().wait()
        raise AssertionError

    with monkeypatch.context() as patch:
        patch.setattr(pool, "acquire", never)
        with pytest.raises(PoolExhausted):
            await lender.take()
    assert await lender.take()


async def test_one_that_is_cancelled_passes_its_turn_on() -> None:
    lender, _ = lending()
    connection = await lender.take()
    first, second = asyncio.create_task(lender.take()), asyncio.create_task(lender.take())
    await asyncio.sleep(0)
    lender.give_back(connection)  # it is the turn of the first, which does not know it yet
    first.cancel()
    assert await second is connection
    assert first.cancelled()


async def test_one_that_is_cancelled_in_the_queue_is_passed_over() -> None:
    lender, _ = lending()
    connection = await lender.take()
    first, second = asyncio.create_task(lender.take()), asyncio.create_task(lender.take())
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait({first})
    lender.give_back(connection)
    assert await second is connection


async def test_a_failure_leaves_the_slot_to_the_next() -> None:
    lender, pool = lending()
    pool.error = OSError("no server")
    for _ in range(3):
        with pytest.raises(Unavailable):
            await lender.take()
    pool.error = None
    assert await lender.take()


async def test_what_is_put_away_makes_room() -> None:
    lender, pool = lending()
    connection = await lender.take()
    waiting = asyncio.create_task(lender.take())
    await asyncio.sleep(0)
    await lender.put_away(connection)
    assert await waiting is not connection
    assert pool.returned == [connection]


@pytest.mark.parametrize("state", ["is_broken", "is_ended", "is_left_open"])
async def test_what_is_not_clean_is_not_kept(state: str) -> None:
    lender, _ = lending()
    connection = await lender.take()
    setattr(connection, state, True)
    assert not lender.give_back(connection)


@pytest.mark.parametrize("state", ["is_broken", "is_ended"])
async def test_what_broke_meanwhile_is_not_lent(state: str) -> None:
    lender, pool = lending()
    connection = await lender.take()
    lender.give_back(connection)
    setattr(connection, state, True)
    assert await lender.take() is not connection
    assert pool.returned == [connection]


async def test_a_release_that_fails_is_only_logged(caplog: pytest.LogCaptureFixture) -> None:
    lender, pool = lending()
    connection = await lender.take()
    pool.release_error = TimeoutError()
    await lender.put_away(connection)
    assert "broke when it was given back" in caplog.text
    assert await lender.take() is not connection


async def test_what_nobody_needs_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undercroft.database.lender.IDLE_SECONDS", 0.01)
    lender, pool = lending(2)
    connections = [await lender.take(), await lender.take()]
    for connection in connections:
        lender.give_back(connection)
    async with asyncio.timeout(5):
        while len(pool.returned) < 2:
            await pool.has_returned.wait()
            pool.has_returned.clear()
    assert lender.free == 0


async def test_now_and_then_one_passes_through_the_pool() -> None:
    lender, _ = lending()
    connection = await lender.take()
    kept = 0
    while lender.give_back(connection):
        kept += 1
        assert await lender.take() is connection
    assert kept == LOANS - 1


async def test_nothing_is_kept_by_one_that_closes() -> None:
    lender, pool = lending(2)
    idle, busy = await lender.take(), await lender.take()
    lender.give_back(idle)
    lender.close()
    assert not lender.give_back(busy)
    await lender.put_away(busy)
    assert set(pool.returned) == {idle, busy}


async def test_whoever_waits_when_it_closes_is_refused() -> None:
    lender, _ = lending()
    await lender.take()
    waiting = [asyncio.create_task(lender.take()) for _ in range(2)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    lender.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting[0]
    with pytest.raises(Unavailable, match="closed"):
        await waiting[1]


async def test_without_room_at_the_server_one_waits_for_what_the_pool_has() -> None:
    lender, pool = lending(3)
    connection = await lender.take()
    pool.error = asyncpg.TooManyConnectionsError("sorry, too many clients already")
    order: list[int] = []

    async def take(number: int) -> None:
        taken = await lender.take()
        order.append(number)
        lender.give_back(taken)

    waiting = [asyncio.create_task(take(number)) for number in range(3)]
    await asyncio.sleep(0)
    # One tried to connect, and nobody else does so soon.
    assert (pool.attempts, lender.refusals, lender.waiting) == (2, 1, 3)
    lender.give_back(connection)
    await asyncio.gather(*waiting)
    assert (order, pool.attempts) == ([0, 1, 2], 2)


async def test_who_could_not_connect_keeps_its_place() -> None:
    lender, pool = lending(2)
    connection = await lender.take()
    fails = asyncio.Event()

    async def full() -> FakeConnection:
        await fails.wait()
        raise asyncpg.TooManyConnectionsError("sorry, too many clients already")

    pool.acquire = full
    first = asyncio.create_task(lender.take())
    await asyncio.sleep(0)
    second = asyncio.create_task(lender.take())
    await asyncio.sleep(0)
    fails.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    lender.give_back(connection)
    assert await first is connection
    lender.give_back(connection)
    assert await second is connection


async def test_who_could_not_connect_takes_what_came_back_meanwhile() -> None:
    lender, pool = lending(2)
    connection = await lender.take()

    async def full() -> FakeConnection:
        assert lender.give_back(connection)
        raise asyncpg.TooManyConnectionsError("sorry, too many clients already")

    pool.acquire = full
    assert await lender.take() is connection


async def test_without_room_waiting_has_an_end_too() -> None:
    lender, pool = lending(2, patience=0.01)
    await lender.take()
    pool.error = asyncpg.TooManyConnectionsError("sorry, too many clients already")
    with pytest.raises(PoolExhausted):
        await lender.take()


async def test_without_room_and_without_a_connection_there_is_nothing_to_wait_for() -> None:
    lender, pool = lending(2)
    pool.error = asyncpg.TooManyConnectionsError("sorry, too many clients already")
    with pytest.raises(Unavailable):
        await lender.take()
    assert lender.refusals == 1


async def test_the_pool_grows_when_there_is_room_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undercroft.database.lender.FIRST_PAUSE", 0.001)
    lender, pool = lending(4)
    first = await lender.take()
    pool.error = asyncpg.TooManyConnectionsError("sorry, too many clients already")
    waiting = [asyncio.create_task(lender.take()) for _ in range(3)]
    await asyncio.sleep(0)
    pool.error = None
    async with asyncio.timeout(5):
        assert len({first, *await asyncio.gather(*waiting)}) == 4


async def test_connections_are_renewed_once_a_second() -> None:
    lender, pool = lending(size=2)
    first, second = await lender.take(), await lender.take()
    assert lender.give_back(first)
    for _ in range(3):
        await lender.renew()
    await pool.has_returned.wait()
    assert (pool.returned, pool.expired) == ([first], 1)
    assert lender.give_back(second)
    assert await lender.take() is second
