"""Applies schema files to a private database, and reads from it what is written for their tables."""

import asyncio
import re
import secrets
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager

import asyncpg
from msgspec import Struct
from msgspec.structs import replace

from ...errors import CompileError
from ...scratch.database import open_database
from ...scratch.embedded_server import EmbeddedServer
from ...scratch.migrations import Migration, read_migration
from ...scratch.stub_extensions import stubs_in
from ...source.text import SourceFile
from ..errors import InitError
from .choice import Chosen, choose
from .migrations import Migrations, migrations_of
from .rows import Recipe, Unmade, recipes
from .tables import Connection, read_tables

__all__ = ["Existing", "read_existing"]

_HERE = {
    re.compile(r"\bdatabase\b.*\bsqlc\.yaml"): (
        "init applies the schema to the embedded PostgreSQL: leave out what that does not have"
    ),
    re.compile(r"\bschema in sqlc\.yaml"): (
        "no file of the schema creates it: correct the name, or give the file that does with another --schema"
    ),
}
"""What to do instead of what a hint about sqlc.yaml says."""


class Existing(Struct, frozen=True):
    """What a new project for existing tables begins with."""

    migrations: Migrations
    chosen: Sequence[Chosen]
    skipped: Sequence[tuple[str, str]]
    """The tables without queries, and why."""
    recipes: Mapping[int, Recipe | Unmade]
    """How tests make rows, by the OIDs of tables."""
    names: Sequence[str]
    """Of everything with rows in the schema public."""
    lacking: str | None
    """What the schema needs and the embedded server does not have."""

    @property
    def untested(self) -> Sequence[tuple[str, str]]:
        """The chosen tables without tests, and why."""
        found = [(each.table, self.recipes.get(each.table.oid)) for each in self.chosen]
        return [(table.shown, recipe.reason) for table, recipe in found if isinstance(recipe, Unmade)]


def read_existing(files: Sequence[SourceFile], names: Sequence[str]) -> Existing:
    """`names` are the tables that are wanted; all if there are none."""
    return asyncio.run(_read(files, names))


async def _read(files: Sequence[SourceFile], names: Sequence[str]) -> Existing:
    migrations = migrations_of([read_migration(file) for file in files])
    written = [read_migration(SourceFile(f"schema/{name}", text)) for name, text in migrations.texts.items()]
    paths = {to.file.path: file.path for to, file in zip(written, files, strict=True)}
    server = EmbeddedServer()
    try:
        try:
            async with open_database(written, None, server) as database:
                tables = await read_tables(database.connection)
        except CompileError as error:
            first = error.problems[0]
            with _for_init():  # the places in the user's own files say more, if those are refused too
                async with open_database([read_migration(file) for file in files], None, server):
                    raise _unapplied(paths[first.file], first.message) from None
        async with _empty_database(server) as connection:
            lacking = await _apply_as_dbmate(connection, written, paths)
            tables = tables if lacking else await read_tables(connection)
            chosen, skipped = choose(tables, names)
            wanted = [] if lacking else [each.table for each in chosen]
            found = await recipes(connection, tables, wanted)
        stubs = sorted(stubs_in("".join(each.sql for each in written)))
        lacking = lacking or (f"the extension {' and '.join(stubs)}" if stubs else None)
        public = [table.name for table in tables if table.schema == "public"]
        return Existing(migrations, chosen, skipped, found, public, lacking)
    finally:
        await server.stop()


@contextmanager
def _for_init() -> Generator[None]:
    """There is no sqlc.yaml yet that a hint could be about."""
    try:
        yield
    except CompileError as error:
        raise CompileError(replace(each, hint=_hint_here(each.hint or "")) for each in error.problems) from None


def _hint_here(hint: str) -> str:
    return next((here for pattern, here in _HERE.items() if pattern.search(hint)), hint)


@asynccontextmanager
async def _empty_database(server: EmbeddedServer) -> AsyncGenerator[Connection]:
    """It has stubs of extensions too: their functions return something."""
    name = f"making_{secrets.token_hex(8)}"
    url, path = await server.url(), await server.extension_path()
    main = await asyncpg.connect(url)
    try:
        await main.execute(f"create database {name}")
        connection = await asyncpg.connect(url, database=name, server_settings={"extension_control_path": path})
        try:
            yield connection
        finally:
            await connection.close()
            await main.execute(f"drop database {name} with (force)")
    finally:
        await main.close()


async def _apply_as_dbmate(
    connection: Connection, migrations: Sequence[Migration], paths: Mapping[str, str]
) -> str | None:
    """Applies each file as dbmate does; if the server lacks something that it needs, what that is."""
    for each in migrations:
        statements = [ddl.sql for ddl in each.statements()]
        try:
            if not each.transaction:
                for sql in statements:
                    await connection.execute(sql)
            elif statements:  # asyncpg fails on a text without any
                async with connection.transaction():
                    await connection.execute(each.sql)
        except (asyncpg.FeatureNotSupportedError, asyncpg.UndefinedFileError) as error:
            return str(error)
        except asyncpg.UndefinedObjectError as error:
            if "collation" in str(error):
                return str(error)
            raise _unapplied(paths[each.file.path], str(error)) from None
        except asyncpg.PostgresError as error:
            raise _unapplied(paths[each.file.path], str(error)) from None
    return None


def _unapplied(path: str, message: str) -> InitError:
    return InitError(f"{path}: PostgreSQL refuses its statements in this order: {message}")
