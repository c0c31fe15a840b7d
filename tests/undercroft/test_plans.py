"""Assertions about plans."""

import json
import re
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from undercroft.testing.databases import Connection, Postgres, connect
from undercroft.testing.plans import assert_plan, explain

SCHEMA = """
create table people (id int primary key, email text not null, born date not null, team int);
create unique index people_email on people (email);
create index people_born on people (born, id);
insert into people select n, n || '@example.org', date '2000-01-01' + n, n % 2 from generate_series(1, 5000) n;
create table teams (id int primary key);
insert into teams values (0), (1);
analyze people, teams;
"""
BY_EMAIL = "select id from people where email = $1"
IN_TEAMS = "select p.id from people p join teams t on t.id = p.team where p.email = $1"


@pytest.fixture(scope="module")
async def db(postgres: Postgres) -> AsyncGenerator[Connection]:
    async with postgres.database() as name, connect(postgres.url(name)) as connection:
        await connection.execute(SCHEMA)
        yield connection


async def test_a_plan_that_is_as_it_should_be(db: Connection) -> None:
    plan = await assert_plan(db, BY_EMAIL, "7@example.org", index="people_email", sort=False, rows=1, buffers=10)
    assert plan.indexes == {"people_email"}
    assert str(plan).startswith("Index Scan using people_email on people (1 row): ")


@pytest.mark.parametrize(
    ("query", "arguments", "expected", "message"),
    [
        pytest.param("select id from people where team = $1", [1], {}, "reads people whole", id="read whole"),
        pytest.param(BY_EMAIL, ["x"], {"index": "people_born"}, "does not use people_born", id="another index"),
        pytest.param(BY_EMAIL, ["x"], {"index": ["people_email", "y"]}, "does not use y", id="one of several indexes"),
        pytest.param(
            "select id from people order by team", [], {"whole": ["people"], "sort": False}, "sorts", id="sorts"
        ),
        pytest.param(
            "select 1 from people",
            [],
            {"whole": ["people"], "rows": 99},
            "reads 5000 rows in one node; 99 are allowed",
            id="rows",
        ),
        pytest.param(
            "select 1 from people", [], {"whole": ["people"], "buffers": 3}, "pages; 3 are allowed", id="buffers"
        ),
        pytest.param(IN_TEAMS, ["x"], {"index": "y"}, "reads teams whole, does not use y", id="several at once"),
    ],
)
async def test_a_plan_that_is_not(
    db: Connection, query: str, arguments: list[object], expected: dict[str, Any], message: str
) -> None:
    with pytest.raises(AssertionError, match=re.escape(message)) as failed:
        await assert_plan(db, query, *arguments, **expected)
    said = str(failed.value).splitlines()
    assert said[0].startswith("the plan ")
    assert " on people (" in "".join(said[1:-1])
    assert said[-1] == f"of: {query}"


async def test_a_small_table_may_be_read_whole(db: Connection) -> None:
    await assert_plan(db, IN_TEAMS, "7@example.org", index="people_email", whole=["teams"])


async def test_whether_an_index_would_do_for_few_rows(db: Connection) -> None:
    query = "select id from teams where id = $1"
    with pytest.raises(AssertionError, match="reads teams whole"):
        await assert_plan(db, query, 1)
    await assert_plan(db, query, 1, index="teams_pkey", few_rows=True)


async def test_sorting_that_few_rows_need_not(db: Connection) -> None:
    await assert_plan(db, "select id from teams order by id", index="teams_pkey", sort=False, few_rows=True)


@pytest.mark.parametrize(
    ("after", "condition"),
    [
        pytest.param(None, "(email = '7@example.org'::text)", id="a plan for these values"),
        pytest.param(["8@example.org"], "(email = $1)", id="one plan for all"),
    ],
)
async def test_after_other_values(db: Connection, after: list[object] | None, condition: str) -> None:
    plan = await explain(db, BY_EMAIL, "7@example.org", after=after)
    assert plan.root["Index Cond"] == condition


async def test_a_change_is_rolled_back(db: Connection) -> None:
    await assert_plan(db, "delete from people where id = $1", 7, index="people_pkey")
    assert await db.fetchval("select count(*) from people") == 5000


async def test_values_of_every_kind_on_a_connection_with_codecs(db: Connection) -> None:
    await db.set_type_codec("json", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
    query = "select $1::uuid, $2::text[], $3::timestamptz, $4::int, $5::bytea"
    values = [UUID(int=7), ["it's", "a\\b", None], datetime(2026, 1, 1, tzinfo=UTC), None, b"\\x00"]
    assert (await explain(db, query, *values)).rows == 1


async def test_a_query_that_is_wrong_leaves_nothing_prepared(db: Connection) -> None:
    with pytest.raises(asyncpg.DataError):
        await explain(db, "select 1 / $1", 0)
    assert await db.fetchval("select count(*) from pg_prepared_statements where name = 'asked'") == 0
