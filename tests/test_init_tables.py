"""`sqlwright init` for tables that exist: their queries and tests, and what cannot be."""

import asyncio
import os
import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sqlwright.cli.commands import generate_quietly
from sqlwright.errors import SqlwrightError
from sqlwright.new_project import Wanted, write
from sqlwright.new_project.existing import dump
from sqlwright.new_project.existing.reading import read_existing
from sqlwright.new_project.sources import Sources
from sqlwright.source.text import SourceFile
from tests.new_projects import init, refused, run, with_environment

SCHEMAS = Path(__file__).parent / "existing_schemas"
SHOP = str(SCHEMAS / "shop.sql")
AWKWARD = str(SCHEMAS / "awkward.sql")
SHOP_SQL = (SCHEMAS / "shop.sql").read_text()


def new(*arguments: str, flavour: Sequence[str] = ("--only-sql",)) -> Path:
    init("app", *flavour, "--source", "index", *arguments)
    return Path("app")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("schema", "flavour"),
    [
        pytest.param("shop", ["--only-sql"], id="queries"),
        pytest.param("awkward", ["--only-sql"], id="queries on awkward tables"),
        pytest.param("shop", [], id="a service"),
    ],
)
def test_what_is_written_passes_its_tests_and_checks(schema: str, flavour: Sequence[str]) -> None:
    project = new("--schema", str(SCHEMAS / f"{schema}.sql"), flavour=flavour)
    with_environment(project)
    assert " passed in " in run(project, "make", "test")
    assert "generated matches the SQL" in run(project, "make", "check")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("flavour", [["--only-sql"], []], ids=["queries", "a service"])
def test_a_row_to_which_a_trigger_refers_has_no_test_of_a_delete(flavour: Sequence[str]) -> None:
    project = new("--schema", AWKWARD, "--table", "kept", "--table", "kept_log", flavour=flavour)
    tests = {
        path.name: "test_what_was_deleted_is_gone" in path.read_text() for path in project.glob("tests/test_k*.py")
    }
    assert tests == {"test_kept.py": False, "test_kept_log.py": True}


@pytest.mark.usefixtures("folder")
def test_what_is_written_for_a_table() -> None:
    project = new("--schema", SHOP, "--table", "customers")
    assert sorted(path.name for path in project.glob("*/*.sql")) == ["001_shop.sql", "customers.sql"]
    assert (project / "queries/customers.sql").read_text() == (SCHEMAS / "customers.sql").read_text()


@pytest.mark.usefixtures("folder")
def test_the_calls_that_are_written_for_a_table() -> None:
    project = new("--schema", SHOP, "--table", "customers", flavour=[])
    assert (project / "service/customers.py").read_text() == (SCHEMAS / "customers.txt").read_text()


@pytest.mark.usefixtures("folder")
def test_the_calls_on_awkward_tables_pass_the_checks(capsys: pytest.CaptureFixture[str]) -> None:
    project = new("--schema", AWKWARD, flavour=[])
    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith("no calls")]
    assert said == [
        "no calls for times: tz is time with time zone, which JSON does not have",
        "no calls for billing.invoices: at is tstzrange, which JSON does not have",
    ]
    with_environment(project)
    assert "generated matches the SQL" in run(project, "make", "check")


@pytest.mark.usefixtures("folder")
def test_what_is_left_out_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    new("--schema", AWKWARD)
    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith(("no ", "schema/ has"))]
    assert said == [
        "no queries for base: tables inherit from it, so a key may be there twice",
        "no queries for deferred: the primary key is deferrable, so it may be violated for a while",
        "no queries for derived: no primary key",
        "no queries for mv: a materialized view",
        "no queries for ruled: a rule replaces what is written to it",
        "no queries for v: a view",
        "no tests for must: a row needs another of the same table first",
        "schema/ has no schema_migrations, which dbmate makes itself",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--table", "order"], "--table order: there is no such table: did you mean orders?", id="near"),
        pytest.param(["--table", "x"], "there is customers, order_lines, orders, visits", id="unknown"),
        pytest.param(["--table", "visits"], "--table visits: no primary key", id="no key"),
        pytest.param(["--schema", "none.sql"], "--schema none.sql: no such file or folder", id="no file"),
        pytest.param(["--schema", "."], "--schema .: the folder has no .sql file", id="empty folder"),
        pytest.param(["--schema", "bare"], "the schema has no table with a primary key", id="no table with a key"),
        pytest.param(
            ["--schema", "clash", "--table", "users", "--table", "Users"],
            "--table users: Users has the same names in Python",
            id="names that collide",
        ),
        pytest.param(["--schema", "late"], "late/1.sql: PostgreSQL refuses its statements in this order", id="order"),
        pytest.param(["--schema", "measured"], "metrics cannot be served: /metrics is a path that", id="a path"),
        pytest.param(["--schema", "responded"], "its rows are called Response, which means something else", id="name"),
        pytest.param(["--schema", "own keys"], "the schema has api_keys, which the service makes", id="keys"),
        pytest.param(["--schema", "points"], "stars cannot be served: at is point", id="no calls"),
        pytest.param(["--from-database", "shop"], "must look like postgresql://user:password@host:5432/name", id="url"),
        pytest.param(["--from-database", "postgresql://127.0.0.1:1/shop"], "Connection refused", id="nobody there"),
    ],
)
def test_what_cannot_be_is_one_line_and_nothing_is_written(
    arguments: Sequence[str], message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, sql in {
        "bare": "create table visits (at date);",
        "clash": 'create table users (id int primary key); create table "Users" (id int primary key);',
        "own keys": "create table api_keys (id int primary key);",
        "measured": "create table metrics (id int primary key, name text);",
        "responded": "create table responses (id int primary key, name text);",
        "points": "create table stars (id int primary key, at point);",
        "late": "create view a as select * from b; create table b (id int primary key);",
    }.items():
        (folder / name).mkdir()
        (folder / name / "1.sql").write_text(sql)
    schema = [] if arguments[0] != "--table" else ["--schema", SHOP]
    served = ("measured", "own keys", "points", "responded")
    flavour = [] if arguments[-1] in served else ["--only-sql"]
    assert message in refused(capsys, "app", *flavour, *schema, *arguments)
    assert not (folder / "app").exists()


GOOSE = "-- +goose Up\ncreate table a (id int primary key);\n-- +goose Down\ndrop table a;\n"
DBMATE = "-- migrate:up\ncreate table b (id int primary key);\n\n-- migrate:down\ndrop table b;\n"
DUMP = """\
\\restrict abc
--
-- PostgreSQL database dump
--

-- Dumped from database version 18.1

SET transaction_timeout = 0;
SET check_function_bodies = false;
SELECT pg_catalog.set_config('search_path', '', false);

--
-- Name: a; Type: TABLE; Schema: public; Owner: me
--

CREATE TABLE public.a (
    id integer NOT NULL
);


ALTER TABLE public.a OWNER TO me;

--
-- Data for Name: a; Type: TABLE DATA; Schema: public; Owner: me
--

COPY public.a (id) FROM stdin;
1
\\.

ALTER TABLE ONLY public.a
    ADD CONSTRAINT a_pkey PRIMARY KEY (id);

CREATE POLICY p ON public.a TO web USING (true);
GRANT SELECT ON TABLE public.a TO web;

--
-- PostgreSQL database dump complete
--
"""


@pytest.mark.parametrize(
    ("files", "written", "left_out"),
    [
        pytest.param(
            {"old/0001_a.sql": GOOSE},
            {"001_a.sql": "-- migrate:up\ncreate table a (id int primary key);\n\n-- migrate:down\n"},
            [],
            id="goose",
        ),
        pytest.param({"old/20260101_b.sql": DBMATE}, {"20260101_b.sql": DBMATE}, [], id="dbmate"),
        pytest.param(
            {"1_a.sql": GOOSE, "2_rows.sql": "-- +goose Up\n-- The rows were moved to a script.\n"},
            {
                "001_a.sql": "-- migrate:up\ncreate table a (id int primary key);\n\n-- migrate:down\n",
                "002_rows.sql": "-- migrate:up\n\n\n-- migrate:down\n",
            },
            [],
            id="without a statement",
        ),
        pytest.param(
            {"x/2_b.up.sql": "begin; create table b (id int primary key); commit;"},
            {"001_b.sql": "-- migrate:up\ncreate table b (id int primary key);\n\n-- migrate:down\n"},
            [],
            id="golang-migrate",
        ),
        pytest.param(
            {"20260101_first/migration.sql": "set search_path = public; create table c (id int primary key);"},
            {
                "001_first.sql": "-- migrate:up\nset local search_path = public;\n\n"
                "create table c (id int primary key);\n\n-- migrate:down\n"
            },
            [],
            id="Prisma",
        ),
        pytest.param(
            {"1.sql": "create table d (id int primary key, n int);", "2.sql": "create index concurrently i on d (n);"},
            {
                "001_schema.sql": "-- migrate:up\ncreate table d (id int primary key, n int);\n\n-- migrate:down\n",
                "002_schema.sql": "-- migrate:up transaction:false\ncreate index concurrently i on d (n);\n\n"
                "-- migrate:down\n",
            },
            [],
            id="plain SQL",
        ),
        pytest.param(
            {"dump.sql": DUMP},
            {
                "001_dump.sql": "-- migrate:up\nset local check_function_bodies = false;\n\n"
                "CREATE TABLE public.a (\n    id integer NOT NULL\n);\n\n"
                "ALTER TABLE ONLY public.a\n    ADD CONSTRAINT a_pkey PRIMARY KEY (id);\n\n-- migrate:down\n"
            },
            ["owners", "policies for roles", "rights"],
            id="a dump",
        ),
    ],
)
@pytest.mark.usefixtures("folder")
def test_schema_files_become_migrations(
    files: dict[str, str], written: dict[str, str], left_out: Sequence[str]
) -> None:
    migrations = read_existing([SourceFile(*each) for each in files.items()], ()).migrations
    assert (migrations.texts, sorted(migrations.left_out)) == (written, left_out)


@pytest.mark.parametrize(
    ("sql", "message", "hint"),
    [
        pytest.param(
            "create extension postgis;",
            "a.sql:1:1: extension postgis is not on sqlwright's own server",
            "init applies the schema to the embedded PostgreSQL: leave out",
            id="an extension",
        ),
        pytest.param(
            "create table a (b int references c);",
            'a.sql:1:1: relation "c" does not exist',
            "give the file that does with another --schema",
            id="a table of another file",
        ),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_the_schema_lacks_is_no_matter_of_the_configuration(sql: str, message: str, hint: str) -> None:
    with pytest.raises(SqlwrightError) as refused:
        read_existing([SourceFile("a.sql", sql)], ())
    assert message in str(refused.value)
    assert hint in str(refused.value)


@pytest.mark.usefixtures("folder")
def test_an_extension_that_the_embedded_server_lacks_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.sql").write_text(
        'create extension "uuid-ossp"; create table a (id uuid primary key default uuid_generate_v4(), b text);'
    )
    project = new("--schema", "a.sql")
    assert "the embedded PostgreSQL does not have the extension uuid-ossp: name a server" in capsys.readouterr().out
    assert (project / "tests/test_a.py").is_file()


async def test_the_schema_of_a_database(empty_database_url: str, folder: Path) -> None:
    connection = await asyncpg.connect(empty_database_url)
    await connection.execute(SHOP_SQL)
    await connection.close()
    await asyncio.to_thread(new, "--from-database", empty_database_url, "--table", "orders")
    schema = (folder / "app/schema/001_schema.sql").read_text()
    assert schema.startswith("-- migrate:up\nset local check_function_bodies = false;\n\nCREATE TYPE public.status")
    assert (folder / "app/queries/orders.sql").is_file()


async def test_a_database_that_is_not_there(empty_database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    url = re.sub(r"/\w+(?=\?|$)", "/nowhere", empty_database_url)
    said = await asyncio.to_thread(refused, capsys, "app", "--only-sql", "--from-database", url)
    assert 'database "nowhere" does not exist' in said


def test_the_password_is_not_among_the_arguments(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "pg_dump"
    program.write_text('#!/bin/sh\necho "$PGPASSWORD $*"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    said = dump.dump_schema("postgresql+asyncpg://me:s%40cret@db.example.org/shop?sslmode=require")
    assert re.fullmatch(r"s@cret .*--dbname postgresql://me@db\.example\.org/shop\?sslmode=require\n", said)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        pytest.param(
            "pg_dump: error: aborting because of server version mismatch",
            "--from-database: this pg_dump cannot read it: aborting because of server version mismatch; install",
            id="an old pg_dump",
        ),
        pytest.param(
            'pg_dump: error: connection to server at "db" failed: FATAL:  password authentication failed for user "me"',
            '--from-database: connection to server at "db" failed: FATAL: password authentication failed for user "me"',
            id="a wrong password",
        ),
        pytest.param(
            "pg_dump: error: query failed: ERROR:  permission denied for table orders",
            "--from-database: query failed: ERROR: permission denied for table orders: connect as the owner of the",
            id="a role that is not the owner",
        ),
    ],
)
def test_what_pg_dump_complains_about(said: str, message: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "pg_dump"
    program.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(dump, "_programs", lambda: [str(program)])
    with pytest.raises(SqlwrightError, match=re.escape(message)):
        dump.dump_schema("postgresql://me@db/shop")


def test_without_pg_dump(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump, "_programs", list[str])
    with pytest.raises(SqlwrightError, match="--from-database needs pg_dump, which is not here: install PostgreSQL's"):
        dump.dump_schema("postgresql://me@db/shop")


NAMES = st.sampled_from(
    ["user", "order", "class", "Select", "two words", "naïve", "1st", "_x", "id", "self", "limit", "version", "db", "n"]
)
TYPES = st.sampled_from(
    [
        *("int", "bigint", "text", "varchar(3)", "char(2)", "bool", "uuid", "date", "timestamptz", "numeric(6,2)"),
        *("jsonb", "bytea", "int[]", "mood", "mood[]", "email", "inet", "interval", "tstzrange", "float8"),
    ]
)
KEYS = st.sampled_from(["int", "text", "uuid", "date", "varchar(3)", "mood", "bigint generated always as identity"])
DEFAULTS = {"int": "1", "text": "'it''s'", "bool": "false", "uuid": "gen_random_uuid()", "mood": "'sad'"}


@st.composite
def schemas(draw: st.DrawFn) -> str:
    statements = [
        "create type mood as enum ('sad', 'so so')",
        "create domain email as text check (value ~ '@')",
    ]
    tables = draw(st.lists(NAMES, min_size=1, max_size=5, unique_by=str.casefold))
    before: list[tuple[str, str]] = []
    for table in tables:
        names = draw(st.lists(NAMES, min_size=1, max_size=9, unique=True))
        key = draw(KEYS)
        columns = [f'"{names[0]}" {key} primary key']
        for name in names[1:]:
            kind = draw(TYPES)
            rule = " not null" * draw(st.booleans())
            default = f" default {DEFAULTS[kind]}" if kind in DEFAULTS and draw(st.booleans()) else ""
            columns.append(f'"{name}" {kind}{rule}{default}')
        if before and draw(st.booleans()):
            parent, kind = draw(st.sampled_from(before))
            columns.append(f'"its" {kind} not null references "{parent}"')
        statements.append(f'create table "{table}" ({", ".join(columns)})')
        before.append((table, key.partition(" generated")[0]))
    return ";\n".join([*statements, ""])


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(schemas())
def test_queries_on_any_tables_compile(schema: str) -> None:
    with TemporaryDirectory() as folder:
        wanted = Wanted(Path(folder, "app"), (), True, Sources(None, None), [SourceFile("any.sql", schema)])
        written = write(wanted, generate_quietly)
        assert written.existing is not None
        assert written.existing.chosen
