"""What happens to the mail server: jobs wait for it, and requests do not."""

import asyncio

from tests.soak.world import World

# For each answer; the service gives up after 10 s.
SLOW_SECONDS = 1.0


async def go_away(world: World, seconds: float) -> None:
    world.mail_server.leave()
    try:
        await asyncio.sleep(seconds)
    finally:
        await world.mail_server.open()


async def be_slow(world: World, seconds: float) -> None:
    world.mail_server.pause = SLOW_SECONDS
    try:
        await asyncio.sleep(seconds)
    finally:
        world.mail_server.pause = 0.0
