"""The throwaway database: a schema is applied once, runs do not share a database, and no query is ever executed."""

import asyncio
import re
import secrets
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest

from sqlwright.compile.describe import Describer
from sqlwright.errors import CompileError, SqlwrightError
from sqlwright.scratch import database as scratch
from sqlwright.scratch.apply_schema import apply
from sqlwright.scratch.catalog import load_catalog
from sqlwright.scratch.database import going_away, open_database
from sqlwright.scratch.embedded_server import EmbeddedServer
from sqlwright.scratch.migrations import Migration, read_migration
from sqlwright.scratch.stub_extensions import stub_names
from sqlwright.source.rewriting import rewrite
from sqlwright.source.statements import read_queries
from sqlwright.source.text import SourceFile
from tests.bouncer import bouncing, program
from undercroft.testing.databases import Connection, Postgres

pytestmark = pytest.mark.session("the compiler goes past it")


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

    async def apply(connection: Connection, migrations: Sequence[Migration], *, private: bool) -> None:
        applied.extend(migration.sql for migration in migrations)
        await original(connection, migrations, private=private)

    monkeypatch.setattr(scratch, "apply", apply)
    for sql in ("create table a ()", "create table a ()", "create table b ()", "create table a ()"):
        async with open_scratch(schema(sql), None) as connection:
            assert await connection.fetchval("select relname from pg_class where relname in ('a', 'b')") == sql[13]
    assert applied == ["create table a ()", "create table b ()"]


@pytest.mark.parametrize(
    ("up", "sent"),
    [
        pytest.param("create table a (b text); -- one\ninsert into a values ('x')  -- two", 2, id="whole"),
        pytest.param("set search_path = public; create table a (b text)", 7, id="what sets something up"),
        pytest.param('create table a (b text collate "C")', 6, id="a collation"),
        pytest.param("create table a (b string)", 11, id="what is mended"),
        pytest.param("create table c (); create table a (b nothing)", None, id="what fails"),
    ],
)
async def test_a_migration_is_sent_in_one_piece_if_nothing_needs_care(
    up: str, sent: int | None, empty_database_url: str
) -> None:
    migrations = [read_migration(SourceFile("1.sql", f"-- migrate:up\n{up};\n-- migrate:down\ndrop table a;"))]
    connection = await asyncpg.connect(empty_database_url)
    queries: list[str] = []
    connection.add_query_logger(lambda query: queries.append(query.query))
    try:
        if sent is None:
            with pytest.raises(CompileError, match=r'1.sql:2:\d+: type "nothing" does not exist'):
                await apply(connection, migrations, private=False)
        else:
            await apply(connection, migrations, private=False)
        # What was tried in vain has left nothing.
        tables = await connection.fetch("select relname from pg_class where relname in ('a', 'c') order by 1")
        assert [name for (name,) in tables] == ([] if sent is None else ["a"])
        assert not connection.is_in_transaction()
        assert sent in (None, len([query for query in queries if "pg_class" not in query]))
    finally:
        await connection.close()


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


_OURS = secrets.token_hex(4)
"""Marks what the tests here make on the server, which other tests use at the same time."""
_OF_A_SERVER = (
    f"select datname, datacl::text from pg_database where datname !~ '^(test|sqlwright|drill)_' or datname ~ '{_OURS}' order by 1",
    f"select * from pg_roles where rolname !~ '^test_' or rolname ~ '{_OURS}' order by rolname",
    "select roleid::regrole::text, member::regrole::text from pg_auth_members order by 1, 2",
    f"""select s.* from pg_db_role_setting s left join pg_database d on d.oid = setdatabase
    where coalesce(datname, '') !~ '^(test|sqlwright|drill)_' or datname ~ '{_OURS}'""",
    "select spcname from pg_tablespace order by 1",
    "select name, setting from pg_file_settings order by 1",
    f"""select description from pg_shdescription left join pg_database d on d.oid = objoid
    where coalesce(datname, '') !~ '^(test|sqlwright|drill)_' or datname ~ '{_OURS}' order by 1""",
    # Autovacuum may be at work in any database.
    f"""select datname, application_name from pg_stat_activity where backend_type = 'client backend'
    and (datname = current_database() or application_name ~ '{_OURS}') order by 1, 2""",
    "select oid::regclass::text from pg_class where relnamespace = 'public'::regnamespace order by 1",
)


@pytest.fixture(autouse=True, scope="module")
def marked() -> Generator[None]:
    """Marks the names of the databases that a run makes on a server of the user's."""

    def token_hex(size: int) -> str:
        return _OURS + secrets.token_hex(size - len(_OURS) // 2)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scratch, "secrets", SimpleNamespace(token_hex=token_hex))
        yield


async def contents(connection: Connection) -> Any:
    return {query: await connection.fetch(query) for query in _OF_A_SERVER}


@pytest.mark.parametrize(
    "sql",
    [
        "create table a ()",
        "create table a (b wrong)",
        f"create table a (); create role test_{_OURS}; alter table a owner to test_{_OURS}",
        f"do $$ begin create role test_{_OURS}; create table a (); alter table a owner to test_{_OURS}; end $$",
        f"do $$ begin create role test_{_OURS}; end $$; create table a (b wrong)",
        f"create database test_{_OURS}",
        "alter system set work_mem = '1GB'; alter role all set work_mem = '1GB'; alter database postgres set x.y = 'z'",
        "drop database postgres; drop role postgres; alter role postgres rename to other",
        "comment on database postgres is 'changed'; comment on role postgres is 'changed'",
        "grant pg_monitor to postgres; alter role postgres nologin; revoke connect on database postgres from public",
        "set role none; begin; create table a (); commit",
        "begin; create table a ()",
        "select pg_terminate_backend(pg_backend_pid())",
    ],
    ids=[
        *("good", "bad", "role", "role in a block", "role, then bad", "database", "settings", "drops", "comments"),
        *("rights", "transaction", "open transaction", "suicide"),
    ],
)
async def test_a_server_of_ones_own_is_left_as_it_was(sql: str, empty_database_url: str, postgres: Postgres) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        before = await contents(connection)
        try:
            async with open_scratch(schema(sql), empty_database_url) as opened:
                assert await opened.fetchval("select current_database()") != "postgres"
        except SqlwrightError:
            assert "wrong" in sql or "terminate" in sql or sql.startswith("begin")
        assert await contents(connection) == before
    finally:
        await connection.close()


async def test_what_a_killed_run_left_is_dropped_by_the_next(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    names = f"select datname from pg_database where datname ~ '^sqlwright_.*{_OURS}' order by 1"
    left, of_somebody = f"sqlwright_01234567{_OURS}", f"sqlwright_of_{_OURS}"
    try:
        await connection.execute(f"create database {left}")
        await connection.execute(f"create database {of_somebody}")
        async with open_scratch([], empty_database_url), open_scratch([], empty_database_url) as other:
            there = {name for (name,) in await connection.fetch(names)}
            assert await other.fetchval("select current_database()") in there
            assert len(there) == 3
            assert of_somebody in there
            assert left not in there
        assert [name for (name,) in await connection.fetch(names)] == [of_somebody]
    finally:
        await connection.execute(f"drop database if exists {of_somebody}")
        await connection.close()


@pytest.mark.parametrize("own", [True, False], ids=["embedded", "uri"])
async def test_what_a_schema_sets_ends_with_its_file(own: bool, cache: Path, empty_database_url: str) -> None:
    """A dump empties the search_path, and may set a timeout."""
    dump = "select pg_catalog.set_config('search_path', '', false); set statement_timeout = 1"
    migrations = [*schema(dump), *schema("create table a ()")]
    async with open_scratch(migrations, None if own else empty_database_url) as connection:
        assert await connection.fetchval("select 'a'::regclass::text, pg_sleep(0.01)") == "a"


@pytest.mark.parametrize(
    ("name", "hint", "detail"),
    [
        pytest.param("postgis", "docker run .* database: {uri: postgresql://", None, id="with a server that has it"),
        pytest.param("citetx", "correct the name", "available: .*citext, cube", id="with those that are there"),
    ],
)
async def test_an_extension_that_is_not_there_is_told(name: str, hint: str, detail: str | None, cache: Path) -> None:
    with pytest.raises(CompileError, match=f"extension {name} is not on sqlwright's own server") as caught:
        async with open_scratch(schema(f"create table t (); create extension if not exists {name}"), None):
            pass
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (1, 20)
    assert re.search(hint, problem.hint or "")
    assert problem.detail is None if detail is None else re.match(detail, problem.detail or "")


async def test_every_stub_can_be_created_and_called(cache: Path) -> None:
    sql = ";".join(f'create extension "{name}" cascade' for name in sorted(stub_names() - {"pgcrypto"}))
    calls = "select crypt('a', gen_salt('bf')), cron.schedule('* * * * *', 'select 1'), net.http_get('x')"
    inserts = "create table t (a uuid unique default uuid_generate_v4()); insert into t values (default), (default)"
    async with open_scratch(schema(f"{sql}; {inserts}; {calls}"), None) as connection:
        names = await connection.fetch("select extname from pg_extension where extname <> 'plpgsql'")
        assert {name for (name,) in names} == stub_names()
        assert await connection.fetchval("select count(*) from t") == 2


@pytest.mark.parametrize(
    ("sql", "message", "hint"),
    [
        ("create extension nowhere", "extension nowhere is not on sqlwright's own server", "database: {uri: …}"),
        ("create extension timescaledb", "extension timescaledb", "docker run .*timescale/timescaledb"),
        ("create language plv8", "extension plv8 is not on sqlwright's own server", "naming a server that has it"),
        (
            "create table t (a text); create index i on t using bm25 (a)",
            'access method "bm25" does not exist',
            "server lacks it",
        ),
        ("create table t as select xmlelement(name a)", "unsupported XML feature", "docker run .* postgres;"),
        ("create table t (a int", "syntax error", "correct the migration"),
        ("create table t (a int; create table u (a int);", "syntax error", "correct the migration"),
        ("create tabl t (a int); -- the end", "syntax error", "correct the migration"),
    ],
    ids=["extension", "container", "language", "access method", "XML", "no end", "an end too late", "syntax"],
)
async def test_a_hint_says_whether_the_schema_or_the_server_is_to_be_changed(
    sql: str, message: str, hint: str, cache: Path
) -> None:
    with pytest.raises(CompileError, match=message) as caught:
        async with open_scratch(schema(sql), None):
            pass
    assert re.search(hint, caught.value.problems[0].hint or "")


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
        ("postgresql://nobody@127.0.0.1:port/none", "invalid literal"),
        ("postgresql://nobody@/none?host=/no/such/folder", "No such file"),
        ("postgresql://nobody@127.0.0.1:1/none?connect_timeout=2&pool_max_conns=4", "refused|Connect call failed"),
    ],
    ids=["refused", "no DSN", "port", "socket", "options of others"],
)
async def test_a_uri_that_leads_nowhere_is_one_line(uri: str, message: str) -> None:
    with pytest.raises(SqlwrightError, match=rf"database\.uri in sqlc\.yaml cannot be reached: .*({message}).*; start"):
        async with open_scratch([], uri):
            pass


@pytest.mark.skipif(program() is None, reason="PgBouncer is not installed")
@pytest.mark.parametrize("ignored", ["", "jit, synchronous_commit"], ids=["refuses settings", "ignores settings"])
async def test_a_pooler_is_one_line(postgres: Postgres, empty_database_url: str, ignored: str) -> None:
    message = r"^database\.uri in sqlc\.yaml leads to a pooler, such as PgBouncer: name PostgreSQL itself$"
    pooled = bouncing(postgres.url("postgres"), ignore_startup_parameters=ignored)
    with pooled as bouncer, pytest.raises(SqlwrightError, match=message):
        async with open_scratch([], bouncer.url(empty_database_url)):
            pass


async def test_a_role_without_rights_is_one_line(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    role = f"test_{_OURS}_weak"
    try:
        await connection.execute(f"create role {role} login password 'weak'")
        uri = empty_database_url.replace("postgres:postgres@", f"{role}:weak@").replace(
            "//postgres@", f"//{role}:weak@"
        )
        with pytest.raises(SqlwrightError, match="may not create databases"):
            async with open_scratch([], uri):
                pass
    finally:
        await connection.execute(f"drop role {role}")
        await connection.close()


_KEPT = """
create table kept (id int);
insert into kept values (1);
create sequence counter;
create function changes(i int) returns int language plpgsql as $$ begin insert into kept values (i); return i; end $$;
create function lies(i int) returns int immutable language plpgsql as $$
begin
  insert into kept values (i);
  perform nextval('counter');
  return i;
end $$;
create function counts(i int) returns int immutable language sql as $$ select i from nextval('counter') $$;
create function sets(i int) returns int immutable language plpgsql as $$
begin
  perform set_config('search_path', 'nowhere', false), lo_unlink(12345);
  return i;
end $$;
create procedure changes_too() language sql as $$ insert into kept values (3) $$;
create table defaults (id int default nextval('counter'), other int default lies(4), primary key (id));
create view seen as select changes(id) as id from kept;
select lo_create(12345);
"""


@pytest.fixture(scope="module")
async def describer(marked: None, postgres: Postgres) -> AsyncGenerator[Describer]:
    async with postgres.database() as name, open_scratch(schema(_KEPT), postgres.url(name)) as connection:
        yield Describer(connection)


@pytest.mark.parametrize(
    "sql",
    [
        "delete from kept",
        "truncate kept",
        "drop table kept",
        "with gone as (delete from kept returning *) select count(*) from gone",
        "with gone as (delete from kept returning id) select id from gone group by id union select 1",
        "insert into kept values (2) returning *",
        "update kept set id = 2",
        "merge into kept using (values (1)) v (id) on v.id = kept.id when matched then delete",
        "select setval('counter', 99)",
        "select nextval('counter') union select 1",
        "select changes(5) union select 1",
        "select lies(5)",
        "select lies(5) union select 1",
        "select 1 from kept where lies(5) = 5 group by counts(2)",
        "select counts(5) from kept group by id",
        "select sets(5) union select 1",
        "select id from seen group by id",
        "insert into defaults default values",
        "insert into defaults default values on conflict (id) do nothing",
        "insert into defaults select 1, lies(6) union select 2, counts(7) on conflict (id) do update set other = lies(8)",
        "select pg_terminate_backend(pg_backend_pid()) union select true",
        "select lo_unlink(12345) union select 1",
        "select lo_import('/etc/hosts') union select 1",
        "select query_to_xml('delete from kept', true, true, '') is null union select true",
        "select database_to_xml(true, true, '') is null union select true",
        "select pg_advisory_lock(7) is null union select true",
        "select set_config('search_path', 'nowhere', false) union select ''",
        "select pg_notify('channel', 'text') is null union select true",
        "call changes_too()",
        "do $$ begin delete from kept; end $$",
        "copy kept from program 'exit 1'",
        "copy kept to program 'exit 1'",
        "copy (delete from kept returning *) to stdout",
        "explain analyze delete from kept",
        "prepare gone as delete from kept",
        "declare gone cursor for select changes(9)",
        "lock kept",
        "listen channel",
        "set search_path = nowhere",
        "reset all",
        "discard all",
        "deallocate all",
        "vacuum",
        "vacuum full",
        "cluster",
        "reindex table kept",
        "create role made",
        "create database made",
        "drop owned by current_user",
        "grant all on kept to public",
        "commit",
        "end",
        "rollback",
        "create table made ()",
        "select 1; drop table kept",
        "select 1) ; drop table kept; --",
        "create table made as select id from kept group by id",
        "select id into made from kept group by id",
        "insert into kept select id from kept group by id",
    ],
)
async def test_the_text_of_a_query_is_never_run(sql: str, describer: Describer) -> None:
    kept = describer.connection
    before = await contents(kept)
    file, _ = read_queries(SourceFile("q.sql", f"-- name: Q :exec\n{sql}"))
    catalog = await load_catalog(kept)
    for statement in file.statements:
        rewritten = rewrite(statement, [], [])
        # One by one: another may accept what the first refuses.
        with suppress(CompileError):
            await describer.describe(statement, rewritten, catalog)
        with suppress(CompileError):
            await describer.plan(statement, rewritten)
        with suppress(CompileError):
            await describer.tree(statement, rewritten, [])
    assert not kept.is_in_transaction()
    assert await kept.fetchval("select array_agg(id) from kept") == [1]
    assert await kept.fetchval("select not is_called from counter")
    assert await kept.fetchval("select count(*) from defaults") == 0
    assert await kept.fetchval("select count(*) from pg_largeobject_metadata") == 1
    assert (
        await kept.fetchval("select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()") == 0
    )
    assert await kept.fetchval("select count(*) from pg_cursors where name = 'gone'") == 0
    assert await kept.fetchval("select to_regclass('made')") is None
    assert await kept.fetchval("select current_setting('search_path')") == '"$user", public'
    assert await contents(kept) == before
