"""`transaction`, as every generated package has it: how it begins and ends, and what it retries."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from typing import Any, TypeAlias, assert_type

import asyncpg
import pytest

from sqlwright.drivers.asyncpg.runtime.connections import Executor
from sqlwright.drivers.asyncpg.runtime.transactions import Setting, transaction
from undercroft.testing.databases import Connection, connect

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"


@pytest.fixture
async def pool(empty_database_url: str) -> AsyncGenerator[Pool]:
    async with asyncpg.create_pool(empty_database_url, min_size=1, max_size=3) as pool:
        await pool.execute("create table accounts (id integer primary key, balance integer not null)")
        await pool.execute("insert into accounts values (1, 100), (2, 100)")
        yield pool
        assert pool.get_idle_size() == pool.get_size()


@pytest.fixture
async def connection(pool: Pool, empty_database_url: str) -> AsyncGenerator[Connection]:
    async with connect(empty_database_url) as connection:
        yield connection
        assert not connection.is_in_transaction()


@pytest.fixture(params=["pool", "connection"])
def db(request: pytest.FixtureRequest, pool: Pool, connection: Connection) -> Any:
    return pool if request.param == "pool" else connection


async def balances(db: Any) -> list[int]:
    return [row[0] for row in await db.fetch("select balance from accounts order by id")]


async def test_commit(db: Any, pool: Pool) -> None:
    async with transaction(db) as tx:
        await tx.execute("update accounts set balance = 0")
        assert await balances(pool) == [100, 100]
    assert await balances(pool) == [0, 0]


async def test_rollback(db: Any) -> None:
    async def work() -> None:
        async with transaction(db) as tx:
            await tx.execute("update accounts set balance = 0")
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await work()
    assert await balances(db) == [100, 100]


async def test_cancellation(pool: Pool) -> None:
    started = asyncio.Event()

    async def work() -> None:
        async with transaction(pool) as tx:
            await tx.execute("update accounts set balance = 0")
            started.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await balances(pool) == [100, 100]


async def test_options(db: Any) -> None:
    settings = "select current_setting('transaction_isolation'), current_setting('transaction_read_only')"
    deferrable = "select current_setting('transaction_deferrable')"
    async with transaction(db) as tx:
        assert tuple(await tx.fetchrow(settings)) == ("read committed", "off")
    async with transaction(db, isolation="repeatable_read", readonly=True) as tx:
        assert tuple(await tx.fetchrow(settings)) == ("repeatable read", "on")
    async with transaction(db, isolation="serializable", readonly=True, deferrable=True) as tx:
        assert tuple(await tx.fetchrow(settings)) == ("serializable", "on")
        assert await tx.fetchval(deferrable) == "on"


async def test_reading_only(db: Any) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with transaction(db, readonly=True) as tx:
            await tx.execute("update accounts set balance = 0")


async def test_a_savepoint_in_a_transaction(db: Any) -> None:
    async with transaction(db) as tx:
        await tx.execute("update accounts set balance = 1")
        with pytest.raises(asyncpg.UniqueViolationError):
            async with transaction(tx) as inner:
                await inner.execute("insert into accounts values (1, 0)")
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            async with transaction(tx, readonly=True):
                await tx.execute("update accounts set balance = 2")
        async with transaction(tx, readonly=True):
            assert await balances(tx) == [1, 1]
        await tx.execute("update accounts set balance = 3 where id = 1")
    assert await balances(db) == [3, 1]


SETTING = "select current_setting('app.tenant', true)"


async def setting(db: Any) -> Any:
    return (await db.fetchrow(SETTING))[0]


async def test_settings_end_with_the_transaction(db: Any) -> None:
    odd = "'; drop table accounts; --"
    async with transaction(db, settings={"app.tenant": 7, "app.user": odd}, readonly=True) as tx:
        assert await setting(tx) == "7"
        assert (await tx.fetchrow("select current_setting('app.user')"))[0] == odd
    assert not await setting(db)
    with pytest.raises(KeyError):
        async with transaction(db, settings={"app.tenant": "8"}):
            raise KeyError
    assert not await setting(db)


@pytest.mark.parametrize("before", [{}, {"app.tenant": 1}], ids=["unset", "set"])
async def test_settings_end_with_the_savepoint(db: Any, before: dict[str, Setting]) -> None:
    async with transaction(db, settings=before) as tx:
        was = await setting(tx) or ""
        async with transaction(tx, settings={"app.tenant": 2}) as inner:
            assert await setting(inner) == "2"
        assert (await setting(tx) or "") == was
        with pytest.raises(asyncpg.UniqueViolationError):
            async with transaction(tx, settings={"app.tenant": 3}) as inner:
                await inner.execute("insert into accounts values (1, 0)")
        assert (await setting(tx) or "") == was


async def test_each_try_has_the_settings(db: Any) -> None:
    seen: list[Any] = []

    async def work(tx: Any) -> None:
        seen.append(await setting(tx))
        if len(seen) < 2:
            await tx.execute("do $$ begin raise serialization_failure; end $$")

    await transaction(db, settings={"app.tenant": "a"}).run(work)
    assert seen == ["a", "a"]


@pytest.mark.parametrize("value", [None, ["a"], b"a"], ids=repr)
def test_a_setting_is_text_or_a_number(db: Any, value: Any) -> None:
    with pytest.raises(TypeError, match=r"^the setting app\.tenant is a "):
        transaction(db, settings={"app.tenant": value})


async def test_one_after_another_but_not_at_once(pool: Pool) -> None:
    begun = transaction(pool)
    async with begun:
        with pytest.raises(RuntimeError, match="ask for another"):
            await begun.__aenter__()
    async with begun as tx:
        assert await balances(tx) == [100, 100]


async def test_the_types_are_the_pool_s_and_the_work_s(pool: Pool, connection: Connection) -> None:
    async with transaction(pool) as tx:
        assert_type(tx, "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]")
        async with transaction(tx) as inner:
            assert_type(inner, "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]")
    async with transaction(connection) as begun:
        assert_type(begun, Connection)

    async def work(tx: Executor) -> str:
        return await tx.execute("select 1")

    assert assert_type(await transaction(pool).run(work), str) == "SELECT 1"


class Meeting:
    """Makes its callers wait for each other, the first time only."""

    def __init__(self, count: int) -> None:
        self._barrier = asyncio.Barrier(count)
        self._met: set[int] = set()
        self.tries = 0

    async def of(self, who: int) -> None:
        self.tries += 1
        if who not in self._met:
            self._met.add(who)
            await self._barrier.wait()


async def test_serialization_failures_are_done_again(pool: Pool) -> None:
    meeting = Meeting(2)

    def withdraw(who: int) -> Coroutine[Any, Any, int]:
        async def work(tx: Any) -> int:
            total = sum(await balances(tx))
            await meeting.of(who)
            if total < 150:
                return 0
            await tx.execute("update accounts set balance = balance - 100 where id = $1", who)
            return 100

        return transaction(pool, isolation="serializable").run(work)

    assert sorted(await asyncio.gather(withdraw(1), withdraw(2))) == [0, 100]
    assert sum(await balances(pool)) == 100
    assert meeting.tries == 3


async def test_deadlocks_are_done_again(pool: Pool) -> None:
    await pool.execute(
        "do $$ begin execute format('alter database %I set deadlock_timeout = 10', current_database()); end $$"
    )
    await pool.expire_connections()
    meeting = Meeting(2)

    def transfer(first: int, second: int) -> Any:
        async def work(tx: Any) -> None:
            await tx.execute("update accounts set balance = balance + 1 where id = $1", first)
            await meeting.of(first)
            await tx.execute("update accounts set balance = balance + 1 where id = $1", second)

        return transaction(pool).run(work)

    await asyncio.gather(transfer(1, 2), transfer(2, 1))
    assert await balances(pool) == [102, 102]
    assert meeting.tries > 2


async def fail(tx: Any, tries: list[int]) -> None:
    tries.append(await tx.fetchval("update accounts set balance = balance + 1 where id = 1 returning balance"))
    await tx.execute("do $$ begin raise serialization_failure; end $$")


async def test_it_gives_up_with_the_error_as_it_is(db: Any) -> None:
    tries: list[int] = []
    with pytest.raises(asyncpg.SerializationError):
        await transaction(db).run(lambda tx: fail(tx, tries), tries=3)
    assert tries == [101, 101, 101]


async def test_within_a_transaction_it_is_done_once(db: Any) -> None:
    tries: list[int] = []
    async with transaction(db) as tx:
        with pytest.raises(asyncpg.SerializationError):
            await transaction(tx).run(lambda tx: fail(tx, tries))
        assert await balances(tx) == [100, 100]
    assert tries == [101]


async def test_other_errors_are_not_done_again(db: Any) -> None:
    tries: list[int] = []

    async def work(tx: Any) -> None:
        tries.append(1)
        await tx.execute("insert into accounts values (1, 0)")

    with pytest.raises(asyncpg.UniqueViolationError):
        await transaction(db).run(work)
    assert tries == [1]
