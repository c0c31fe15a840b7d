"""What the compiler says a query touches, and which queries go to a reader."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import Any

import pytest

from sqlwright.compile.describe import Describer
from sqlwright.compile.query_compiler import QueryCompiler
from sqlwright.model import Query
from sqlwright.scratch.catalog import load_catalog
from sqlwright.source.statements import read_queries
from sqlwright.source.text import SourceFile
from tests.sqlwright.cases.primary.generated import Queries
from undercroft.testing.databases import Postgres, connect

SCHEMA = """
create table users (id int primary key, email text not null, kind text);
create unlogged table counts (id int);
create materialized view kinds as select distinct kind from users;
create view living as select id, email from users;
create sequence numbers;
create view numbered as select id, nextval('numbers') as number from users;
create schema app;
create table app.notes (id int, body text);
create table tenants (id int);
create policy mine on tenants using (id in (select id from app.notes where body is not null));
alter table tenants enable row level security;
create function twice(n int) returns int language sql immutable as 'select n * 2';
create function counted() returns bigint language sql as 'select count(*) from users';
create function named(n int) returns text language sql as 'update users set kind = null where id = n returning email';
create function unknown() returns int language plpgsql as 'begin return 1; end';
create function promised() returns int language plpgsql stable as 'begin return 1; end';
create function dice(n int default (random() * 6)::int + nextval('numbers')::int) returns int language sql return n;
create function step(a int, b int) returns int language plpgsql as 'begin return a; end';
create aggregate odd_sum (int) (sfunc = step, stype = int);
"""

READS: Sequence[Any] = [
    pytest.param("select 1", [], id="no table"),
    pytest.param("select email from users where id = $1", ["users"], id="a table"),
    pytest.param("select count(*) from users", ["users"], id="no column"),
    pytest.param("with u as (select id from users) select u.id from u, app.notes n", ["app.notes", "users"], id="cte"),
    pytest.param("select exists (select from users where id = $1)", ["users"], id="sublink"),
    pytest.param("select id from living", ["living"], id="a view, not what is under it"),
    pytest.param("select kind from kinds", ["kinds"], id="a materialised view"),
    pytest.param("select id from tenants", ["app.notes", "tenants"], id="row security reads, too"),
    pytest.param("select twice(id) from users", ["users"], id="an immutable function"),
    pytest.param("select promised()", [], id="a function that is said to be stable"),
    pytest.param("select counted()", ["users"], id="a volatile function whose body only reads"),
    pytest.param("select random(), clock_timestamp(), gen_random_uuid(), now()", [], id="volatile and harmless"),
    pytest.param("select id from users tablesample bernoulli (10)", ["users"], id="a sample"),
    pytest.param("select relname from pg_class", [], id="the catalog"),
]

ACTS: Sequence[Any] = [
    pytest.param("insert into users (id, email) values (1, 'a')", ["inserts into users"], id="insert"),
    pytest.param("update users set kind = 'a'", ["updates users"], id="update"),
    pytest.param("delete from app.notes", ["deletes from app.notes"], id="delete"),
    pytest.param(
        "merge into users u using app.notes n on n.id = u.id when matched then delete",
        ["merges into users"],
        id="merge",
    ),
    pytest.param(
        "with gone as (delete from users returning id) select id from gone", ["deletes from users"], id="in a cte"
    ),
    pytest.param("select id from users for update", ["locks rows of users"], id="for update"),
    pytest.param("select id from users for key share", ["locks rows of users"], id="for key share"),
    pytest.param(
        "select n.id from (select id from users for share) u join app.notes n on true",
        ["locks rows of users"],
        id="for share below",
    ),
    pytest.param("select nextval('numbers')", ["calls nextval"], id="nextval"),
    pytest.param("select setval('numbers', 1)", ["calls setval"], id="setval"),
    pytest.param("select currval('numbers')", ["calls currval"], id="what only this session has"),
    pytest.param("select set_config('a.b', 'c', true)", ["calls set_config"], id="set_config"),
    pytest.param("select pg_advisory_xact_lock(1)", ["calls pg_advisory_xact_lock"], id="advisory lock"),
    pytest.param("select pg_notify('a', 'b')", ["calls pg_notify"], id="notify"),
    pytest.param("select lo_create(0)", ["calls lo_create"], id="large object"),
    pytest.param("select txid_current()", ["calls txid_current"], id="a transaction's number"),
    pytest.param("select id from users where id > nextval('numbers')", ["calls nextval"], id="in a condition"),
    pytest.param("select f from nextval('numbers') f", ["calls nextval"], id="in from"),
    pytest.param("select id from numbered", ["calls nextval"], id="in a view"),
    pytest.param("select dice()", ["calls nextval"], id="in a default of an argument"),
    pytest.param("select named(1)", ["updates users"], id="in a function's body"),
    pytest.param("select unknown()", ["calls unknown(), which is volatile"], id="a body that is not known"),
    pytest.param("select odd_sum(id) from users", ["calls odd_sum(integer), which is volatile"], id="in an aggregate"),
    pytest.param(
        "select id from counts", ["reads counts, which is unlogged and so not on replicas"], id="an unlogged table"
    ),
    pytest.param("select pid from pg_locks", ["reads pg_locks, a view of PostgreSQL's on its own state"], id="state"),
    pytest.param("listen a", ["is a LISTEN"], id="a command"),
    pytest.param("select 1 as a into temp b", ["makes a table"], id="select into"),
]


@pytest.fixture(scope="module")
async def compiler(postgres: Postgres) -> AsyncGenerator[QueryCompiler]:
    async with postgres.database() as name, connect(postgres.url(name)) as connection:
        await connection.execute(SCHEMA)
        yield QueryCompiler(await load_catalog(connection), Describer(connection))


async def compiled(compiler: QueryCompiler, sql: str) -> Query:
    file, problems = read_queries(SourceFile("queries.sql", f"-- name: Q :exec\n{sql};\n"))
    assert not problems
    return await compiler.query(file.statements[0])


@pytest.mark.parametrize(("sql", "tables"), READS)
async def test_a_query_that_only_reads(sql: str, tables: list[str], compiler: QueryCompiler) -> None:
    query = await compiled(compiler, sql)
    assert (query.access.acts, query.access.reads, query.access.writes) == ([], tables, [])
    assert query.may_read_elsewhere


@pytest.mark.parametrize(("sql", "acts"), ACTS)
async def test_a_query_that_does_more_says_why(sql: str, acts: list[str], compiler: QueryCompiler) -> None:
    query = await compiled(compiler, sql)
    assert query.access.acts == acts
    assert not query.may_read_elsewhere


class Named:
    """Answers each statement with its own name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sent = 0

    async def execute(self, query: str, /, *args: Any) -> str:
        self.sent += 1
        return "UPDATE 1"

    async def fetch(self, query: str, /, *args: Any) -> list[Any]:
        self.sent += 1
        return []

    async def fetchrow(self, query: str, /, *args: Any) -> Any:
        self.sent += 1
        return (1,)


CALLS: Mapping[str, tuple[Callable[[Queries], Awaitable[object]], str]] = {
    "a lookup": (lambda queries: queries.users.find_user(1), "reader"),
    "a batched lookup": (lambda queries: queries.users.find_batched_user(1), "reader"),
    "pages": (lambda queries: queries.users.list_users(), "reader"),
    "a count": (lambda queries: queries.users.list_users_count(), "reader"),
    "rows that nobody takes": (lambda queries: queries.users.touch_users(), "reader"),
    "@primary": (lambda queries: queries.users.find_kept_user(1), "db"),
    "the count of a kept query": (lambda queries: queries.users.list_kept_users_count(), "db"),
    "for update": (lambda queries: queries.users.lock_user(1), "db"),
    "update": (lambda queries: queries.users.rename_user(id=1, name="a"), "db"),
}


@pytest.mark.parametrize(("call", "goes_to"), CALLS.values(), ids=CALLS)
async def test_what_only_reads_goes_to_the_reader(call: Callable[[Queries], Awaitable[object]], goes_to: str) -> None:
    db: Any = Named("db")
    reader = Named("reader")
    await call(Queries(db, reader=reader))
    assert {each.name: each.sent for each in (db, reader)} == {"db": 0, "reader": 0, goes_to: 1}


@pytest.mark.parametrize("call", [call for call, _ in CALLS.values()], ids=CALLS)
async def test_without_a_reader_all_goes_to_one(call: Callable[[Queries], Awaitable[object]]) -> None:
    db: Any = Named("db")
    await call(Queries(db))
    assert db.sent == 1
