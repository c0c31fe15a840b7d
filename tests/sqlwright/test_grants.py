"""The rights that `sqlwright grants` names for one query."""

from collections.abc import AsyncGenerator, Sequence
from typing import Any

import pytest

from sqlwright.cli.grants import grants
from sqlwright.compile.describe import Describer
from sqlwright.compile.query_compiler import QueryCompiler
from sqlwright.model import Module
from sqlwright.scratch.catalog import load_catalog
from sqlwright.source.statements import read_queries
from sqlwright.source.text import SourceFile
from undercroft.testing.databases import Postgres, connect

SCHEMA = """
create table users (id int primary key generated always as identity, email text not null, "Kind" text);
create sequence numbers;
create schema app;
create table app.notes (id serial, body text, made timestamptz default now());
create table log (what text);
create view living as select id, email from users;
create view seen with (security_invoker) as select id, email from users;
create function twice(n int) returns int language sql immutable as 'select n * 2';
create function counted() returns bigint language sql as 'select count(*) from users';
create function known() returns bigint language sql security definer as 'select count(*) from log';
create function told() returns trigger language plpgsql as 'begin perform counted(); return new; end';
create trigger told after insert on log for each row execute function told();
create table watched (id int);
create function kept() returns trigger language plpgsql as 'begin insert into log values (new.id); return new; end';
create trigger kept before update on watched for each row execute function kept();
create view totals as select counted() as all_users;
create function told_by_owner() returns bigint language sql security definer as 'select counted()';
create function busy(wanted int) returns bigint language plpgsql as $$
declare
  found_note app.notes%rowtype;
  each record;
  total bigint := 0;
begin
  select * into found_note from app.notes where id = wanted;
  for each in select u.id, u.email from users u loop
    if exists (select from log where what = each.email) then
      total := total + twice(each.id);
    end if;
  end loop;
  update users set "Kind" = found_note.body where id = wanted;
  return total;
end $$;
create function dynamic(name text) returns void language plpgsql as $$ begin execute 'delete from ' || name; end $$;
create type app.mood as enum ('good', 'bad');
create table app.days (id int, mood app.mood);
create function moods() returns int language plpgsql set search_path = app, pg_catalog as $$
declare each record;
begin
  for each in select n.id, n.mood from days n loop
    if each.mood > 'good' then return moods.each.id; end if;
  end loop;
  return 0;
end $$;
create function changed() returns trigger language plpgsql set search_path = app, pg_catalog as $$
begin
  if new.email is distinct from old.email and tg_op = 'UPDATE' then insert into notes (id) values (new.id); end if;
  return new;
end $$;
create table people (id int, email text);
create trigger changed after update on people for each row execute function changed();
create table tenants (id int);
create policy mine on tenants using (id in (select id from app.notes where body is not null));
alter table tenants enable row level security;
"""
PUBLIC = "usage on schema public"
APP = "usage on schema app"

RIGHTS: Sequence[Any] = [
    pytest.param("select 1", [], id="no table"),
    pytest.param("select email from users where id = 1", [PUBLIC, "select (email, id) on public.users"], id="read"),
    pytest.param("select count(*) from users", [PUBLIC, "select (id) on public.users"], id="any column will do"),
    pytest.param('select "Kind" from users', [PUBLIC, 'select ("Kind") on public.users'], id="quoted"),
    pytest.param(
        "select u from users u", [PUBLIC, 'select ("Kind", email, id) on public.users'], id="the row as a whole"
    ),
    pytest.param("select ctid from users", [PUBLIC, "select (ctid) on public.users"], id="a system column"),
    pytest.param(
        "select id from users for update", [PUBLIC, "select (id), update (id) on public.users"], id="lock rows"
    ),
    pytest.param(
        "insert into users (email) values ('a')", [PUBLIC, "insert (email) on public.users"], id="identity is free"
    ),
    pytest.param(
        "insert into app.notes (body) values ('a')",
        [APP, "usage on sequence app.notes_id_seq", "insert (body) on app.notes"],
        id="serial needs its sequence",
    ),
    pytest.param(
        "insert into app.notes (id, body) values (1, 'a')",
        [APP, "insert (body, id) on app.notes"],
        id="serial is given",
    ),
    pytest.param("update users set email = 'a'", [PUBLIC, "update (email) on public.users"], id="write only"),
    pytest.param("delete from users", [PUBLIC, "delete on public.users"], id="delete"),
    pytest.param(
        "insert into users (email) values ('a') on conflict (id) do update set email = excluded.email",
        [PUBLIC, "insert (email), select (email, id), update (email) on public.users"],
        id="upsert",
    ),
    pytest.param("select id from living", [PUBLIC, "select (id) on public.living"], id="a view reads as its owner"),
    pytest.param(
        "select id from seen",
        [PUBLIC, "select (id) on public.seen", "select (email, id) on public.users"],
        id="a view that reads as its reader",
    ),
    pytest.param(
        "update seen set email = 'a' where id = 1",
        [
            PUBLIC,
            "select (id), update (email) on public.seen",
            "select (email, id), update (email) on public.users",
        ],
        id="such a view is written as its writer",
    ),
    pytest.param("select nextval('numbers')", [PUBLIC, "usage on sequence public.numbers"], id="nextval"),
    pytest.param("select setval('numbers', 1)", [PUBLIC, "update on sequence public.numbers"], id="setval"),
    pytest.param("select last_value from numbers", [PUBLIC, "select on sequence public.numbers"], id="read a sequence"),
    pytest.param(
        "select twice(1)", [PUBLIC, "execute on function public.twice(integer)"], id="a function that reads nothing"
    ),
    pytest.param(
        "select counted()",
        [PUBLIC, "execute on function public.counted()", "select (id) on public.users"],
        id="a function reads as its caller",
    ),
    pytest.param("select known()", [PUBLIC, "execute on function public.known()"], id="unless it is a definer's"),
    pytest.param(
        "insert into log values ('a')",
        [
            PUBLIC,
            "execute on function public.counted()",
            "insert (what) on public.log",
            "select (id) on public.users",
        ],
        id="what a trigger calls",
    ),
    pytest.param(
        "select * from totals",
        [
            PUBLIC,
            "execute on function public.counted()",
            "select (all_users) on public.totals",
            "select (id) on public.users",
        ],
        id="a function in a view reads as its reader",
    ),
    pytest.param(
        "select told_by_owner()",
        [PUBLIC, "execute on function public.told_by_owner()"],
        id="what a definer's function calls",
    ),
    pytest.param(
        "select busy(1)",
        [
            APP,
            PUBLIC,
            "execute on function public.busy(integer)",
            "execute on function public.twice(integer)",
            "select (body, id, made) on app.notes",
            "select (what) on public.log",
            'select (email, id), update ("Kind") on public.users',
        ],
        id="statements in PL/pgSQL",
    ),
    pytest.param(
        "select moods()",
        [APP, PUBLIC, "execute on function public.moods()", "select (id, mood) on app.days"],
        id="statements under a search_path, with a record",
    ),
    pytest.param(
        "update people set email = 'a'",
        [APP, PUBLIC, "insert (id) on app.notes", "update (email) on public.people"],
        id="a trigger whose search_path lacks its table",
    ),
    pytest.param(
        "update watched set id = 1",
        [
            PUBLIC,
            "execute on function public.counted()",
            "insert (what) on public.log",
            "select (id) on public.users",
            "update (id) on public.watched",
        ],
        id="statements of a trigger, and of the trigger behind it",
    ),
    pytest.param(
        "select id from tenants",
        [APP, PUBLIC, "select (body, id) on app.notes", "select (id) on public.tenants"],
        id="row security reads, too",
    ),
]


@pytest.fixture(scope="module")
async def compiler(postgres: Postgres) -> AsyncGenerator[QueryCompiler]:
    async with postgres.database() as name, connect(postgres.url(name)) as connection:
        await connection.execute(SCHEMA)
        yield QueryCompiler(await load_catalog(connection), Describer(connection))


async def printed(compiler: QueryCompiler, sql: str, *also: str) -> list[str]:
    file, problems = read_queries(SourceFile("queries.sql", f"-- name: Q :exec\n{sql};\n"))
    assert not problems
    query = await compiler.query(file.statements[0])
    return grants([Module("queries.sql", "queries", [], [query])], "app", also).splitlines()


@pytest.mark.parametrize(("sql", "rights"), RIGHTS)
async def test_the_rights_of_a_query(sql: str, rights: list[str], compiler: QueryCompiler) -> None:
    lines = await printed(compiler, sql)
    assert [line for line in lines if line and line[:2] != "--"] == [f"grant {right} to app;" for right in rights]


async def test_what_is_not_known_is_said(compiler: QueryCompiler) -> None:
    lines = await printed(compiler, "select dynamic('log')", "delete on log")
    assert lines[-4:] == [
        "-- asked for with --also",
        "grant delete on log to app;",
        "",
        "-- not known: what the function dynamic(text) does. Grant what it needs with --also, for Q",
    ]


async def test_functions_are_asked_about_once_and_only_if_a_query_leads_to_them(postgres: Postgres) -> None:
    sent: list[str] = []
    async with postgres.database() as name, connect(postgres.url(name)) as connection:
        await connection.execute(SCHEMA)
        compiler = QueryCompiler(await load_catalog(connection), Describer(connection))
        connection.add_query_logger(lambda query: sent.append(query.query))

        async def asked(sql: str) -> int:
            """How many questions about a function's statements a query took."""
            before = len(sent)
            await printed(compiler, sql)
            await connection.execute("select")  # loggers are called in a later turn of the loop
            return sum("sqlwright_analyse_routine($" in query for query in sent[before:])

        assert await asked("select twice(1)") == 0
        assert await asked("update watched set id = 1") == 2  # its trigger, and that of the table which this one fills
        assert await asked("update watched set id = 2") == 0
        assert await asked("select busy(1)") == 2  # its statements up to the record's, and the others
