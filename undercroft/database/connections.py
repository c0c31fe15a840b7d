"""One connection at a time, for commands, and why there is none."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager

import asyncpg

from ..errors import DatabaseUnusable
from ..urls import mask
from . import tls
from .generated import Generated
from .hosts import CONNECT_ERRORS, CONNECT_TIMEOUT, Connection, Hosts


@asynccontextmanager
async def connected(url: str, **session: str) -> AsyncGenerator[Connection]:
    """A plain connection, with these settings of a session."""
    with explaining(url):
        connection = await Hosts(url).connect(server_settings=session)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def querying(url: str, generated: Generated) -> AsyncGenerator[Connection]:
    """A connection for the generated queries: it knows their types."""
    async with connected(url) as connection:
        await generated.init_connection(connection)
        yield connection


async def one_server(url: str) -> str:
    """The URL with one server, that takes writes if it need be: for a program that does not choose itself."""
    with explaining(url):
        hosts = Hosts(url)
        connection = await hosts.connect()
    await connection.close()
    return hosts.used


@contextmanager
def explaining(url: str) -> Generator[None]:
    """If connecting fails, raise an error that says why in one line, without the password."""
    try:
        yield
    except (*CONNECT_ERRORS, ValueError) as error:
        why = tls.missing_file(url) or tls.advice(error) or _why(error)
        raise DatabaseUnusable(f"cannot use the database {mask(url)}: {why}") from error


def _why(error: Exception) -> str:
    match error:
        case TimeoutError():
            return f"no answer within {CONNECT_TIMEOUT:g} s"
        case asyncpg.PostgresError() | asyncpg.InterfaceError():
            return str(error.args[0]) if error.args else type(error).__name__
        case OSError():
            return error.strerror or str(error)
        case _:
            # What asyncpg could not parse may be a part of the password.
            return "the URL is not valid"
