"""A throwaway database with the schema applied, on which queries are analysed and none is ever run.

By default it is on a private embedded server whose data lives in the user's cache: databases stay there under a hash of
their schema, so that a schema is applied once. Of a server given by `database.uri` nothing is kept.
"""

import hashlib
import re
import secrets
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

import asyncpg
from msgspec import Struct

from ..errors import ServerError, SqlwrightError
from .apply_schema import GONE, Connection, apply
from .connection import Describing
from .migrations import Migration, fingerprint
from .servers import EmbeddedServer

__all__ = ["GONE", "Connection", "Database", "going_away", "open_database"]

_PATIENCE = 10
_OWN = "sqlwright's own PostgreSQL"
_THEIRS = "database.uri in sqlc.yaml"
_TODO = {
    _OWN: "run it again",
    _THEIRS: "see that it runs there, and that host, port, user and password are right",
}
_OURS = "sqlwright_"
"""How the name of a database on a server of the user's begins."""
_KEPT = 8
"""How many schemas a server keeps a database for."""
_ID = """
select (select system_identifier from pg_control_system()) || '/' || oid from pg_database
where datname = current_database()"""


class Database(Struct, frozen=True):
    """A database that has the schema."""

    url: str
    whose: str
    """The server, as an error calls it."""
    connection: Connection
    id: str
    """Of this very database: one made anew, or on another server, has other OIDs."""

    async def connect(self) -> Connection:
        """Another connection to it, for the caller to close."""
        return await _connect(self.url, whose=self.whose)


@contextmanager
def going_away() -> Generator[None]:
    """Turns a lost connection into one line."""
    try:
        yield
    except (*GONE, asyncpg.InterfaceError, ConnectionError) as error:
        # What comes last may only say that a transaction cannot be ended: how it began says more.
        first = next((cause for cause in _causes(error) if isinstance(cause, GONE)), error)
        # asyncpg's own words would be of the states of its protocol.
        said = "the connection was lost" if isinstance(first, asyncpg.InterfaceError) else first
        raise ServerError(f"the database went away: {said}; run it again") from None


def _causes(error: BaseException) -> Generator[BaseException]:
    """What it was raised while handling."""
    cause = error.__context__
    while cause is not None:
        yield cause
        cause = cause.__context__


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
    main = await _connect(main_url, whose=_OWN)
    try:
        if not await main.fetchval("select exists (select from pg_database where datname = $1)", name):
            await _make(main, main_url, name, migrations)
    finally:
        await main.close()
    url = _with_database(main_url, name)
    connection = await _connect(url, whose=_OWN)
    yield Database(url, _OWN, connection, await connection.fetchval(_ID))


async def _make(main: Connection, url: str, name: str, migrations: Sequence[Migration]) -> None:
    """Makes the database under a passing name, so that one whose schema failed is never taken for whole."""
    passing = f"making_{secrets.token_hex(8)}"
    await main.execute(f"create database {passing}")
    try:
        connection = await _connect(_with_database(url, passing), whose=_OWN)
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
    name = f"{_OURS}{secrets.token_hex(8)}"
    url = _with_database(uri, name)
    # While it is connected under this name, its database is in use.
    main = await _connect(uri, whose=_THEIRS, application_name=name)
    try:
        await _drop_left(main)
        before = await _roles(main)
        try:
            await main.execute(f"create database {name}")
        except asyncpg.InsufficientPrivilegeError:
            raise SqlwrightError(
                "database.uri: its role may not create databases: grant it with alter role … createdb"
            ) from None
        try:
            connection = await _connect(url, whose=_THEIRS)
            try:
                await apply(connection, migrations)
            finally:
                await connection.close()
            yield Database(url, _THEIRS, await _connect(url, whose=_THEIRS), name)
        finally:
            await main.execute(f"drop database {name} with (force)")
            await _drop_made(main, await _roles(main) - before, migrations)
    finally:
        await main.close()


async def _drop_left(main: Connection) -> None:
    """Drops what a run left that was killed: a database of ours that no run is connected for."""
    left = await main.fetch(
        """select d.datname from pg_database d where d.datname ~ $1 and pg_get_userbyid(d.datdba) = current_user
        and not exists (select from pg_stat_activity a where a.application_name = d.datname)""",
        f"^{_OURS}[0-9a-f]{{16}}$",
    )
    for (database,) in left:
        # Two runs may find the same.
        await main.execute(f"drop database if exists {database} with (force)")


async def _roles(main: Connection) -> set[str]:
    return {role for (role,) in await main.fetch("select rolname from pg_roles")}


async def _drop_made(main: Connection, roles: set[str], migrations: Sequence[Migration]) -> None:
    """Drops the roles that the schema itself made, in a DO block or a function: others may be anybody's."""
    text = "".join(migration.sql for migration in migrations)
    for role in sorted(role for role in roles if role in text):
        quoted = await main.fetchval("select quote_ident($1)", role)
        with suppress(asyncpg.DependentObjectsStillExistError, asyncpg.UndefinedObjectError):
            await main.execute(f"drop role {quoted}")


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


_OPTIONS_OF_OTHERS = re.compile(r"connect_timeout|pool_.*|statement_cache_capacity|default_query_exec_mode")
"""What a URI says to libpq or to Go's pgx: to asyncpg, it would be a setting of the server."""


async def _connect(url: str, *, whose: str, **settings: str) -> Connection:
    parts = urlsplit(url)
    options = [option for option in parts.query.split("&") if not _OPTIONS_OF_OTHERS.fullmatch(option.split("=")[0])]
    known = urlunsplit(parts._replace(query="&".join(options)))
    try:
        # Many statements are applied, each in a transaction of its own, and none needs to be found again.
        return await asyncpg.connect(
            known,
            timeout=_PATIENCE,
            connection_class=Describing,
            server_settings={"jit": "off", "synchronous_commit": "off", **settings},
        )
    except TimeoutError:
        raise ServerError(f"{whose} did not answer within {_PATIENCE} s; {_TODO[whose]}") from None
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        message = str(error) or type(error).__name__
        raise ServerError(f"{whose} cannot be reached: {message}; {_TODO[whose]}") from None
