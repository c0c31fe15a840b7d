"""How long it takes until all is well again: each instance is ready, and a write through each worker's port succeeds."""

import asyncio
import time

import httpx

from tests.soak.caller import check
from tests.soak.instances import Instance
from tests.soak.record import UNANSWERED
from tests.soak.world import World

# A fault that is not over by then is a failure of the run.
LONGEST_SECONDS = 60.0
ATTEMPT_SECONDS = 10.0
PAUSE = 0.05

# So many writes one after the other, each on a new connection: the workers of an instance share its port.
WRITES = 4


async def recovered(world: World) -> float | None:
    """The seconds until every instance works again, or None if one does not."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            await asyncio.gather(*(_works(world, instance) for instance in world.instances))
    except TimeoutError:
        return None
    return time.monotonic() - began


async def _works(world: World, instance: Instance) -> None:
    written = 0
    while written < WRITES:
        written = written + 1 if await _is_ready(instance) and await _writes(world, instance) else 0
        if not written:
            await asyncio.sleep(PAUSE)


async def _is_ready(instance: Instance) -> bool:
    try:
        async with _client(instance) as client:
            return (await client.get("/readyz")).status_code == 200
    except httpx.TransportError:
        return False


async def _writes(world: World, instance: Instance) -> bool:
    """Sign somebody up; this is in the ledger like all else."""
    email = world.shop.probe
    entry = world.ledger.sign_up(email, "Probe")
    began, phase = time.monotonic(), world.record.phase
    status, kind = UNANSWERED, "no connection"
    try:
        async with _client(instance) as client:
            headers = {"Authorization": f"Bearer {world.secret}"}
            response = await client.post("/users", json={"email": email, "name": "Probe"}, headers=headers)
            status, kind = response.status_code, check("probe", response, world.record)
            if status == 201:
                entry.make(response.json()["id"])
    except httpx.TransportError as error:
        kind = type(error).__name__
    world.record.note(began, phase, "probe", status, kind, time.monotonic() - began)
    return status == 201


def _client(instance: Instance) -> httpx.AsyncClient:
    # Without TLS: reading the certificates takes longer than the request.
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{instance.port}", timeout=ATTEMPT_SECONDS, verify=False)
