"""A throwaway database with the schema applied, on which queries are analysed and none is ever run.

By default it is on a private embedded server whose data lives in the user's cache: databases stay there under a hash of
their schema, so that a schema is applied once. Of a server given by `database.uri` nothing is kept.
"""

import hashlib
import secrets
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import TypeAlias
from urllib.parse import urlsplit, urlunsplit

import asyncpg
from msgspec import Struct

from .connection import Describing
from .errors import CompileError, Problem, ServerError, SqlwrightError
from .migrations import Migration, fingerprint
from .servers import EmbeddedServer

__all__ = ["GONE", "Connection", "Database", "going_away", "open_database"]

# asyncpg's class is generic for type checkers only.
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    # What asyncpg says when the server's farewell has come to an idle connection, and its end has not yet.
    asyncpg.InternalClientError,
)
"""What comes of the server's own end instead of an answer about the statement."""
_KEPT = 8
"""How many schemas a server keeps a database for."""
_ID = """
select (select system_identifier from pg_control_system()) || '/' || oid from pg_database
where datname = current_database()"""


class Database(Struct, frozen=True):
    """A database that has the schema."""

    url: str
    connection: Connection
    id: str
    """Of this very database: one made anew, or on another server, has other OIDs."""

    async def connect(self) -> Connection:
        """Another connection to it, for the caller to close."""
        return await _connect(self.url)


@contextmanager
def going_away() -> Generator[None]:
    """Turns a lost connection into one line."""
    try:
        yield
    except (*GONE, asyncpg.InterfaceError, ConnectionError) as error:
        raise ServerError(f"the database went away: {error}; run it again") from None


@asynccontextmanager
async def open_database(
    migrations: Sequence[Migration], uri: str | None, server: EmbeddedServer
) -> AsyncGenerator[Database]:
    async with _embedded(migrations, server) if uri is None else _foreign(migrations, uri) as database:
        try:
            yield database
        finally:
            await database.connection.close()


@asynccontextmanager
async def _embedded(migrations: Sequence[Migration], server: EmbeddedServer) -> AsyncGenerator[Database]:
    main_url = await server.url()
    name = "schema_" + hashlib.sha256(fingerprint(migrations)).hexdigest()[:32]
    main = await _connect(main_url)
    try:
        if not await main.fetchval("select exists (select from pg_database where datname = $1)", name):
            await _make(main, main_url, name, migrations)
    finally:
        await main.close()
    url = _with_database(main_url, name)
    connection = await _connect(url)
    yield Database(url, connection, await connection.fetchval(_ID))


async def _make(main: Connection, url: str, name: str, migrations: Sequence[Migration]) -> None:
    """Makes the database under a passing name, so that one whose schema failed is never taken for whole."""
    passing = f"making_{secrets.token_hex(8)}"
    await main.execute(f"create database {passing}")
    try:
        connection = await _connect(_with_database(url, passing))
        try:
            await apply(connection, migrations)
        finally:
            await connection.close()
    except BaseException:
        await main.execute(f"drop database {passing} with (force)")
        raise
    await main.execute(f"alter database {passing} rename to {name}")
    old = await main.fetch(
        "select datname from pg_database where datname ~ '^(schema|making)_' order by oid desc offset $1", _KEPT
    )
    for (database,) in old:
        await main.execute(f"drop database {database} with (force)")


@asynccontextmanager
async def _foreign(migrations: Sequence[Migration], uri: str) -> AsyncGenerator[Database]:
    name = f"sqlwright_{secrets.token_hex(8)}"
    url = _with_database(uri, name)
    main = await _connect(uri)
    try:
        try:
            await main.execute(f"create database {name}")
        except asyncpg.InsufficientPrivilegeError:
            raise SqlwrightError(
                "database.uri: its role may not create databases: grant it with alter role … createdb"
            ) from None
        try:
            connection = await _connect(url)
            try:
                await apply(connection, migrations)
            except BaseException:
                await connection.close()
                raise
            yield Database(url, connection, name)
        finally:
            await main.execute(f"drop database {name} with (force)")
    finally:
        await main.close()


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def _connect(url: str) -> Connection:
    try:
        return await asyncpg.connect(url, timeout=10, connection_class=Describing, server_settings={"jit": "off"})
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        # The embedded server's URL is our own; one that fails is the configuration's.
        message = str(error) or type(error).__name__
        raise ServerError(f"database.uri in sqlc.yaml cannot be reached: {message}; correct it") from None


async def apply(connection: Connection, migrations: Sequence[Migration]) -> None:
    """Applies the schema statement by statement, each file in a transaction unless it says otherwise."""
    for migration in migrations:
        if migration.transaction:
            async with connection.transaction():
                await _apply(connection, migration)
        else:
            await _apply(connection, migration)


async def _apply(connection: Connection, migration: Migration) -> None:
    for start_at, sql in migration.statements():
        try:
            await connection.execute(sql)
        except GONE:
            raise
        except asyncpg.PostgresError as error:
            raise CompileError([_problem(migration, start_at, sql, error)]) from None


def _problem(migration: Migration, start_at: int, sql: str, error: asyncpg.PostgresError) -> Problem:
    within = int(error.position) - 1 if error.position is not None else _first_word(sql)
    return migration.file.problem(
        start_at + within,
        error.args[0],
        hint=error.hint or "correct the migration; nothing was generated",
        detail=error.detail,
    )


def _first_word(sql: str) -> int:
    """Where a statement begins behind spaces and comments."""
    from .source.text import SourceFile
    from .source.tokens import scan

    return next((token.start for token in scan(SourceFile("", sql)) if not token.is_comment), 0)
