"""A throwaway database with the schema applied, on which queries are analysed but never run.

By default it is on a private embedded server whose data is in the user's cache. Databases stay there under a hash of
their schema, so each schema is applied once. On a server given by `database.uri`, nothing is kept.
"""

import re
import secrets
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg
from asyncpg.connect_utils import SessionAttribute
from asyncpg.exceptions import TargetServerAttributeNotMatched
from msgspec import Struct

from ..cache.identity import digest, folder_digest
from ..errors import ServerError, SqlwrightError
from .apply_schema import GONE, Connection, apply
from .collations import create_common
from .describing_connection import DescribingConnection
from .embedded_server import EmbeddedServer
from .migrations import Migration, fingerprint

__all__ = ["GONE", "Connection", "Database", "going_away", "open_database"]

_CONNECT_SECONDS = 10
_OWN = "sqlwright's own PostgreSQL"
_THEIRS = "database.uri in sqlc.yaml"
_TODO = {
    _OWN: "run it again",
    _THEIRS: (
        "start that server, or correct host, port, user and password;"
        " without database in that entry, sqlwright uses a server of its own"
    ),
}
_POOLED = f"{_THEIRS} leads to a pooler, such as PgBouncer: name PostgreSQL itself"
_OURS = "sqlwright_"
"""The prefix of our databases on a server of the user's."""
_KEPT = 8
"""How many schemas the embedded server keeps a database for."""
_ID = """
select (select system_identifier from pg_control_system()) || '/' || oid from pg_database
where datname = current_database()"""


class Database(Struct, frozen=True):
    """A database to which the schema has been applied."""

    url: str
    whose: str
    """The server's name in error messages."""
    connection: Connection
    id: str
    """Identifies this very database: one that is made again, or on another server, has other OIDs."""

    async def connect(self) -> Connection:
        """Another connection to it, for the caller to close."""
        return await _connect(self.url, whose=self.whose)


@contextmanager
def going_away() -> Generator[None]:
    """Turns a lost connection into a one-line error."""
    try:
        yield
    except (*GONE, asyncpg.InterfaceError, ConnectionError) as error:
        # The last error may only say that a transaction cannot be ended; the first one says more.
        first = next((cause for cause in _causes(error) if isinstance(cause, GONE)), error)
        # asyncpg's own words would be about the states of its protocol.
        said = "the connection was lost" if isinstance(first, asyncpg.InterfaceError) else first
        raise ServerError(f"the database went away: {said}; run it again") from None


def _causes(error: BaseException) -> Generator[BaseException]:
    """The exceptions during whose handling it was raised."""
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
    name = "schema_" + digest(folder_digest(Path(__file__).parent), fingerprint(migrations))[:32]
    main = await _connect(main_url, whose=_OWN)
    try:
        if not await main.fetchval("select exists (select from pg_database where datname = $1)", name):
            await _make(main, main_url, name, migrations, await server.extension_path())
    finally:
        await main.close()
    url = _with_database(main_url, name)
    connection = await _connect(url, whose=_OWN)
    yield Database(url, _OWN, connection, await connection.fetchval(_ID))


async def _make(main: Connection, url: str, name: str, migrations: Sequence[Migration], extension_path: str) -> None:
    """Creates the database under a temporary name, so that one whose schema failed is never taken for complete."""
    passing = f"making_{secrets.token_hex(8)}"
    await main.execute(f"create database {passing}")
    try:
        connection = await _connect(_with_database(url, passing), whose=_OWN, extension_control_path=extension_path)
        try:
            await create_common(connection)
            await apply(connection, migrations, private=True)
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
    # As long as a connection has this application_name, the database is in use.
    main = await _connect(uri, whose=_THEIRS, application_name=name)
    url = _with_database(_of_server(uri, main), name)
    try:
        await _drop_left(main)
        before = await _roles(main)
        try:
            await main.execute(f"create database {name}")
        except asyncpg.InsufficientPrivilegeError:
            raise SqlwrightError(
                "database.uri: its role may not create databases: allow it with alter role … createdb"
            ) from None
        try:
            connection = await _connect(url, whose=_THEIRS)
            try:
                await apply(connection, migrations, private=False)
            finally:
                await connection.close()
            yield Database(url, _THEIRS, await _connect(url, whose=_THEIRS), name)
        finally:
            await main.execute(f"drop database {name} with (force)")
            await _drop_made(main, await _roles(main) - before, migrations)
    finally:
        await main.close()


async def _drop_left(main: Connection) -> None:
    """Drops what a killed run left behind: our databases for which no run is connected."""
    left = await main.fetch(
        """select d.datname from pg_database d where d.datname ~ $1 and pg_get_userbyid(d.datdba) = current_user
        and not exists (select from pg_stat_activity a where a.application_name = d.datname)""",
        f"^{_OURS}[0-9a-f]{{16}}$",
    )
    for (database,) in left:
        # Two runs may find the same database.
        await main.execute(f"drop database if exists {database} with (force)")


async def _roles(main: Connection) -> set[str]:
    return {role for (role,) in await main.fetch("select rolname from pg_roles")}


async def _drop_made(main: Connection, roles: set[str], migrations: Sequence[Migration]) -> None:
    """Drops roles that the schema itself created, in a DO block or a function; others may belong to anyone."""
    text = "".join(migration.sql for migration in migrations)
    for role in sorted(role for role in roles if role in text):
        quoted = await main.fetchval("select quote_ident($1)", role)
        with suppress(asyncpg.DependentObjectsStillExistError, asyncpg.UndefinedObjectError):
            await main.execute(f"drop role {quoted}")


def _of_server(url: str, connection: DescribingConnection) -> str:
    """The URL with the server that the connection leads to, without the others."""
    parts = urlsplit(url)
    credentials, at, _ = parts.netloc.rpartition("@")
    host, port = connection.address
    options = [(name, value) for name, value in parse_qsl(parts.query) if name not in ("host", "port")]
    query = urlencode([*options, ("host", host), ("port", port)])
    return urlunsplit(parts._replace(netloc=credentials + at, query=query))


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


_OPTIONS_OF_OTHERS = re.compile(r"connect_timeout|pool_.*|statement_cache_capacity|default_query_exec_mode")
"""URI options for libpq or Go's pgx; asyncpg would take them for server settings."""


async def _connect(url: str, *, whose: str, **settings: str) -> DescribingConnection:
    parts = urlsplit(url)
    options = [option for option in parts.query.split("&") if not _OPTIONS_OF_OTHERS.fullmatch(option.split("=")[0])]
    known = urlunsplit(parts._replace(query="&".join(options)))
    try:
        # Many statements are applied, each in a transaction of its own, and none needs to be durable.
        connection: Connection = await asyncpg.connect(
            known,
            timeout=_CONNECT_SECONDS,
            connection_class=DescribingConnection,
            # Of several servers, one that takes a new database, whatever the URL says of other uses.
            target_session_attrs=SessionAttribute.read_write,
            server_settings={"jit": "off", "synchronous_commit": "off", **settings},
        )
    except TimeoutError:
        raise ServerError(f"{whose} did not answer within {_CONNECT_SECONDS} s; {_TODO[whose]}") from None
    except TargetServerAttributeNotMatched:
        raise ServerError(f"{whose} takes no writes; name the primary there, alone or among others") from None
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        message = str(error) or type(error).__name__
        if "unsupported startup parameter" in message:
            raise ServerError(_POOLED) from None
        raise ServerError(f"{whose} cannot be reached: {message}; {_TODO[whose]}") from None
    # A pooler has numbers of its own for its clients' connections.
    if whose == _THEIRS and connection.get_server_pid() != await connection.fetchval("select pg_backend_pid()"):
        await connection.close()
        raise ServerError(_POOLED)
    return connection
