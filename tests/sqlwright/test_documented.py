"""Makes the calls that docs/ shows."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, TypeAlias

import asyncpg
import pytest
from asyncpg import UniqueViolationError

from tests.sqlwright.cases.docs_commands.generated import BatchError, Querier, Queries, transaction
from tests.sqlwright.cases.docs_commands.generated.db import Connection, observe
from tests.sqlwright.cases.docs_commands.generated.models import User
from tests.sqlwright.cases.docs_commands.generated.users import (
    AddUsersParams,
    CopyUsersParams,
    RenameUsersParams,
    SearchUsersRow,
    UsersQueries,
)

SCHEMA = Path(__file__).parent / "cases" / "docs_commands" / "schema" / "1.sql"

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"


@pytest.fixture
async def pool(empty_database_url: str) -> AsyncGenerator[Pool]:
    async with asyncpg.create_pool(empty_database_url, min_size=1, max_size=2) as pool:
        await pool.execute(SCHEMA.read_text())
        await pool.execute(
            "insert into users (email, name) values ('ann@example.com', 'Ann'), ('bob@example.com', 'Bob')"
        )
        yield pool


@pytest.fixture
def users(pool: Pool) -> UsersQueries:
    return UsersQueries(pool)


async def test_one_by_one(users: UsersQueries) -> None:
    added = await users.add_user(email="cid@example.com", name="Cid")
    assert added == await users.get_user(added.id) == User(3, "cid@example.com", "Cid")
    assert [user.name for user in await users.list_users("B")] == ["Bob", "Cid"]
    await users.rename_user(name="Sid", id=3)
    assert await users.remove_user(3) == 1
    assert await users.archive_users() == "SELECT 2"


async def test_batch(users: UsersQueries) -> None:
    found = await users.find_users(["ann@example.com", "nobody"])
    assert [user and user.name for user in found] == ["Ann", None]
    await users.rename_users([RenameUsersParams(id=1, name="Anna"), RenameUsersParams(id=2, name="Rob")])
    assert await users.search_users(["A%", "x"]) == [[SearchUsersRow(1, "Anna")], []]


async def test_batch_error(users: UsersQueries) -> None:
    with pytest.raises(BatchError) as caught:
        await users.add_users([AddUsersParams(email=email, name="") for email in ("new", "ann@example.com")])
    error = caught.value
    assert (error.query, error.index, error.item.email) == ("AddUsers", 1, "ann@example.com")
    assert isinstance(error.__cause__, UniqueViolationError)


async def test_an_error_names_its_query(users: UsersQueries) -> None:
    with pytest.raises(UniqueViolationError) as caught:
        await users.add_user(email="ann@example.com", name="Ann")
    assert caught.value.__notes__ == ["in AddUser"]


async def test_all_queries(pool: Pool) -> None:
    async def name(queries: Querier) -> str | None:
        user = await queries.users.get_user(1)
        return user and user.name

    class Users:
        async def get_user(self, id: int) -> User:
            return User(id, "", "fake")

    class Fake:
        users: Any = Users()

    assert [await name(Queries(pool)), await name(Fake())] == ["Ann", "fake"]


async def test_copy(users: UsersQueries) -> None:
    async def rows() -> AsyncIterator[CopyUsersParams]:
        for number in range(1000):
            yield CopyUsersParams(email=f"{number}@example.com", name="someone")

    assert await users.copy_users(rows()) == 1000


async def test_stream(users: UsersQueries) -> None:
    async with users.list_users_stream("A") as rows:
        async for user in rows:
            if user.name == "Ann":
                break
        else:
            pytest.fail("there is no Ann")


async def test_transaction(pool: Pool) -> None:
    async with transaction(pool) as tx:
        users = UsersQueries(tx)
        await users.rename_user(name="Anna", id=1)
        await users.remove_user(2)
    async with transaction(pool, isolation="repeatable_read", readonly=True) as tx:
        found = await UsersQueries(tx).get_user(1)
    assert found == User(1, "ann@example.com", "Anna")


async def test_run(pool: Pool) -> None:
    async def merge(tx: Connection) -> int:
        users = UsersQueries(tx)
        await users.rename_user(name="Anna", id=1)
        return await users.remove_user(2)

    removed = await transaction(pool, isolation="serializable").run(merge, tries=5)
    assert removed == 1


async def _streamed(users: UsersQueries) -> None:
    async with users.list_users_stream("A") as rows:
        assert [user.name async for user in rows] == ["Ann", "Bob"]


async def _refused(users: UsersQueries) -> None:
    with pytest.raises(BatchError):
        await users.add_users([AddUsersParams(email="ann@example.com", name="")])


CALLS: dict[str, tuple[str, Callable[[UsersQueries], Awaitable[object]]]] = {
    "one": ("GetUser", lambda users: users.get_user(1)),
    "many": ("ListUsers", lambda users: users.list_users("A")),
    "changes": ("RemoveUser", lambda users: users.remove_user(1)),
    "a batch": ("FindUsers", lambda users: users.find_users(["ann@example.com", "nobody"])),
    "COPY": ("CopyUsers", lambda users: users.copy_users([CopyUsersParams(email="a", name="b")])),
    "a stream": ("ListUsers", _streamed),
    "what fails": ("AddUsers", _refused),
}


@pytest.mark.parametrize(("query", "call"), [pytest.param(*call, id=what) for what, call in CALLS.items()])
async def test_each_call_is_observed_once_by_its_name(
    users: UsersQueries, query: str, call: Callable[[UsersQueries], Awaitable[object]]
) -> None:
    seconds: dict[str, list[float]] = {}

    @contextmanager
    def timed(query: str) -> Generator[None]:
        start = perf_counter()
        try:
            yield
        finally:
            seconds.setdefault(query, []).append(perf_counter() - start)

    observe(timed)
    try:
        await call(users)
    finally:
        observe(None)
    await users.get_user(1)
    assert {query: len(calls) for query, calls in seconds.items()} == {query: 1}


async def test_an_observer_sees_what_a_call_raises_and_is_left_when_it_is_cancelled(pool: Pool) -> None:
    seen: list[type[BaseException]] = []

    @contextmanager
    def noting(_: str) -> Generator[None]:
        try:
            yield
        except BaseException as error:
            seen.append(type(error))
            raise

    observe(noting)
    try:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("lock table users")
            waiting = asyncio.create_task(UsersQueries(pool).get_user(1))
            waits = "select exists (select from pg_locks where relation = 'users'::regclass and not granted)"
            while not await connection.fetchval(waits):
                pass
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            with pytest.raises(UniqueViolationError):
                await UsersQueries(connection).add_user(email="ann@example.com", name="")
    finally:
        observe(None)
    assert seen == [asyncio.CancelledError, UniqueViolationError]
