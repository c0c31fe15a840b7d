"""Compiles the statements of one schema, over several connections if there are many."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager

import asyncpg
import msgspec
from msgspec.structs import replace

from ..cache.entries import Entries
from ..cache.identity import digest, identity
from ..compile.describe import Describer
from ..compile.query_compiler import QueryCompiler
from ..errors import CompileError, SqlwrightError
from ..model import Query
from ..model.catalog import Catalog
from ..scratch.catalog import load_catalog
from ..scratch.database import GONE, Database, going_away, open_database
from ..scratch.embedded_server import EmbeddedServer
from ..scratch.migrations import Migration
from ..source.statements import Statement

__all__ = ["StatementCompiler", "open_compiler"]

_CATALOGS = Entries("catalogs", count=8)
_TOGETHER = 2
"""PostgreSQL works on one statement while this process works on another; a third would only wait."""
_MANY = 40
"""The number of statements from which another connection is worth its start."""


class StatementCompiler:
    """A database with its catalog, and query compilers that share the work."""

    def __init__(self, database: Database, catalog: Catalog) -> None:
        self.database = database
        self.catalog = catalog
        self._compilers = [QueryCompiler(catalog, Describer(database.connection))]

    async def compile(
        self, statements: Sequence[Statement], *, together: int = _TOGETHER
    ) -> Sequence[Query | CompileError]:
        """The result of each, in order; if there are many, `together` are in progress at once."""
        found: list[Query | CompileError | None] = [None] * len(statements)
        pending = iter(enumerate(statements))
        with going_away():
            if len(statements) >= _MANY:
                while len(self._compilers) < together:
                    self._compilers.append(QueryCompiler(self.catalog, Describer(await self.database.connect())))
            workers = [asyncio.create_task(_work(compiler, pending, found)) for compiler in self._compilers]
            try:
                await asyncio.gather(*workers)
            finally:
                # If one fails, stop the others: their connections are about to close.
                for worker in workers:
                    worker.cancel()
                await asyncio.wait(workers)
        return [result for result in found if result is not None]

    async def reconnected(self) -> "StatementCompiler":
        """The same on another connection, for a process that has none."""
        return StatementCompiler(replace(self.database, connection=await self.database.connect()), self.catalog)

    async def close(self) -> None:
        for compiler in self._compilers[1:]:
            await compiler.describer.connection.close()


async def _work(
    compiler: QueryCompiler, pending: Iterator[tuple[int, Statement]], found: list[Query | CompileError | None]
) -> None:
    for index, statement in pending:
        try:
            found[index] = await compiler.query(statement)
        except CompileError as error:
            found[index] = error
        except (*GONE, asyncpg.InterfaceError, ConnectionError, SqlwrightError):
            raise  # the server is gone, for the other statements too
        except Exception as error:  # noqa: BLE001 - the last resort: no exception may hide the results of the others
            found[index] = statement.fault(error)


@asynccontextmanager
async def open_compiler(
    migrations: Sequence[Migration], uri: str | None, server: EmbeddedServer
) -> AsyncGenerator[StatementCompiler]:
    with going_away():
        async with open_database(migrations, uri, server) as database:
            compiler = StatementCompiler(database, await _catalog(database, kept=uri is None))
            try:
                yield compiler
            finally:
                await compiler.close()


async def _catalog(database: Database, *, kept: bool) -> Catalog:
    """The database's catalog, which does not change once the schema is applied."""
    key = digest(identity(), database.id)
    if kept and (data := _CATALOGS.read(key)) is not None:
        return msgspec.msgpack.decode(data, type=Catalog)
    catalog = await load_catalog(database.connection)
    if kept:
        _CATALOGS.write(key, msgspec.msgpack.encode(catalog))
    return catalog
