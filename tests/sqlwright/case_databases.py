"""Databases with the tables of a case, for tests that call its generated code."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib import import_module

from tests.golden_files import CASES
from undercroft.testing.databases import Connection, Postgres, connect

__all__ = ["case_database"]


@asynccontextmanager
async def case_database(postgres: Postgres, case: str) -> AsyncGenerator[Connection]:
    """A connection to a new database, which has the case's tables; the connection knows the types of its package."""
    async with postgres.database() as name, connect(postgres.url(name)) as connection:
        for file in sorted((CASES / case / "schema").iterdir()):
            await connection.execute(file.read_text())
        await import_module(f"tests.sqlwright.cases.{case}.generated").init_connection(connection)
        yield connection
