"""What happens to the processes of the service: they are killed, or replaced by new ones."""

import os
import signal
from contextlib import suppress

from tests.soak.world import World


async def kill_worker(world: World, _: float) -> None:
    """The first worker of an instance that has several; the others serve on."""
    with suppress(ProcessLookupError):
        os.kill(world.changing.workers[0], signal.SIGKILL)


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
