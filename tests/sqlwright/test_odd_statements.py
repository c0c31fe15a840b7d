"""What PostgreSQL takes though it looks odd, called: void, rows without columns, statements that are no queries."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import asyncpg
import pytest

from tests.sqlwright.cases.copy_casts.generated import init_connection
from tests.sqlwright.cases.copy_casts.generated.models import Mood
from tests.sqlwright.cases.copy_casts.generated.t import CastToOwnTypesParams, CastToPrecisionParams
from tests.sqlwright.cases.copy_casts.generated.t import TQueries as CopyQueries
from tests.sqlwright.cases.odd_statements.generated.names import NamesQueries
from tests.sqlwright.cases.odd_statements.generated.odd import (
    NoColumnsOneRow,
    NoColumnsProvenRow,
    NoColumnsRow,
    OddQueries,
)
from tests.sqlwright.cases.slices.generated.users import UsersQueries
from undercroft.testing.databases import Connection, connect

CASES = Path(__file__).parent / "cases"


@pytest.fixture
async def db(empty_database_url: str, request: pytest.FixtureRequest) -> AsyncGenerator[Connection]:
    async with connect(empty_database_url) as connection:
        await connection.execute((CASES / request.param / "schema/1.sql").read_text())
        yield connection


@pytest.mark.parametrize("db", ["odd_statements"], indirect=True)
async def test_void_is_none(db: Connection) -> None:
    await db.execute("insert into t values (1, 'a', 's', '{}'), (2, 'b', 's', '{}')")
    queries = OddQueries(db)
    await queries.void_exec()
    rows = await db.fetch("select 1")
    assert len(rows) == 1
    assert [*await queries.void_many()] == [None, None]
    assert [(row.nothing, row.nothing_2, row.id) for row in await queries.void_among_others()] == [
        (None, None, 1),
        (None, None, 2),
    ]
    found = await queries.void_in_subquery()
    assert (found.nothing, found.pg_sleep, found.one) == (None, None, 1)
    assert [[row.a for row in rows] for rows in await queries.void_for_items([7, 8])] == [[7], [8]]


@pytest.mark.parametrize("db", ["odd_statements"], indirect=True)
async def test_rows_without_columns_are_counted(db: Connection) -> None:
    await db.execute("insert into t values (1, 'a', 's', '{}'), (2, 'b', 's', '{}')")
    queries = OddQueries(db)
    assert await queries.no_columns() == [NoColumnsRow(), NoColumnsRow()]
    async with db.transaction(), queries.no_columns_stream() as rows:
        assert [row async for row in rows] == [NoColumnsRow(), NoColumnsRow()]
    assert await queries.no_columns_one(1) == NoColumnsOneRow()
    assert await queries.no_columns_one(3) is None
    assert await queries.no_columns_proven() == NoColumnsProvenRow()
    assert await queries.star_of_nothing() == []


@pytest.mark.parametrize("db", ["odd_statements"], indirect=True)
async def test_statements_that_are_no_queries_take_parameters_where_postgresql_does(db: Connection) -> None:
    await db.execute("insert into t values (1, 'a', 's', '{}'), (2, 'b', 's', '{}')")
    queries = OddQueries(db)
    await queries.kept(2)
    assert await db.fetchval("select id from kept") == 2
    await queries.into(1)
    assert await db.fetchval("select id from other") == 1
    async with db.transaction():
        await queries.declared(2)
        assert await db.fetchval("fetch all from c") == 2
    assert await queries.explain_with(1)
    assert await queries.show_one()
    await queries.explain_exec()
    assert await queries.out_argument(4) == 1
    assert await queries.one_value() == 1
    assert len(await queries.bare_condition(True)) == 2
    assert await queries.two_lines() == "ab"


@pytest.mark.parametrize("db", ["odd_statements"], indirect=True)
async def test_queries_whose_names_differ_in_case_are_told_apart(db: Connection) -> None:
    await db.execute("insert into t values (1, 'a', 's', '{}')")
    queries = NamesQueries(db)
    assert await queries.get_mcp("s") == 1
    found = await queries.get_mcp_3("s")
    assert found is not None
    assert (found.id, found.v) == (1, "a")


@pytest.mark.parametrize("db", ["copy_casts"], indirect=True)
async def test_copied_values_with_casts_are_what_an_insert_would_make_of_them(db: Connection) -> None:
    await init_connection(db)
    queries, at = CopyQueries(db), datetime(2026, 1, 1, 0, 0, 0, 123456, UTC)
    item = CastToOwnTypesParams(id=1, n=Decimal("1.005"), v="abc", c="d", ts=at, tags=["x", None], m=Mood.OK, e="a@b")
    assert await queries.cast_to_own_types([item]) == 1
    other = CastToPrecisionParams(id=1, n=Decimal("1.005"), v="abc", ts=at, tags=[], m=Mood.SAD, e="a@b")
    assert await queries.cast_to_precision([other]) == 1
    for row in await db.fetch("select n, v, ts from t"):
        assert tuple(row) == (Decimal("1.01"), "abc", at.replace(microsecond=123000))
    with pytest.raises(asyncpg.StringDataRightTruncationError):
        await queries.cast_to_precision(
            [CastToPrecisionParams(id=1, n=Decimal(1), v="long", ts=at, tags=[], m=Mood.OK, e="@")]
        )


@pytest.mark.parametrize("db", ["slices"], indirect=True)
async def test_a_slice_is_an_array_wherever_it_stands(db: Connection) -> None:
    await db.execute("insert into users values (1, 'a', 'x', '{p}'), (2, 'b', 'y', '{q}'), (3, 'c', 'z', '{p,q}')")
    queries = UsersQueries(db)
    assert await queries.named(None) == [1, 2, 3]
    assert await queries.named(["b"]) == [2]
    assert await queries.unnested([4, 5]) == [4, 5]
    assert await queries.same_twice([1, 3]) == [1, 3]
    assert await queries.several(ids=[1, 2], names=["b"]) == [1]
    assert await queries.cast_in_in(codes=["x", "y"], names=["b"]) == [1]
    assert await queries.maybe([]) == [1, 2, 3]
    assert await queries.maybe([2]) == [2]
    assert await queries.overlapping(["p"]) == [1, 3]
    assert await queries.in_order([3, 1]) == [3, 1]
    assert [(row.id, row.count) for row in await queries.slice_and_arg([1, 2])] == [(1, 2), (2, 2)]
