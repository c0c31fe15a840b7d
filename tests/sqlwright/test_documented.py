"""What docs/ shows of calls, called."""

from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import TypeAlias

import asyncpg
import pytest
from asyncpg import UniqueViolationError

from tests.sqlwright.cases.docs_commands.generated import BatchError, transaction
from tests.sqlwright.cases.docs_commands.generated.db import Connection
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
