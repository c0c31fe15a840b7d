"""What happens to the processes of the service: they are killed, or replaced by new ones."""

import os
import signal
from contextlib import suppress

from tests.soak.processes import children
from tests.soak.world import World


async def kill_worker(world: World, _: float) -> None:
    """The first of several workers; the others serve on. One that is alone is its instance."""
    workers = children(world.changing.process.pid)
    if not workers:
        await kill_instance(world, 0)
        return
    with suppress(ProcessLookupError):
        os.kill(workers[0], signal.SIGKILL)


async def kill_instance(world: World, _: float) -> None:
    """The process that started the workers; they end too, and a new instance comes."""
    instance = world.changing
    instance.kill()
    await instance.ended()
    world.balancer.remove(instance.port)
    world.instances[1] = await world.add_instance()


async def deploy(world: World, _: float) -> None:
    """A new instance comes, and then the old one goes."""
    old = world.changing
    world.instances[1] = await world.add_instance()
    await world.drain(old)
