"""A pooler, such as PgBouncer, between the service and PostgreSQL: is there one, and does it suit the settings."""

import math
import secrets

from ..errors import DatabaseUnusable
from .connections import Connection, connected
from .pool_settings import PoolSettings

_NAMED = "select exists (select from pg_prepared_statements where name = $1)"

# What a pooler has to hand on.
SESSION = {"timezone": "UTC"}

_SESSION = """
select current_user::text, current_database()::text, current_setting('timezone'),
  (select setting::int from pg_settings where name = 'statement_timeout')"""


async def is_behind_pooler(connection: Connection) -> bool:
    """Whether something answers in the server's place: it gives numbers of its own to its connections."""
    return bool(connection.get_server_pid() != await connection.fetchval("select pg_backend_pid()"))


async def keeps_statements(url: str) -> bool:
    """Whether a prepared statement stays known, whichever of the server's connections a query meets.

    A pooler that sees to that gives names of its own to statements. (PgBouncer does from 1.21 on, if its
    `max_prepared_statements` is above 0.)
    """
    async with connected(url) as connection:
        if not await is_behind_pooler(connection):
            return True
        name = f"undercroft_{secrets.token_hex(8)}"
        async with connection.transaction():
            statement = await connection.prepare(_NAMED, name=name)  # kept, since asyncpg closes one that nobody has
            is_ours = bool(await statement.fetchval(name))
            if is_ours:
                await connection.execute(f"deallocate {name}")
            return not is_ours


async def check(settings: PoolSettings, connection: Connection) -> None:
    """Raise if the settings do not say what is between the service and PostgreSQL, or if something is missing there.

    The connection is one of SESSION.
    """
    if settings.pooler == "none":
        if await is_behind_pooler(connection):
            raise DatabaseUnusable("DATABASE_URL leads to a pooler: set POOLER=transaction and DIRECT_DATABASE_URL")
        return
    if (direct_url := settings.direct_database_url) is not None:
        async with connected(direct_url) as direct:
            if await is_behind_pooler(direct):
                raise DatabaseUnusable("DIRECT_DATABASE_URL leads to a pooler: it has to lead to PostgreSQL itself")
    user, database, timezone, timeout = (await connection.fetch(_SESSION))[0]
    needed = {
        "timezone": "" if timezone == "UTC" else "'UTC'",
        "statement_timeout": "" if timeout else f"'{milliseconds(settings.request_timeout)}'",
    }
    if lacking := [f"set {name} = {value}" for name, value in needed.items() if value]:
        commands = "; ".join(f'alter role "{user}" in database "{database}" {each}' for each in lacking)
        raise DatabaseUnusable(
            f"the pooler hands on no settings of a session, and the server's are not enough: run {commands};"
            " then let the pooler connect anew (RECONNECT)"
        )


def milliseconds(seconds: float) -> str:
    """As PostgreSQL reads it."""
    return f"{math.ceil(seconds * 1000)}ms"
