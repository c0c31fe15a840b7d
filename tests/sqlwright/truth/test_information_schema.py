"""What the compiler says of the columns of information_schema, compared with what its views show of a schema."""

from sqlwright.compile.describe import Describer
from sqlwright.compile.query_compiler import QueryCompiler
from sqlwright.scratch.catalog import load_catalog
from sqlwright.source.statements import read_queries
from sqlwright.source.text import SourceFile
from undercroft.testing.databases import Postgres, connect

from .test_corpus import CORPUS

KNOWN = {
    "columns": ("table_schema", "table_name", "column_name", "ordinal_position", "is_nullable", "data_type"),
    "key_column_usage": ("constraint_name", "table_name", "column_name"),
    "table_constraints": ("constraint_name", "table_name", "is_deferrable"),
    "tables": ("table_catalog", "table_schema", "table_name"),
}


async def test_views(postgres: Postgres) -> None:
    """No NULL comes where none is expected, in any view; some columns are known not to be NULL."""
    async with postgres.database() as name, connect(postgres.url(name)) as connection:
        await connection.execute((CORPUS / "schema.sql").read_text())
        # No data come from a foreign table without a server, nor does PostgreSQL say whether it can be updated.
        await connection.execute("drop foreign data wrapper elsewhere cascade")
        catalog = await load_catalog(connection)
        compiler = QueryCompiler(catalog, Describer(connection))
        views = [
            found.name
            for found in catalog.relations.values()
            if (found.schema, found.kind) == ("information_schema", "v")
        ]
        assert KNOWN.keys() <= set(views)
        for view in views:
            file, _ = read_queries(
                SourceFile("all.sql", f"-- name: All :many\nselect * from information_schema.{view};\n")
            )
            query = await compiler.query(file.statements[0])
            rows = await connection.fetch(query.sql)
            for column in query.columns:
                assert column.type.nullable or all(row[column.name] is not None for row in rows), (view, column.name)
            known = {column.name for column in query.columns if not column.type.nullable}
            assert known.issuperset(KNOWN.get(view, ())), view


async def test_own_view(postgres: Postgres) -> None:
    """A view on such a view is looked into, too."""
    async with postgres.database() as name, connect(postgres.url(name)) as connection:
        await connection.execute("create view own as select table_name, table_type from information_schema.tables")
        compiler = QueryCompiler(await load_catalog(connection), Describer(connection))
        file, _ = read_queries(SourceFile("all.sql", "-- name: All :many\nselect * from own;\n"))
        query = await compiler.query(file.statements[0])
        assert [column.type.nullable for column in query.columns] == [False, True]
