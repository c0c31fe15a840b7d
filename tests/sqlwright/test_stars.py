"""Stars that only a later PostgreSQL accepts. The cases cannot hold them, because those also compile on PostgreSQL 15.

Also names that contain the separators of a tree's text.
"""

import pytest

from sqlwright.compile.describe import Describer
from sqlwright.compile.query_compiler import QueryCompiler
from sqlwright.scratch.catalog import load_catalog
from sqlwright.source.statements import read_queries
from sqlwright.source.text import SourceFile
from undercroft.testing.databases import Connection


@pytest.mark.parametrize(
    ("since", "query", "sql"),
    [
        pytest.param(
            15,
            'select * from (select 1 as "a""b", 2 as "c\u00a0d") as odd',
            'select odd."a""b", odd."c\u00a0d" from (select 1 as "a""b", 2 as "c\u00a0d") as odd',
            id="odd-names",
        ),
        pytest.param(
            16,
            "select * from (select 1 as one), (values (2, 3)) as pairs (two, three)",
            "select one, pairs.two, pairs.three from (select 1 as one), (values (2, 3)) as pairs (two, three)",
            id="subquery-without-name",
        ),
        pytest.param(
            16,
            "select * from (select 1 as n), (select 2 as n)",
            "select * from (select 1 as n), (select 2 as n)",
            id="subqueries-without-name-that-share-one",
        ),
        pytest.param(
            17,
            "merge into stock s using news n on s.id = n.id when matched then delete returning *",
            "merge into stock s using news n on s.id = n.id when matched then delete returning n.id, s.id",
            id="merge",
        ),
    ],
)
async def test_star(since: int, query: str, sql: str, connection: Connection) -> None:
    if connection.get_server_version().major < since:
        pytest.skip(f"needs PostgreSQL {since}")
    await connection.execute("create temp table stock (id int); create temp table news (id int)")
    file, _ = read_queries(SourceFile("stars.sql", f"-- name: Stars :many\n{query};\n"))

    found = await QueryCompiler(await load_catalog(connection), Describer(connection)).query(file.statements[0])

    assert found.sql == sql
