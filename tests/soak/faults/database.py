"""What happens to PostgreSQL, and to the network between it and the service."""

import asyncio
import signal
from contextlib import AsyncExitStack, suppress

from tests.soak.postgres import DATABASE, ROLE, Postgres
from tests.soak.world import World
from undercroft.testing.databases import ConnectError, Connection, connect

# How often a disk that is full takes up again what has become free.
FILL_SECONDS = 0.1

END_SESSIONS = f"select pg_terminate_backend(pid) from pg_stat_activity where usename = '{ROLE}'"

# What a full disk says, where no disk can be filled.
NO_ROOM = """
create function no_room() returns trigger language plpgsql as $$
begin
  raise 'could not extend file: No space left on device' using errcode = 'disk_full';
end
$$;
"""
FULL_TABLES = ("users", "orders", "payments", "idempotency_keys")


async def restart(world: World, _: float) -> None:
    await world.postgres.stop()
    await world.postgres.start()


async def restart_at_once(world: World, _: float) -> None:
    await world.postgres.end_by(signal.SIGQUIT)
    await world.postgres.start()


async def crash(world: World, seconds: float) -> None:
    await world.postgres.end_by(signal.SIGKILL)
    await asyncio.sleep(seconds)
    await world.postgres.start()


async def freeze(world: World, seconds: float) -> None:
    with world.postgres.frozen():
        await asyncio.sleep(seconds)


async def hold_network(world: World, seconds: float) -> None:
    world.network.hold()
    try:
        await asyncio.sleep(seconds)
    finally:
        world.network.resume()


async def lose_connections(world: World, seconds: float) -> None:
    """Neither side hears of it; at last PostgreSQL gives its side up, as its keepalive would."""
    lost = world.network.lose()
    await asyncio.sleep(seconds)
    for connection in lost:
        connection.end()


async def fill_disk(world: World, seconds: float) -> None:
    if not world.postgres.has_own_disk:
        await _pretend_full_disk(world, seconds)
        return
    end = asyncio.get_running_loop().time() + seconds
    try:
        while asyncio.get_running_loop().time() < end:
            await asyncio.to_thread(world.postgres.fill_disk)
            await asyncio.sleep(FILL_SECONDS)
    finally:
        world.postgres.empty_disk()
    await _start_if_it_gave_up(world.postgres)


async def _start_if_it_gave_up(postgres: Postgres) -> None:
    """Without room for its log, PostgreSQL crashes, and ends if it cannot recover."""
    try:
        async with asyncio.timeout(10), postgres.connected():
            return
    except ConnectError:
        await postgres.stop()
        await postgres.start()


async def _pretend_full_disk(world: World, seconds: float) -> None:
    """Each statement that adds rows fails as on a full disk."""
    async with world.postgres.connected() as connection:
        await connection.execute(NO_ROOM)
        for table in FULL_TABLES:
            await connection.execute(
                f"create trigger no_room before insert on {table} for each statement execute function no_room()"
            )
        await asyncio.sleep(seconds)
        await connection.execute("drop function no_room cascade")


async def forbid_writes(world: World, seconds: float) -> None:
    """As on a server that was demoted: the connections made meanwhile stay read-only afterwards."""
    async with world.postgres.connected() as connection:
        await connection.execute(f"alter database {DATABASE} set default_transaction_read_only = on")
        await connection.execute(END_SESSIONS)
        await asyncio.sleep(seconds)
        await connection.execute("set default_transaction_read_only = off")
        await connection.execute(f"alter database {DATABASE} reset default_transaction_read_only")


async def use_up_connections(world: World, seconds: float) -> None:
    """Others take every place but a few, and those of half of the service's connections."""
    async with AsyncExitStack() as others, world.postgres.connected() as connection:
        await _take_places(world.postgres, others)
        await connection.execute(f"{END_SESSIONS} and pid % 2 = 0")
        await _take_places(world.postgres, others)
        await asyncio.sleep(seconds)


async def _take_places(postgres: Postgres, others: AsyncExitStack) -> None:
    url = postgres.owner_url.replace("postgres@", f"{ROLE}@")
    with suppress(*ConnectError):
        while True:
            await others.enter_async_context(connect(url))


async def lock_orders(world: World, seconds: float) -> None:
    """Somebody holds a lock on a table that nearly every call needs."""
    async with world.postgres.connected() as connection, connection.transaction():
        await _lock(connection)
        await asyncio.sleep(seconds)


async def _lock(connection: Connection) -> None:
    await connection.execute("lock table orders in access exclusive mode")
