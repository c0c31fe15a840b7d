"""The image of the service in this repository: built twice, looked into, started, drained."""

import asyncio
import json
import re
import time
from pathlib import Path

from tests.images import contents, engine, trial
from tests.images.clients import Client
from tests.images.trial import Trial
from undercroft.database.connections import connected

ROOT = Path(__file__).parents[2]
TAG = "service"
LOCK = ROOT / "deploy/image/requirements.lock"
BILL = ROOT / "dist/service.cdx.json"
"""What `make sbom` writes."""

MAKE_KEY = ("keys", "create", "compose", "--scope=write")
CLIENTS = 6


def try_it() -> None:
    for tag in (TAG, f"{TAG}:again"):
        start = time.perf_counter()
        engine.build(tag, ROOT, "--no-cache", "--build-arg=SOURCE_DATE_EPOCH=1700000000")
        print(f"{time.perf_counter() - start:6.1f} s  {tag}: docker build")
    contents.say_size(TAG)
    contents.say_difference(TAG, f"{TAG}:again")
    inside = contents.look_inside(TAG, "undercroft.testing")
    assert inside == _in_bill()
    print(f"{TAG}: {BILL.name} names these packages, each with its version and the hashes of its lock")
    with trial.postgres() as url:
        tried = Trial(TAG, url)
        tried.migrate()
        key = tried.make_key()
        with tried.serving("/users", key) as name:
            print(f"{TAG}: {trial.memory(name) / 2**20:.0f} MiB of memory after the first answer")
            trial.until(lambda: trial.health(name) == "healthy", f"{TAG}: is {trial.health(name)}")
            tried.stop(name)
        for workers in (1, 2):
            _drain(tried, url, key, workers)


def _in_bill() -> list[str]:
    """The packages in the bill of materials, with their versions, all of which have the hashes of the lock."""
    components = json.loads(BILL.read_text())["components"]
    hashes = {each["content"] for component in components for each in component["externalReferences"][0]["hashes"]}
    assert all(component["externalReferences"][0]["hashes"] for component in components)
    assert hashes == set(re.findall(r"sha256:(\w+)", LOCK.read_text()))
    return sorted(f"{component['name']}=={component['version']}" for component in components)


def _drain(tried: Trial, url: str, key: str, workers: int) -> None:
    """Every request before and after SIGTERM is answered, and what was answered is there."""
    options = (f"--env=WORKERS={workers}", "--env=DRAIN_DELAY=500ms", "--env=RATE_LIMIT=0", "--tmpfs=/tmp")
    before = asyncio.run(_users(url))
    with tried.serving("/users?limit=1", key, *options) as name:
        clients = [Client(number + CLIENTS * workers, tried.port, key) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.has_begun.wait(30)
        time.sleep(1)
        print(f"{TAG}: {trial.memory(name) / 2**20:.0f} MiB of memory of the first process under load")
        tried.stop(name)
        for client in clients:
            client.join()
    made, lost = sum(client.made for client in clients), [each for client in clients for each in client.lost]
    there = asyncio.run(_users(url)) - before
    print(
        f"{TAG}: with {workers} workers, {CLIENTS} clients had {made} answers of 201, {len(lost)} lost, {there} users"
    )
    assert (lost, there) == ([], made), lost


async def _users(url: str) -> int:
    async with connected(url) as connection:
        return int((await connection.fetch("select count(*) from users"))[0][0])
