"""Batched queries on a server: calls at the same time return what they would return one by one."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import pytest
from msgspec.structs import replace

from sqlwright.compile.describe import Describer
from sqlwright.compile.query_compiler import QueryCompiler
from sqlwright.errors import CompileError
from sqlwright.scratch.catalog import load_catalog
from sqlwright.source.annotations import Annotation, check_combinations
from sqlwright.source.statements import read_queries
from sqlwright.source.text import SourceFile
from tests.sqlwright.cases.batched.generated import init_connection
from tests.sqlwright.cases.batched.generated.keys import KeysQueries
from tests.sqlwright.cases.batched.generated.models import Mood, User
from tests.sqlwright.cases.batched.generated.posts import PostForPriceRow, PostsQueries
from tests.sqlwright.cases.batched.generated.users import InverseRow, PostWithAuthorRow, UsersQueries
from undercroft.testing.databases import Connection, connect

CASE = Path(__file__).parent / "cases/batched"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

DEFAULT_COLLATION = 100

ANN, BOB, NOBODY = (UUID(int=number) for number in (1, 2, 9))
DAY = datetime(2026, 3, 1, 12)
AT, LATER = datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 1, 13, tzinfo=UTC)
ELSEWHERE = datetime(2026, 3, 1, 14, tzinfo=timezone(timedelta(hours=1)))
FILL = """
insert into users values
  ('00000000-0000-0000-0000-000000000001', 'ann@x.no', 'ann', 'A', 'happy', '{a,b}', '{"theme": ["dark"]}'),
  ('00000000-0000-0000-0000-000000000002', 'bob@x.no', 'bob', null, 'sad', '{}', null);
insert into badges values ('sad', 'blue'), ('happy', 'yellow');
insert into limits select 'limit ' || n, n from generate_series(0, 100) n;
insert into posts (author_id, number, title, at, local, day, price, digest, shown, object) values
  ('00000000-0000-0000-0000-000000000001', 1, 'one', '2026-03-01 12:00Z', '2026-03-01 12:00', '2026-03-01', 1.50, 'a', true, 1),
  ('00000000-0000-0000-0000-000000000002', 2, 'two', 'infinity', 'infinity', 'infinity', 'NaN', '', false, 2),
  ('00000000-0000-0000-0000-000000000002', 3, 'old', null, null, '0044-03-15 BC', null, null, null, null);
"""


@pytest.fixture
async def pool(empty_database_url: str) -> AsyncGenerator[Pool]:
    async with connect(empty_database_url) as connection:
        await connection.execute((CASE / "schema/1.sql").read_text() + FILL)
    async with asyncpg.create_pool(empty_database_url, min_size=1, max_size=3, init=init_connection) as pool:
        yield pool
        assert pool.get_idle_size() == pool.get_size()
        left = [getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()]
        assert not [name for name in left if name.startswith("Lookups.")]


@pytest.fixture
async def connection(pool: Pool) -> AsyncGenerator[Any]:
    async with pool.acquire() as connection:
        yield connection


@pytest.fixture(params=["pool", "connection"])
def db(request: pytest.FixtureRequest, pool: Pool) -> Any:
    return pool if request.param == "pool" else request.getfixturevalue("connection")


class Watched:
    """An executor that says when a query begins, and can hold its rows back."""

    def __init__(self, db: Any) -> None:
        self._db = db
        self.keys: list[Any] = []
        self.begun = asyncio.Semaphore(0)
        self.come = asyncio.Semaphore(0)
        self.go_on = asyncio.Event()
        self.go_on.set()
        if hasattr(db, "acquire"):
            self.acquire = db.acquire

    async def execute(self, query: str, /, *args: Any) -> str:
        return str(await self._db.execute(query, *args))

    async def fetch(self, query: str, /, *args: Any) -> list[Any]:
        return list(await self._watch(self._db.fetch(query, *args), args[0] if len(args) == 1 else args))

    async def fetchrow(self, query: str, /, *args: Any) -> Any:
        return await self._watch(self._db.fetchrow(query, *args), list(args))

    async def _watch(self, call: Awaitable[Any], keys: Any) -> Any:
        self.keys.append(keys)
        self.begun.release()
        found = await call
        self.come.release()
        await self.go_on.wait()
        return found


async def test_a_turn_is_one_query_and_rows_are_each_callers_own(db: Any) -> None:
    watched = Watched(db)
    users = UsersQueries(watched)
    found = await asyncio.gather(*map(users.get_user, (ANN, BOB, ANN, NOBODY)))
    ann = User(ANN, "ann@x.no", "ann", "A", Mood.HAPPY, ["a", "b"], {"theme": ["dark"]})
    assert found == [ann, User(BOB, "bob@x.no", "bob", None, Mood.SAD, [], None), ann, None]
    assert watched.keys == [[ANN, BOB, NOBODY]]
    first, _, second, _ = found
    assert first is not None
    assert second is not None
    first.tags.append("c")
    first.settings["theme"].append("light")
    assert second == ann


async def test_what_was_written_before_a_call_is_seen(pool: Pool) -> None:
    watched = Watched(pool)
    watched.go_on.clear()
    users = UsersQueries(watched)
    old = asyncio.ensure_future(users.email_of(NOBODY))
    await watched.come.acquire()
    await pool.execute("insert into users (id, email) values ($1, 'new')", NOBODY)
    new = asyncio.ensure_future(users.email_of(NOBODY))
    await watched.come.acquire()
    watched.go_on.set()
    assert await asyncio.gather(old, new) == [None, "new"]


KEYS: dict[str, tuple[Any, ...]] = {
    "at": (
        datetime(2026, 3, 1, 12, tzinfo=UTC),
        datetime(2026, 3, 1, 13, tzinfo=timezone(timedelta(hours=1))),
        datetime(2026, 3, 1, 13, tzinfo=UTC),
        datetime.max,
        DAY,
        date(2026, 3, 1),
    ),
    "local": (DAY, datetime.max, datetime(2026, 3, 2)),
    "day": (date(2026, 3, 1), date.max, date(2026, 3, 2), DAY),
    "price": (Decimal("1.5"), Decimal("1.500"), 1.5, "1.50", Decimal("NaN"), Decimal("sNaN"), Decimal(2), 2),
    "digest": (b"a", b"", b"b", bytearray(b"a"), memoryview(b"a")),
    "shown": (True, False),
    "object": (1, 2, 3, True),
}
CALLS = {
    "at": PostsQueries.post_at,
    "local": PostsQueries.post_at_local,
    "day": PostsQueries.post_of_day,
    "price": PostsQueries.post_for_price,
    "digest": PostsQueries.post_by_digest,
    "shown": PostsQueries.post_shown,
    "object": PostsQueries.post_by_object,
}


@pytest.mark.parametrize("column", KEYS)
async def test_every_key_finds_what_it_finds_alone(pool: Pool, column: str) -> None:
    posts = PostsQueries(pool)
    alone = [await pool.fetchval(f"select title from posts where {column} = $1", key) for key in KEYS[column]]
    assert {"one", "two"} <= set(alone)
    together = await asyncio.gather(*(CALLS[column](posts, key) for key in KEYS[column]))
    assert [found.title if isinstance(found, PostForPriceRow) else found for found in together] == alone


async def test_texts_enums_and_rows_with_the_key_beside_them(db: Any) -> None:
    watched = Watched(db)
    users = UsersQueries(watched)
    assert await asyncio.gather(*map(users.badge, Mood)) == ["blue", "yellow"]
    ids = [row[0] for row in await db.fetch("select id from users order by id")]  # of asyncpg's own class
    assert await asyncio.gather(*map(users.email_of, (*ids, ANN))) == ["ann@x.no", "bob@x.no", "ann@x.no"]
    assert watched.keys == [list(Mood), [ANN, BOB]]
    by_handle = await asyncio.gather(*map(users.by_handle, ("ann", None, "nobody", "ann")))
    assert [found and found.id for found in by_handle] == [ANN, None, None, ANN]
    by_email = await asyncio.gather(*map(users.user_by_email, ("ann@x.no", "bob@x.no")))
    assert [found and (found.id, found.nickname) for found in by_email] == [(ANN, "A"), (BOB, None)]
    counted = await asyncio.gather(*map(users.counted, (ANN, BOB)))
    assert [found and (found.email, found.users) for found in counted] == [("ann@x.no", 1), ("bob@x.no", 1)]
    posts = await asyncio.gather(*map(users.post_with_author, (1, 2)))
    assert [found and (found.p.title, found.u and found.u.email) for found in posts] == [
        ("one", "ann@x.no"),
        ("two", "bob@x.no"),
    ]


@pytest.mark.parametrize("seed", range(6))
async def test_keys_of_several_columns_and_shared_values(db: Any, seed: int) -> None:
    """Calls at the same time give what the same statements give one by one."""
    chance = random.Random(seed)
    users, posts = [ANN, BOB], [1, 2, 3]
    pairs = [
        (user, post, chance.choice(["x", "xy", None])) for user in users for post in posts if chance.random() < 0.6
    ]
    await db.executemany("insert into favourites values ($1, $2, $3)", pairs)
    ranks = [(mood, level, at, f"{mood}{level}{at}") for mood in Mood for level in (1, 2) for at in (AT, LATER)]
    await db.executemany("insert into ranks values ($1, $2, $3, $4)", [rank for rank in ranks if chance.random() < 0.7])
    keys = KeysQueries(db)
    who, which = [*users, NOBODY], [*posts, 9]
    for _ in range(10):
        calls: list[tuple[str, dict[str, Any]]] = []
        for _ in range(chance.randrange(1, 20)):
            user, post = chance.choice(who), chance.choice(which)
            patterns = chance.choice([["x%"], ["xy", "z"], []])
            at, level = (
                chance.choice([AT, LATER, ELSEWHERE]),
                chance.choice([Decimal(1), Decimal("2.0"), Decimal("NaN")]),
            )
            calls += [
                ("favourite", {"user_id": user, "post_id": post}),
                ("favourite_post", {"user_id": user, "post_id": post}),
                ("post_for", {"id": post, "viewer": user}),
                (
                    "noted",
                    {"user_id": user, "post_id": post, "suffix": chance.choice(["!", None]), "patterns": patterns},
                ),
                ("rank", {"mood": chance.choice([*Mood, "sad"]), "level": level, "at": at}),
            ]
        chance.shuffle(calls)
        wanted = [await getattr(KeysQueries(db), name)(**arguments) for name, arguments in calls]
        # A connection does one thing at a time.
        if hasattr(db, "acquire"):
            assert await asyncio.gather(*(getattr(keys, name)(**arguments) for name, arguments in calls)) == wanted
        for one in {name for name, _ in calls}:
            mine = [index for index, (name, _) in enumerate(calls) if name == one]
            found = await asyncio.gather(*(getattr(keys, one)(**calls[index][1]) for index in mine))
            assert found == [wanted[index] for index in mine]


async def test_callers_with_other_shared_values_are_in_another_query(db: Any) -> None:
    watched = Watched(db)
    keys = KeysQueries(watched)
    await asyncio.gather(*(keys.post_for(id=post, viewer=viewer) for post in (1, 2) for viewer in (ANN, BOB, ANN)))
    assert watched.keys == [(ANN, [1, 2]), (BOB, [1, 2])]
    watched.keys.clear()
    await asyncio.gather(*(keys.favourite(user_id=user, post_id=1) for user in (ANN, BOB, ANN)))
    assert watched.keys == [([ANN, BOB], [1, 1])]


BAD_KEYS = {
    "NUL": ("a\0b", "CharacterNotInRepertoireError"),
    "another type": (7, "DataError"),
    "a row that cannot be made": ("limit 0", "DivisionByZeroError"),
}


@pytest.mark.parametrize(("key", "error"), BAD_KEYS.values(), ids=BAD_KEYS)
async def test_a_bad_key_harms_no_other(db: Any, key: Any, error: str) -> None:
    users = UsersQueries(db)
    names = [f"limit {number}" for number in range(1, 40)]
    found = await asyncio.gather(*map(users.inverse, (*names, key, key)), return_exceptions=True)
    assert found[:-2] == [InverseRow(name, 100 // number) for number, name in enumerate(names, 1)]
    assert [type(each).__name__ for each in found[-2:]] == [error, error]
    assert found[-1] is not found[-2]


async def test_a_row_that_cannot_be_read_harms_no_other(db: Any) -> None:
    users = UsersQueries(db)
    first, old, second = await asyncio.gather(*map(users.post_with_author, (1, 3, 2)), return_exceptions=True)
    assert isinstance(old, ValueError | OverflowError)
    assert isinstance(first, PostWithAuthorRow)
    assert isinstance(second, PostWithAuthorRow)
    assert (first.p.title, second.p.title) == ("one", "two")


async def test_in_a_transaction_the_first_error_is_everybodys(connection: Any) -> None:
    users = UsersQueries(connection)
    transaction = connection.transaction()
    await transaction.start()
    assert await asyncio.gather(*map(users.email_of, (ANN, BOB))) == ["ann@x.no", "bob@x.no"]
    found = await asyncio.gather(*map(users.inverse, ("limit 1", "limit 0", "limit 2")), return_exceptions=True)
    assert [type(error) for error in found] == [asyncpg.DivisionByZeroError] * 3
    await transaction.rollback()
    assert await users.email_of(ANN) == "ann@x.no"


@pytest.fixture
async def locked(pool: Pool, empty_database_url: str) -> AsyncGenerator[Connection]:
    """A connection that holds a lock on users until it rolls back."""
    async with connect(empty_database_url) as holder:
        await holder.execute("begin; lock table users")
        yield holder
        await holder.execute("rollback")


async def waiting_queries(holder: Connection, count: int) -> None:
    """Wait until this many queries wait for the lock."""
    waiting = "select count(*) from pg_locks where relation = 'users'::regclass and not granted"
    while await holder.fetchval(waiting) != count:
        pass


async def test_who_gives_up_leaves_the_query_to_the_others(pool: Pool, locked: Connection) -> None:
    users = UsersQueries(pool)
    gone, late, stays = (asyncio.ensure_future(users.email_of(ANN)) for _ in range(3))
    late.cancel()
    await waiting_queries(locked, 1)
    gone.cancel()

    deadline = asyncio.timeout(None)

    async def with_a_deadline() -> None:
        async with deadline:
            await users.email_of(ANN)

    hurried = asyncio.ensure_future(with_a_deadline())
    # A backend that has not read its query yet ignores a request to cancel it.
    await waiting_queries(locked, 2)
    deadline.reschedule(0)
    with pytest.raises(TimeoutError):
        await hurried
    assert gone.cancelled()
    await waiting_queries(locked, 1)
    await locked.execute("rollback")
    assert await stays == "ann@x.no"


async def test_a_query_for_which_nobody_waits_is_cancelled_on_the_server(db: Any, locked: Connection) -> None:
    users = UsersQueries(db)
    callers = [asyncio.ensure_future(users.email_of(key)) for key in (ANN, ANN, BOB)]
    await waiting_queries(locked, 1)
    for caller in callers:
        caller.cancel()
    await asyncio.wait(callers)
    # The connection is free, and the waiting calls go on.
    assert await db.fetchval("select 1") == 1
    await waiting_queries(locked, 0)
    await locked.execute("rollback")
    assert await asyncio.gather(*map(users.email_of, (ANN, BOB))) == ["ann@x.no", "bob@x.no"]


async def test_a_lost_connection_is_everybodys_error(pool: Pool, locked: Connection) -> None:
    users = UsersQueries(pool)
    callers = [asyncio.ensure_future(users.email_of(key)) for key in (ANN, ANN, BOB)]
    await waiting_queries(locked, 1)
    await locked.execute("select pg_terminate_backend(pid) from pg_locks where not granted")
    found = await asyncio.gather(*callers, return_exceptions=True)
    assert all(isinstance(error, asyncpg.AdminShutdownError | asyncpg.PostgresConnectionError) for error in found)
    assert len(set(map(id, found))) == 3
    await locked.execute("rollback")
    assert await users.email_of(ANN) == "ann@x.no"


async def test_a_closed_pool_is_named(pool: Pool, empty_database_url: str) -> None:
    async with asyncpg.create_pool(empty_database_url, min_size=1, max_size=1, init=init_connection) as other:
        users = UsersQueries(other)
        await users.email_of(ANN)
    found = await asyncio.gather(*map(users.email_of, (ANN, BOB)), return_exceptions=True)
    assert [str(error) for error in found] == ["EmailOf: pool is closed"] * 2


async def test_a_storm_of_cancellations(db: Any) -> None:
    users = UsersQueries(db)
    chance = random.Random(1)
    numbers = [chance.randint(1, 100) for _ in range(1000)]
    for _ in range(5):
        callers = [asyncio.ensure_future(users.inverse(f"limit {number}")) for number in numbers]
        gone = set(chance.sample(callers, chance.choice([500, 990, 1000])))
        for caller in chance.sample(list(gone), len(gone)):
            caller.cancel()
            if chance.random() < 0.02:
                await asyncio.sleep(0)
        found = await asyncio.gather(*callers, return_exceptions=True)
        for number, caller, row in zip(numbers, callers, found, strict=True):
            assert row == InverseRow(f"limit {number}", 100 // number) or (caller in gone and caller.cancelled())


async def test_a_key_by_a_loose_collation_is_refused(pool: Pool) -> None:
    text = "-- name: A :one\n-- @batched\nselect id from users where email = @email;"
    (statement,) = read_queries(SourceFile("a.sql", text))[0].statements
    async with pool.acquire() as connection:
        real: Any = connection
        catalog = await load_catalog(real)
        loose = replace(catalog, nondeterministic=frozenset([DEFAULT_COLLATION]))
        describer = Describer(real)
        with pytest.raises(CompileError) as caught:
            await QueryCompiler(loose, describer).query(statement)
        assert (await QueryCompiler(catalog, describer).query(statement)).batched is not None
    (problem,) = caught.value.problems
    assert problem.message.endswith("A has a key whose collation takes different strings for equal")


@pytest.mark.parametrize("word", ["optional", "orderby", "page", "group", "stream"])
def test_it_goes_together_with_nothing_that_makes_something_else_of_a_query(word: str) -> None:
    text = "-- name: A :one\n-- @batched\nselect 1;"
    (statement,) = read_queries(SourceFile("a.sql", text))[0].statements
    annotations = [*statement.annotations, Annotation(word, "x", 0)]
    with pytest.raises(CompileError) as caught:
        check_combinations(statement.file, annotations, statement.name)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (2, 4)
    assert problem.message == f"@batched does not go together with @{word}"
