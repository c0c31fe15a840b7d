"""Before serving: is the port free, does the database answer, is every migration applied, may the role do its work."""

import asyncio
import logging
import os
import shlex
import socket
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from ..database import migrations, poolers, rights, writes
from ..database.connections import Connection, connected
from ..database.generated import NeededRight
from ..database.hosts import Hosts
from ..database.writes import State
from ..errors import CannotServe, DatabaseUnusable, MigrationError, RightsLacking
from ..urls import TARGET, mask
from .settings import Settings

# What to do about a database that takes no writes.
_NO_WRITES = {
    State.STANDBY: "is a standby, which takes no writes: name the primary in DATABASE_URL, or all servers, as in"
    f" postgresql://user@host1,host2/name?{TARGET}=read-write; for an instance that only reads, add {TARGET}=any",
    State.READ_ONLY: "is read-only: see default_transaction_read_only of the server, the database and the role;"
    f" for an instance that only reads, add {TARGET}=any to DATABASE_URL",
}

_MIGRATIONS: NeededRight = ("table", "", "schema_migrations", "select", ("version",))
_SHOWN = 5
"""How many of the rights that are lacking a message names."""

logger = logging.getLogger(__name__)


async def check_ports(settings: Settings) -> None:
    for host, port in filter(None, ((settings.host, settings.port), settings.metrics_address)):
        claim(await resolve(host, port), port, name=host)


@asynccontextmanager
async def checked_database(
    settings: Settings, database_url: str, folder: Path, needed: Sequence[NeededRight], *, migrate: str
) -> AsyncGenerator[Connection]:
    """A connection to a database that can be served.

    Raise if a pooler does not suit, a right is lacking, the database takes no writes, or a migration in the folder is
    pending; `migrate` is the command that applies it.
    """
    async with connected(database_url, **poolers.SESSION) as connection:
        await poolers.check(settings, connection)
        await _check_rights(connection, needed)
        pending = await migrations.pending(connection, folder)
        state = await writes.state(connection)
        if state is not State.READ_WRITE and Hosts(database_url).must_write:
            raise DatabaseUnusable(f"{mask(database_url)} {_NO_WRITES[state]}")
        if pending:
            raise MigrationError(f"{pending[0]} is still to be applied: run {migrate}")
        yield connection


async def _check_rights(connection: Connection, needed: Sequence[NeededRight]) -> None:
    lacking = await rights.lacking(connection, [*needed, _MIGRATIONS])
    if lacking:
        role = await connection.fetchval("select current_user")
        more = f" and {len(lacking) - _SHOWN} more" if len(lacking) > _SHOWN else ""
        raise RightsLacking(
            f"the role {role} lacks rights: {'; '.join(lacking[:_SHOWN])}{more}."
            f" As the owner, run what this prints: {grants_command(role)}"
        )


def grants_command(role: str) -> str:
    """What prints all rights that the service needs: those of its queries, and the one to see which migrations were applied."""
    return f"sqlwright grants --role {shlex.quote(role)} --also 'select (version) on schema_migrations'"


def claim(address: str, port: int, *, name: str = "") -> None:
    """Raise if nobody can listen there; granian's own socket would share the port with another granian's."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        socket.create_server((address, port), family=family, backlog=1).close()
    except OSError as error:
        raise CannotServe(f"cannot listen on {name or address}:{port}: {os.strerror(error.errno or 0)}") from error


async def resolve(host: str, port: int) -> str:
    """The address of a host's name, which granian does not look up."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise CannotServe(f"cannot listen on {host}: {error.strerror}") from error
    return str(found[0][4][0])


def say_nothing() -> None:
    """Production announces itself in the log only."""


async def announce_when_listening(settings: Settings, announce: Callable[[], None]) -> None:
    """Call `announce` as soon as a connection is accepted."""
    while True:
        try:
            _, writer = await asyncio.open_connection(settings.host, settings.port)
        except OSError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            break
    announce()
    logger.info("listening", extra={"fields": {"address": settings.address}})
