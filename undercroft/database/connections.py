"""One connection at a time, for commands, and why there is none."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager

from ..errors import DatabaseUnusable
from ..urls import mask
from . import tls
from .generated import Generated
from .hosts import CONNECT_ERRORS, CONNECT_TIMEOUT, Connection, Hosts, told


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
        raise DatabaseUnusable(
            f"cannot use the database {mask(url)}: {tls.missing_file(url) or _why(error)}"
        ) from error


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"{told(error)} within {CONNECT_TIMEOUT:g} s"
    # What asyncpg could not parse may be a part of the password.
    return told(error) if isinstance(error, CONNECT_ERRORS) else "the URL is not valid"
