"""The throwaway database: applied once, shared by none, and no query's text ever runs on it."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from sqlwright import scratch
from sqlwright.describe import Describer
from sqlwright.errors import CompileError, SqlwrightError
from sqlwright.migrations import Migration, read_migration
from sqlwright.scratch import going_away, open_database
from sqlwright.servers import EmbeddedServer
from sqlwright.source.macros import rewrite
from sqlwright.source.statements import read_queries
from sqlwright.source.text import SourceFile
from tests.databases import Connection, Postgres


@asynccontextmanager
async def open_scratch(migrations: Sequence[Migration], uri: str | None) -> AsyncGenerator[Connection]:
    """A connection to a database that has the schema, on a server of its own."""
    server = EmbeddedServer()
    try:
        with going_away():
            async with open_database(migrations, uri, server) as database:
                yield database.connection
    finally:
        await server.stop()


def schema(sql: str) -> list[Migration]:
    return [read_migration(SourceFile("schema.sql", sql))]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


async def test_a_schema_is_applied_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    applied: list[str] = []
    original = scratch.apply

    async def apply(connection: Connection, migrations: Sequence[Migration]) -> None:
        applied.extend(migration.sql for migration in migrations)
        await original(connection, migrations)

    monkeypatch.setattr(scratch, "apply", apply)
    for sql in ("create table a ()", "create table a ()", "create table b ()", "create table a ()"):
        async with open_scratch(schema(sql), None) as connection:
            assert await connection.fetchval("select relname from pg_class where relname in ('a', 'b')") == sql[13]
    assert applied == ["create table a ()", "create table b ()"]


async def test_a_schema_that_fails_is_not_taken_for_whole(cache: Path) -> None:
    for _ in range(2):
        with pytest.raises(CompileError, match='type "wrong" does not exist'):
            async with open_scratch(schema("create table a (); create table b (c wrong)"), None):
                pass


async def test_two_runs_at_once_have_a_server_each(cache: Path) -> None:
    sql = "create table a ()"
    async with open_scratch(schema(sql), None) as one, open_scratch(schema(sql), None) as other:
        query = "select current_setting('data_directory'), count(*) from pg_class where relname = 'a' group by 1"
        first, second = await asyncio.gather(one.fetchrow(query), other.fetchrow(query))
        assert first is not None
        assert second is not None
        assert (first[1], second[1]) == (1, 1)
    assert (cache / "sqlwright" / "scratch-0").is_dir()
    assert (cache / "sqlwright" / "scratch-1").is_dir()


async def contents(connection: Connection) -> Any:
    return await connection.fetch("select datname from pg_database order by 1"), await connection.fetch(
        "select oid::regclass::text from pg_class where relnamespace = 'public'::regnamespace order by 1"
    )


@pytest.mark.parametrize("sql", ["create table a ()", "create table a (b wrong)"], ids=["good", "bad"])
async def test_a_server_of_ones_own_is_left_as_it_was(sql: str, empty_database_url: str, postgres: Postgres) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        before = await contents(connection)
        try:
            async with open_scratch(schema(sql), empty_database_url) as opened:
                assert await opened.fetchval("select current_database()") != "postgres"
        except CompileError:
            assert "wrong" in sql
        assert await contents(connection) == before
    finally:
        await connection.close()


async def test_a_server_that_goes_away_is_one_line(empty_database_url: str) -> None:
    async def lose() -> None:
        async with open_scratch([], empty_database_url) as connection:
            with pytest.raises(asyncpg.PostgresError):
                await connection.execute("select pg_terminate_backend(pg_backend_pid())")
            await connection.fetch("select 1")

    with pytest.raises(SqlwrightError, match="the database went away"):
        await lose()


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "refused|Connect call failed"),
        ("mysql://localhost/none", "invalid DSN"),
    ],
    ids=["refused", "no DSN"],
)
async def test_a_uri_that_leads_nowhere_is_one_line(uri: str, message: str) -> None:
    with pytest.raises(SqlwrightError, match=message):
        async with open_scratch([], uri):
            pass


async def test_a_role_without_rights_is_one_line(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute("drop role if exists weak; create role weak login password 'weak'")
        uri = empty_database_url.replace("postgres:postgres@", "weak:weak@").replace("//postgres@", "//weak:weak@")
        with pytest.raises(SqlwrightError, match="may not create databases"):
            async with open_scratch([], uri):
                pass
    finally:
        await connection.execute("drop role weak")
        await connection.close()


@pytest.mark.parametrize(
    "sql",
    [
        "delete from kept",
        "truncate kept",
        "drop table kept",
        "with gone as (delete from kept returning *) select count(*) from gone",
        "insert into kept values (2) returning *",
        "update kept set id = 2",
        "merge into kept using (values (1)) v (id) on v.id = kept.id when matched then delete",
        "select setval('counter', 99)",
        "commit",
        "end",
        "create table made ()",
        "select 1; drop table kept",
        "select 1) ; drop table kept; --",
        "vacuum full",
        "create table made as select id from kept group by id",
        "insert into kept select id from kept group by id",
    ],
)
async def test_the_text_of_a_query_is_never_run(sql: str, empty_database_url: str) -> None:
    tables = "create table kept (id int); insert into kept values (1); create sequence counter"
    async with open_scratch(schema(tables), empty_database_url) as connection:
        file, _ = read_queries(SourceFile("q.sql", f"-- name: Q :exec\n{sql}"))
        describer = Describer(connection)
        for statement in file.statements:
            rewritten = rewrite(statement, [], [])
            try:
                await describer.describe(statement, rewritten)
                await describer.plan(statement, rewritten)
                await describer.tree(statement, rewritten, [])
            except CompileError:
                pass
        assert not connection.is_in_transaction()
        assert await connection.fetchval("select array_agg(id) from kept") == [1]
        assert await connection.fetchval("select last_value from counter") == 1
        assert await connection.fetchval("select to_regclass('made')") is None
