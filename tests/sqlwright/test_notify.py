"""Typed notifications on a real database: what comes, in which order, and what is told of gaps."""

import asyncio
from collections.abc import AsyncGenerator
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias, assert_type
from uuid import UUID

import asyncpg
import pytest

from tests.sqlwright.cases.notify.generated import Missed, init_connection, listen
from tests.sqlwright.cases.notify.generated.db import MOST_WAITING, UnexpectedDocument
from tests.sqlwright.cases.notify.generated.models import Order, Status
from tests.sqlwright.cases.notify.generated.orders import (
    ANYTHING_CHANNEL,
    ORDER_NOTED_CHANNEL,
    ORDER_PAID_CHANNEL,
    ORDER_PLACED_CHANNEL,
    ORDERS_CHANGED_CHANNEL,
    TOTALS_CHANNEL,
    WORKER_WANTED_CHANNEL,
    OrderNotedPayload,
    OrderPlacedPayload,
    OrdersChangedOrder,
    OrdersChangedPayload,
    OrdersQueries,
)

pytestmark = pytest.mark.session("notifications come past it")

SCHEMA = Path(__file__).parent / "cases" / "notify" / "schema" / "1.sql"

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


class Server:
    """Makes connections for listeners, unless it is said to be gone, and ends them."""

    def __init__(self, url: str, pool: Pool) -> None:
        self._url = url
        self._pool = pool
        self.refusals = 0
        self.made: list[Connection] = []

    async def connect(self) -> Connection:
        if self.refusals:
            self.refusals -= 1
            raise ConnectionRefusedError("gone")
        connection: Connection = await asyncpg.connect(self._url)
        self.made.append(connection)
        return connection

    async def end(self) -> None:
        """End the listeners' connections, as a restart does."""
        await self._pool.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and query like 'LISTEN%'"
        )


@pytest.fixture
async def pool(empty_database_url: str) -> AsyncGenerator[Pool]:
    async with asyncpg.create_pool(empty_database_url, min_size=1, max_size=1) as administrators:
        await administrators.execute(SCHEMA.read_text())
    async with asyncpg.create_pool(empty_database_url, min_size=1, max_size=2, init=init_connection) as pool:
        yield pool


@pytest.fixture
async def server(pool: Pool, empty_database_url: str) -> AsyncGenerator[Server]:
    server = Server(empty_database_url, pool)
    yield server
    assert all(connection.is_closed() for connection in server.made)


@pytest.fixture
def orders(pool: Pool) -> OrdersQueries:
    return OrdersQueries(pool)


async def test_payloads_are_typed(server: Server, orders: OrdersQueries) -> None:
    async with listen(server.connect, ORDER_PLACED_CHANNEL) as events:
        await orders.order_placed(id=1, customer="Ann \N{SNOWMAN}")
        event = await anext(events)
        assert_type(event, OrderPlacedPayload | Missed)
        assert event == OrderPlacedPayload(1, "Ann \N{SNOWMAN}")


async def test_several_channels_in_the_order_in_which_they_were_sent(server: Server, orders: OrdersQueries) -> None:
    order = await orders.place_order(customer="Ann", total=Decimal("2.50"))
    channels: Any = (
        *(ORDER_PLACED_CHANNEL, ORDER_PAID_CHANNEL, ORDERS_CHANGED_CHANNEL, WORKER_WANTED_CHANNEL),
        *(ORDER_NOTED_CHANNEL, ANYTHING_CHANNEL, TOTALS_CHANNEL),
    )
    async with listen(server.connect, *channels) as events:
        await orders.order_paid(1)
        await orders.order_paid(2)
        await orders.orders_changed(orders=[OrdersChangedOrder(id=1, status=Status.PAID)])
        await orders.orders_changed(orders=[OrdersChangedOrder(id=1, status=Status.PAID)], customer="Bob")
        await orders.worker_wanted("mail")
        await orders.order_noted(id=1, note=None)
        await orders.anything(UUID(int=7))
        await orders.totals()
        await orders.place_order(customer="Cid", total=Decimal(1))
        found = [await anext(events) for _ in range(7)]
    assert found == [
        Order(1, "Ann", Decimal("2.50"), Status.PLACED, order.placed_at),
        OrdersChangedPayload(1, Status.PAID, Decimal("2.50")),
        "mail",
        OrderNotedPayload(1, None),
        UUID(int=7),
        [Decimal("2.50")],
        OrderPlacedPayload(2, "Cid"),
    ]


async def test_what_is_rolled_back_is_not_sent(server: Server, pool: Pool, orders: OrdersQueries) -> None:
    async with listen(server.connect, ORDER_PLACED_CHANNEL) as events:
        async with pool.acquire() as connection:
            begun = connection.transaction()
            await begun.start()
            await OrdersQueries(connection).order_placed(id=1, customer="Ann")
            await begun.rollback()
        await orders.order_placed(id=2, customer="Bob")
        assert await anext(events) == OrderPlacedPayload(2, "Bob")


async def test_a_lost_connection_is_made_anew_and_told(server: Server, orders: OrdersQueries) -> None:
    async with listen(server.connect, ORDER_PLACED_CHANNEL) as events:
        await orders.order_placed(id=1, customer="Ann")
        assert await anext(events) == OrderPlacedPayload(1, "Ann")
        for refusals in (0, 2):
            server.refusals = refusals
            await server.end()
            missed = await anext(events)
            assert isinstance(missed, Missed)
            assert isinstance(missed.error, ConnectionRefusedError) is (refusals > 0)
            await orders.order_placed(id=2, customer="Bob")
            assert await anext(events) == OrderPlacedPayload(2, "Bob")
    assert len(server.made) == 3


class Silent:
    """A connection whose server no longer answers, though nobody said that it is gone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    async def execute(self, query: str) -> str:
        await asyncio.Event().wait()
        return ""


async def test_a_silent_connection_counts_as_lost(server: Server, orders: OrdersQueries) -> None:
    async def connect() -> Any:
        connection = await server.connect()
        return Silent(connection) if len(server.made) == 1 else connection

    async with listen(connect, ORDER_PLACED_CHANNEL, check=0.05) as events:
        assert isinstance(await anext(events), Missed)
        await orders.order_placed(id=1, customer="Ann")
        assert await anext(events) == OrderPlacedPayload(1, "Ann")
    assert len(server.made) == 2


async def test_a_slow_reader_is_told_what_it_missed(server: Server, pool: Pool, orders: OrdersQueries) -> None:
    async with listen(server.connect, WORKER_WANTED_CHANNEL) as events:
        await pool.execute(
            "select pg_notify('Worker Wanted', n::text) from generate_series(1, $1::int) n", MOST_WAITING + 1
        )
        await orders.worker_wanted("last")
        # All of them have come once the connection answers.
        await server.made[0].execute("select 1")
        found: list[str | Missed] = []
        async for event in events:
            found.append(event)
            if event == "last":
                break
        assert found == [Missed(), str(MOST_WAITING + 1), "last"]


async def test_a_payload_of_somebody_else_is_an_error_and_the_next_one_comes(
    server: Server, pool: Pool, orders: OrdersQueries
) -> None:
    async with listen(server.connect, ORDER_PLACED_CHANNEL) as events:
        await pool.execute("select pg_notify('order_placed', 'x')")
        await orders.order_placed(id=1, customer="Ann")
        with pytest.raises(UnexpectedDocument, match=r"^OrderPlaced: "):
            await anext(events)
        assert await anext(events) == OrderPlacedPayload(1, "Ann")


async def test_the_first_connections_error_is_raised(server: Server) -> None:
    server.refusals = 1
    with pytest.raises(ConnectionRefusedError):
        async with listen(server.connect, ORDER_PLACED_CHANNEL):
            pass
    assert not server.made


@pytest.mark.parametrize("lost", [False, True], ids=["listening", "connecting"])
async def test_who_waits_when_the_block_ends_or_is_cancelled(server: Server, lost: bool) -> None:
    waiting = asyncio.Event()

    async def read(events: Any) -> list[Any]:
        waiting.set()
        return [event async for event in events]

    async with listen(server.connect, ORDER_PLACED_CHANNEL) as events:
        reader = asyncio.create_task(read(events))
        await waiting.wait()
        if lost:
            server.refusals = 1000
            await server.end()
    assert await reader == []

    async def block() -> None:
        server.refusals = 0
        async with listen(server.connect, ORDER_PLACED_CHANNEL):
            waiting.set()
            await asyncio.Event().wait()

    waiting.clear()
    task = asyncio.create_task(block())
    await waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_the_loop_of_the_documentation(pool: Pool, orders: OrdersQueries, empty_database_url: str) -> None:
    url = empty_database_url
    seen: list[int] = []

    async def connect() -> Connection:
        return await asyncpg.connect(url)

    async def load() -> list[int]:
        ready.set()
        return [row[0] for row in await pool.fetch("select id from orders order by id")]

    async def follow() -> None:
        nonlocal seen
        async with listen(connect, ORDER_PLACED_CHANNEL) as events:
            seen = await load()
            async for event in events:
                match event:
                    case OrderPlacedPayload(id=id):
                        seen.append(id)
                    case Missed():
                        seen = await load()
                if len(seen) == 2:
                    return

    ready = asyncio.Event()
    follower = asyncio.create_task(follow())
    await ready.wait()
    for customer in ("Ann", "Bob"):
        await orders.place_order(customer=customer, total=Decimal(1))
    await follower
    assert seen == [1, 2]
