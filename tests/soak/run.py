"""A run: the steady load goes on while one fault comes after the other, and then the ledger is compared."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from secrets import token_hex

from tests.relay import Relay
from tests.soak import comparison, found, postgres, settling
from tests.soak.balancer import Balancer
from tests.soak.caller import Caller
from tests.soak.errands.choice import live
from tests.soak.faults.plan import Planned
from tests.soak.instances import Build, Log
from tests.soak.ledger import Fate, Ledger
from tests.soak.mail_server import MailServer
from tests.soak.outcome import Outcome, Struck
from tests.soak.record import Record
from tests.soak.recovery import recovered
from tests.soak.shop import Shop, Shopper
from tests.soak.world import World

INSTANCES = 2
POOL_MAX = 10
# Longer than the balancer takes to notice, and than a shopper thinks.
DRAIN_DELAY = "2s"
SETTINGS = {
    "POOL_MAX": str(POOL_MAX),
    # A machine that is busy with other things is no fault of the service.
    "ACQUIRE_TIMEOUT": "3s",
    "HEADER_TIMEOUT": "5s",
    "IMPORT_TIMEOUT": "15s",
    "DRAIN_DELAY": DRAIN_DELAY,
    "LOG_LEVEL": "info",
}

Say = Callable[[str], None]


@dataclass(frozen=True)
class Options:
    python: str
    source: Path
    """Where the service is, with its `schema/`."""
    workers: int
    shoppers: int
    seconds: float
    warm_up: float
    least_gap: float
    """Quiet time before each fault, even if the one before took longer than planned."""


@asynccontextmanager
async def world_in(folder: Path, options: Options) -> AsyncGenerator[World]:
    """PostgreSQL, the networks, the mail server and two instances."""
    temporary = folder / "tmp"
    temporary.mkdir()
    with postgres.disk(folder / "disk") as has_own_disk:
        server = postgres.Postgres(folder / "disk", has_own_disk=has_own_disk)
        network, balancer, mail_server = Relay(server.connect), Balancer(), MailServer()
        world: World | None = None
        await server.start()
        try:
            await server.prepare()
            await network.open()
            await mail_server.open()
            variables = SETTINGS | {
                "DATABASE_URL": f"postgresql://{postgres.ROLE}@127.0.0.1:{network.port}/{postgres.DATABASE}?sslmode=disable",
                "SMTP_URL": f"smtp://127.0.0.1:{mail_server.port}",
                "WORKERS": str(options.workers),
                "TMPDIR": str(temporary),
            }
            build = Build(options.python, options.source, variables)
            await build.run("migrate", DATABASE_URL=server.owner_url)
            await server.grant()
            secret = await build.run("keys", "create", "soak", "--scope", "write", DATABASE_URL=server.owner_url)
            shop = Shop(Ledger(), Record(), token_hex(3))
            world = World(folder, server, network, balancer, mail_server, build, Log(), shop, secret)
            # One after the other: all workers of the first listen by the time the second does.
            for _ in range(INSTANCES):
                world.instances.append(await world.add_instance())
            await balancer.open()
            yield world
        finally:
            for instance in world.instances if world else ():
                instance.kill()
            await balancer.close()
            await network.close()
            mail_server.leave()
            await server.stop()


async def run(world: World, planned: list[Planned], options: Options, random: Random, say: Say) -> Outcome:
    share = math.ceil(POOL_MAX / options.workers)
    outcome = Outcome(world.record, world.log, statuses=world.statuses, pool_max=share)
    outcome.before = world.steady.figures()
    began = time.monotonic()
    stop = asyncio.Event()

    def clock() -> float:
        return time.monotonic() - began

    async with asyncio.TaskGroup() as group:
        for _ in range(options.shoppers):
            own = Random(random.random())
            caller = Caller(world.balancer.url, world.secret, world.record, clock, own)
            group.create_task(live(Shopper(world.shop, caller, own), stop))
        await asyncio.sleep(options.warm_up)
        outcome.start = world.steady.figures()
        for each in planned:
            await _strike(world, each, outcome, clock, options, say)
        await asyncio.sleep(max(options.least_gap, options.seconds - clock()))
        outcome.end = world.steady.figures()
        stop.set()
    outcome.seconds = clock()
    await _settle(world, outcome, say)
    return outcome


async def _strike(
    world: World, planned: Planned, outcome: Outcome, clock: Callable[[], float], options: Options, say: Say
) -> None:
    await asyncio.sleep(max(options.least_gap, planned.at - clock()))
    fault, at = planned.fault, clock()
    with world.record.during(planned.name):
        await fault.strike(world, planned.seconds)
        seconds = clock() - at
        outcome.struck.append(Struck(planned.name, at, seconds, await recovered(world), fault))
    struck = outcome.struck[-1]
    over = "not over" if struck.recovered_after is None else f"over {struck.recovered_after:.2f} s later"
    say(f"{at:6.1f} s  {planned.name}: {seconds:.1f} s, {over}")


async def _settle(world: World, outcome: Outcome, say: Say) -> None:
    """Nobody comes any more: wait for what is under way, stop the instances, and compare."""
    say(f"{outcome.seconds:6.1f} s  the load has ended")
    async with world.postgres.connected() as connection:
        outcome.left_over += await settling.finish_jobs(connection)
        outcome.left_over += await settling.left_in_database(connection)
        await settling.until_connections_are_closed(
            world, {pid: figures.descriptors + outcome.pool_max for pid, figures in outcome.before.items()}
        )
        outcome.end = {
            pid: end.__class__(outcome.end[pid].rss_mb if pid in outcome.end else end.rss_mb, end.descriptors)
            for pid, end in world.steady.figures().items()
        }
        await asyncio.gather(*map(world.drain, world.instances))
        outcome.left_over += settling.left_in_folder(world.folder / "tmp")
        mails = Counter(world.mail_server.taken)
        outcome.differences = comparison.compare(world.ledger, await found.look(connection, mails))
    outcome.repeated_mails = comparison.repeated(mails)
    outcome.acknowledged = world.ledger.count(Fate.MADE)
    outcome.unknown = world.ledger.count(Fate.UNKNOWN)
