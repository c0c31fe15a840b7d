"""Batches, COPY and streams on a real database."""

import asyncio
import tracemalloc
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

import asyncpg
import pytest

from tests.sqlwright.cases.commands.generated import init_connection
from tests.sqlwright.cases.commands.generated.batches import (
    AddUsersParams,
    AddVisitsParams,
    BatchesQueries,
    TaggedParams,
    TaggedRow,
    VisitsOfRow,
    VisitsWithUsersParams,
)
from tests.sqlwright.cases.commands.generated.copies import (
    CopiesQueries,
    CopyUsersParams,
    CopyViewsParams,
    CopyWholeParams,
)
from tests.sqlwright.cases.commands.generated.db import BatchError, NoRow
from tests.sqlwright.cases.commands.generated.models import Mood, User
from tests.sqlwright.cases.commands.generated.results import ResultsQueries
from tests.sqlwright.cases.commands.generated.streams import StreamsQueries
from undercroft.testing.databases import Connection, connect

SCHEMA = (Path(__file__).parent / "cases" / "commands" / "schema" / "1.sql").read_text()

CONNECTION_ERRORS = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"


@pytest.fixture
async def pool(empty_database_url: str) -> AsyncGenerator[Pool]:
    async with connect(empty_database_url) as connection:
        await connection.execute(SCHEMA)
    async with asyncpg.create_pool(empty_database_url, min_size=1, max_size=2, init=init_connection) as pool:
        await pool.execute("insert into users (email) select 'user ' || n from generate_series(1, 1000) n")
        yield pool
        assert pool.get_idle_size() == pool.get_size()  # every connection came back
        begun = (
            "select count(*) from pg_stat_activity where datname = current_database() and state like '%in transaction%'"
        )
        assert await pool.fetchval(begun) == 0


@pytest.fixture
async def other(pool: Pool, empty_database_url: str) -> AsyncGenerator[Connection]:
    """A second connection, outside of any transaction."""
    async with connect(empty_database_url) as connection:
        yield connection


@pytest.fixture(params=["pool", "connection", "transaction"])
async def db(request: pytest.FixtureRequest, pool: Pool) -> AsyncGenerator[Any]:
    """The kinds of executors that a class accepts."""
    if request.param == "pool":
        yield pool
    else:
        async with pool.acquire() as connection:
            if request.param == "connection":
                yield connection
                assert not connection.is_in_transaction()
            else:
                async with connection.transaction():
                    yield connection
                    assert await connection.fetchval("select 1") == 1  # the transaction goes on


def user(email: str, mood: Mood | None = None) -> AddUsersParams:
    return AddUsersParams(email=email, mood=mood)


def visit(user_id: int, page: str, seconds: int | None) -> AddVisitsParams:
    return AddVisitsParams(user_id=user_id, page=page, seconds=seconds)


async def test_execresult(db: Any) -> None:
    results = ResultsQueries(db)
    assert await results.rename(email="me", id=1) == "UPDATE 1"
    assert await results.rename(email="me", id=-1) == "UPDATE 0"
    assert await results.empty() == "TRUNCATE TABLE"


async def test_batch_of_values(db: Any) -> None:
    batches = BatchesQueries(db)
    found = await batches.find_users(["user 2", "nobody", "user 1", "user 2"])
    assert [row and row.id for row in found] == [2, None, 1, 2]
    assert found[2] == User(1, "user 1", None, [])
    await batches.remove_users([1, 3, 3])
    assert await batches.find_users(["user 1", "user 3"]) == [None, None]


async def test_batch_of_structs(db: Any) -> None:
    batches = BatchesQueries(db)
    added = await batches.add_users(user(f"new {n}", Mood.HAPPY) for n in range(3))
    assert [(row.email, row.mood) for row in added] == [(f"new {n}", Mood.HAPPY) for n in range(3)]
    assert await batches.moods_of([added[1].id, 1, -1]) == [Mood.HAPPY, None, None]


async def test_batch_keeps_rows_with_items_and_in_order(db: Any) -> None:
    batches = BatchesQueries(db)
    await batches.add_visits([visit(1, "b", 2), visit(2, "a", 1), visit(1, "a", None), visit(1, "c", 9)])
    first = [VisitsOfRow("c", 9), VisitsOfRow("b", 2), VisitsOfRow("a", None)]
    assert await batches.visits_of([2, 3, 1, 2]) == [[VisitsOfRow("a", 1)], [], first, [VisitsOfRow("a", 1)]]
    rows = await batches.visits_with_users(
        [VisitsWithUsersParams(seconds=2, id=1), VisitsWithUsersParams(seconds=None, id=4)]
    )
    assert [[(row.u.id, row.page) for row in item] for item in rows] == [[(1, "a"), (1, "c")], [(4, None)]]


async def test_batch_of_statements_whose_rows_are_numbered_from_outside(db: Any) -> None:
    batches = BatchesQueries(db)
    await batches.add_visits([visit(1, "z", 0), visit(1, "a", 0)])
    assert await batches.pages_or_emails([2, 1]) == [["user 2"], ["a", "user 1", "z"]]
    assert await batches.users_by_email(["user 7", "new", "new", "user 3"]) == [7, 1002, 1002, 3]
    assert await batches.numbers([5, None, 7]) == [[5, 6], [None, None], [7, 8]]
    tagged = await batches.tagged([TaggedParams(tag="x", ids=[2, 1]), TaggedParams(tag="y", ids=[1])])
    assert tagged == [[TaggedRow(1, ["x"]), TaggedRow(2, ["x"])], [TaggedRow(1, ["x", "y"])]]


async def test_batch_of_nothing(db: Any) -> None:
    batches = BatchesQueries(db)
    assert await batches.find_users([]) == []
    assert await batches.visits_of([]) == []
    assert await batches.remove_users([]) is None


@pytest.mark.parametrize("index", [0, 1, 499, 998, 999])
async def test_the_item_that_is_refused(db: Any, index: int) -> None:
    batches = BatchesQueries(db)
    items = [visit(1, "a", -1 if n >= index else n) for n in range(1000)]
    with pytest.raises(BatchError, match=rf"^AddVisits: item {index}: .*visits_seconds_check") as caught:
        await batches.add_visits(items)
    assert (caught.value.query, caught.value.index, caught.value.item) == ("AddVisits", index, items[index])
    assert isinstance(caught.value.__cause__, asyncpg.CheckViolationError)
    assert await batches.visits_of([1]) == [[]]


async def test_the_item_that_is_refused_because_of_one_before_it(db: Any) -> None:
    batches = BatchesQueries(db)
    items = [user(email) for email in ("a", "b", "c", "b", "c")]
    with pytest.raises(BatchError, match="AddUsers: item 3: duplicate key"):
        await batches.add_users(items)
    assert await batches.find_users(["a"]) == [None]


async def test_an_item_that_cannot_be_sent(db: Any) -> None:
    item: Any = "7"
    with pytest.raises(BatchError, match="RemoveUsers: item 1: invalid input"):
        await BatchesQueries(db).remove_users([1, item])
    assert await BatchesQueries(db).find_users(["user 1"]) != [None]


async def test_an_error_of_the_caller_s_own(db: Any) -> None:
    def items() -> Iterator[int]:
        yield 1
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await BatchesQueries(db).remove_users(items())


async def test_no_item_is_to_blame_for_what_is_decided_at_the_end(pool: Pool) -> None:
    await pool.execute("alter table visits alter constraint visits_user_id_fkey deferrable initially deferred")
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await BatchesQueries(pool).add_visits([visit(-1, "a", None)])


async def test_no_item_is_to_blame_for_a_lock(pool: Pool, other: Connection) -> None:
    async with pool.acquire() as connection, other.transaction():
        await other.execute("select from users where id = 2 for update")
        await connection.execute("set lock_timeout = 1")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await BatchesQueries(connection).remove_users([1, 2])


async def test_batch_that_is_cancelled(pool: Pool, other: Connection) -> None:
    waiting = "select count(*) from pg_locks where not granted and relation = 'users'::regclass"
    async with other.transaction():
        await other.execute("lock table users in share mode")
        task = asyncio.create_task(BatchesQueries(pool).remove_users([1, 2]))
        while not await other.fetchval(waiting):
            pass
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert None not in await BatchesQueries(pool).find_users(["user 1", "user 2"])


async def test_no_row_where_one_was_proven(pool: Pool) -> None:
    await pool.execute("""
        create function skip() returns trigger language plpgsql as
          'begin if new.email = ''b'' then return null; end if; return new; end';
        create trigger skip before insert on users for each row execute function skip();
    """)
    with pytest.raises(NoRow, match="AddUsers: item 1"):
        await BatchesQueries(pool).add_users([user(email) for email in "abc"])


async def numbers(count: int) -> AsyncIterator[str]:
    for n in range(count):
        yield f"copied {n}"


async def test_copy(db: Any) -> None:
    copies = CopiesQueries(db)
    users = [
        CopyUsersParams(email="a", mood=Mood.SAD, tags=["x", None]),
        CopyUsersParams(email="b", mood=None, tags=[]),
    ]
    assert await copies.copy_users(users) == 2
    assert await copies.copy_emails(iter(["c"])) == 1
    assert await copies.copy_emails(numbers(3)) == 3
    assert await copies.copy_emails([]) == 0
    assert await copies.copy_whole([CopyWholeParams(user_id=1, page="p", seconds=None)]) == 1
    assert await copies.copy_views([CopyViewsParams(Page=None, views=7)]) == 1
    batches = BatchesQueries(db)
    found = [row and (row.email, row.mood, row.tags) for row in await batches.find_users(["a", "b", "copied 2"])]
    assert found == [("a", Mood.SAD, ["x", None]), ("b", None, []), ("copied 2", None, [])]
    assert [tuple(row) for row in await db.fetch('select * from stats."Page Views"')] == [(None, 7)]


async def test_copy_holds_no_more_than_a_moment_s_rows(pool: Pool) -> None:
    copies = CopiesQueries(pool)
    await copies.copy_emails(["first"])
    tracemalloc.start()
    try:
        assert await copies.copy_emails(numbers(100_000)) == 100_000
        assert tracemalloc.get_traced_memory()[1] < 4_000_000  # all of them are 10 MB
    finally:
        tracemalloc.stop()


async def broken() -> AsyncIterator[str]:
    yield "fine"
    raise KeyError("mine")


async def late_duplicate() -> AsyncIterator[str]:
    yield "fine"
    yield "user 1"


async def wrong_type() -> AsyncIterator[Any]:
    yield "fine"
    yield 7


@pytest.mark.parametrize(
    ("items", "error"),
    [(broken, KeyError), (late_duplicate, asyncpg.UniqueViolationError), (wrong_type, TypeError)],
    ids=["the caller's own", "PostgreSQL's", "a value of the wrong type"],
)
async def test_copy_is_all_or_nothing(pool: Pool, items: Callable[[], AsyncIterator[str]], error: Any) -> None:
    with pytest.raises(error):
        await CopiesQueries(pool).copy_emails(items())
    assert await pool.fetchval("select count(*) from users") == 1000


async def test_copy_that_is_cancelled(pool: Pool) -> None:
    started = asyncio.Event()

    async def endless() -> AsyncIterator[str]:
        yield "fine"
        started.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(CopiesQueries(pool).copy_emails(endless()))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await pool.fetchval("select count(*) from users") == 1000


async def test_stream(db: Any) -> None:
    streams = StreamsQueries(db)
    async with streams.all_users_stream() as rows:
        assert [row async for row in rows] == await streams.all_users()
    await BatchesQueries(db).add_visits([visit(1, "a", 5), visit(1, "b", 1)])
    async with streams.visits_from_stream(id=1, prefetch_=2, prefetch=1) as visits:
        assert [(row.page, row.u.email) async for row in visits] == [("a", "user 1")]


OPEN_CURSORS = "select count(*) from pg_cursors where name <> ''"


async def test_stream_left_early_closes_its_cursor(db: Any) -> None:
    streams = StreamsQueries(db)
    async with streams.all_users_stream(prefetch=10) as rows:
        async for row in rows:
            assert row.id == 1
            break
    assert await db.fetchval(OPEN_CURSORS) == 0
    with pytest.raises(RuntimeError, match="ended with its block"):
        await anext(rows)


async def test_stream_within_a_stream_of_the_same_query(pool: Pool) -> None:
    async with pool.acquire() as connection, connection.transaction():
        streams = StreamsQueries(connection)
        async with streams.all_users_stream(prefetch=10) as outer:
            first = await anext(outer)
            async with streams.all_users_stream(prefetch=10) as inner:
                assert await anext(inner) == first
            assert [row.id async for row in outer] == list(range(2, 1001))
        assert await connection.fetchval(OPEN_CURSORS) == 0


async def test_stream_of_which_nothing_is_asked(db: Any) -> None:
    async with StreamsQueries(db).all_moods_stream():
        pass
    assert await db.fetchval(OPEN_CURSORS) == 0


async def test_stream_ended_by_an_exception(db: Any) -> None:
    with suppress(KeyError):
        async with StreamsQueries(db).all_moods_stream(prefetch=10) as rows:
            async for _ in rows:
                raise KeyError
    assert await db.fetchval(OPEN_CURSORS) == 0


async def test_stream_whose_statement_fails(pool: Pool) -> None:
    await pool.execute("alter table users add column ratio integer default 0")
    async with pool.acquire() as connection:
        streams = StreamsQueries(connection)
        with pytest.raises(asyncpg.UndefinedTableError) as raised:
            async with streams.all_users_stream():
                await connection.execute("select * from missing")
        assert not hasattr(raised.value, "__notes__")
        assert len(await streams.all_users()) == 1000


async def test_errors_of_streams_and_copies_name_their_query_once(pool: Pool) -> None:
    async def end(streams: StreamsQueries) -> None:
        async with streams.all_users_stream(prefetch=10) as rows:
            await anext(rows)
            await pool.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and state = 'idle in transaction'"
            )
            async for _ in rows:
                pass

    with pytest.raises(CONNECTION_ERRORS) as lost:
        await end(StreamsQueries(pool))
    assert lost.value.__notes__ == ["in AllUsers"]
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        await CopiesQueries(pool).copy_emails(["user 1"])
    assert refused.value.__notes__ == ["in CopyEmails"]
    await pool.execute("alter table users rename to people")
    with pytest.raises(asyncpg.UndefinedTableError) as missing:
        async with StreamsQueries(pool).all_users_stream():
            pass
    assert missing.value.__notes__ == ["in AllUsers"]


async def test_stream_that_is_cancelled(pool: Pool) -> None:
    started = asyncio.Event()

    async def read() -> None:
        async with StreamsQueries(pool).all_users_stream(prefetch=1) as rows:
            async for _ in rows:
                started.set()

    task = asyncio.create_task(read())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert pool.get_idle_size() == pool.get_size()


async def test_stream_sees_one_moment(pool: Pool, other: Connection) -> None:
    async with StreamsQueries(pool).all_users_stream(prefetch=10) as rows:
        await anext(rows)
        await other.execute("delete from users where id = 1000")
        assert [row.id async for row in rows][-1] == 1000
