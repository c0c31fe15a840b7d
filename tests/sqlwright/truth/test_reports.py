"""The statements outside the analysed tree whose column is text that is never NULL."""

import pytest

from sqlwright.compile.describe import Describer
from sqlwright.compile.query_compiler import QueryCompiler
from sqlwright.scratch.catalog import load_catalog
from sqlwright.source.statements import read_queries
from sqlwright.source.text import SourceFile
from undercroft.testing.databases import Postgres, connect


@pytest.mark.parametrize(
    ("sql", "nullable"),
    [
        ("show server_version", [False]),
        ("SHOW search_path", [False]),
        ("show all", [True, True, True]),
        ("explain select 1", [False]),
        ("explain (format json) select 1", [False]),
    ],
)
async def test_a_report(sql: str, nullable: list[bool], postgres: Postgres) -> None:
    async with postgres.database() as name, connect(postgres.url(name)) as connection:
        file, _ = read_queries(SourceFile("report.sql", f"-- name: Report :many\n{sql};\n"))
        query = await QueryCompiler(await load_catalog(connection), Describer(connection)).query(file.statements[0])
        assert [field.type.nullable for field in query.columns] == nullable
        assert all(None not in row for row in await connection.fetch(sql)) or any(nullable)
