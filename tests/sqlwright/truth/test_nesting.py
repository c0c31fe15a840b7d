"""Deep queries, and queries that refer to each other many times, are analysed completely and fast enough."""

import asyncio

import pytest

from sqlwright.compile.describe import Describer
from sqlwright.compile.query_compiler import QueryCompiler
from sqlwright.scratch.catalog import load_catalog
from sqlwright.source.statements import read_queries
from sqlwright.source.text import SourceFile
from undercroft.testing.databases import Connection


def nested(levels: int) -> str:
    query = "select relname, reltoastrelid from pg_class"
    for level in range(levels):
        query = f"select relname, reltoastrelid from ({query}) s{level} where s{level}.reltoastrelid > 0"
    return query


def doubling(levels: int) -> str:
    ctes = ["c0 as (select oid, relname from pg_class)"]
    for level in range(1, levels):
        ctes.append(f"c{level} as (select x.oid, y.relname from c{level - 1} x left join c{level - 1} y using (oid))")
    return f"with {', '.join(ctes)}\nselect oid, relname from c{levels - 1}"


def conditional(levels: int) -> str:
    expression = "0"
    for level in range(levels):
        expression = f"case when relpages = {level} then {level} else {expression} end"
    return f"select {expression} as n from pg_class"


def existing(levels: int) -> str:
    query = "select 1 from pg_class where relpages = 1"
    for level in range(levels):
        query = f"select 1 as n from pg_class c{level} where exists ({query}) and c{level}.relpages > 0"
    return query


def collecting(levels: int) -> str:
    ctes = ["c0 as (select oid from pg_class)"]
    for level in range(1, levels):
        ctes.append(f"c{level} as (select json_agg(x) as a, json_agg(x) as b from c{level - 1} x)")
    return f"with {', '.join(ctes)}\nselect a from c{levels - 1}"


@pytest.mark.parametrize(
    ("query", "nullable"),
    [
        pytest.param(
            "select " + " || ".join(["relname::text"] * 1000) + " as n from pg_class", [False], id="concatenation"
        ),
        pytest.param("select relname from pg_class where " + " or ".join(["relpages = 1"] * 3000), [False], id="or"),
        pytest.param(" union all ".join(["select relpages from pg_class"] * 200), [False], id="union"),
        pytest.param(nested(50), [False, False], id="subqueries"),
        pytest.param(doubling(14), [False, True], id="ctes"),
        pytest.param(conditional(150), [False], id="case"),
        pytest.param(existing(20), [False], id="exists"),
        pytest.param(collecting(40), [False], id="documents"),
    ],
)
async def test_nesting(query: str, nullable: list[bool], connection: Connection) -> None:
    file, _ = read_queries(SourceFile("nesting.sql", f"-- name: Nesting :many\n{query};\n"))
    compiler = QueryCompiler(await load_catalog(connection), Describer(connection))

    async with asyncio.timeout(10):
        found = await compiler.query(file.statements[0])

    assert [column.type.nullable for column in found.columns] == nullable
