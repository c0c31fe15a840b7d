"""Three hosts behind HAProxy, with a database on a fourth: what clients see while the network breaks.

    sudo .venv/bin/python -m benchmarks.hosts [--seconds 6]

Each host is a network namespace with one wire to the proxy and one to the database. A wire is cut by taking its link
down: whoever is at the other end gets no answer at all. Clients send orders through the proxy, each with an
Idempotency-Key, and send an order again, with the same key, until it is acknowledged. At the end the database is
compared with what was acknowledged. It needs root, `ip` and `haproxy`.
"""

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
from httpx import AsyncClient, HTTPError, Limits

from sqlwright import embedded
from tests.service.process import ROOT

HOSTS = (1, 2, 3)
CLIENTS = 6
RATE_LIMIT = 30

_PROXY = """\
defaults
  mode http
  timeout connect 300ms
  timeout client 30s
  timeout server 8s
  retries 2
  option redispatch
  retry-on conn-failure
frontend front
  bind 127.0.0.1:8000
  default_backend hosts
backend hosts
  balance roundrobin
  option httpchk
  http-check send meth GET uri /readyz ver HTTP/1.1 hdr Host hosts
  timeout check 1s
"""


def database_url(host: int) -> str:
    return f"postgresql://postgres@10.2.{host}.1:5432/app"


# ---- the network


async def ip(*arguments: str) -> None:
    process = await asyncio.create_subprocess_exec("ip", *arguments, stderr=PIPE)
    _, said = await process.communicate()
    if process.returncode:
        raise SystemExit(f"ip {' '.join(arguments)}: {said.decode().strip()} (run as root)")


@asynccontextmanager
async def network() -> AsyncGenerator[None]:
    """Namespaces front, data, host1, host2 and host3; 10.1.N.0 leads to the front and 10.2.N.0 to the data."""
    names = ["front", "data", *(f"host{host}" for host in HOSTS)]
    try:
        for name in names:
            await ip("netns", "add", name)
            await ip("-n", name, "link", "set", "lo", "up")
        for host in HOSTS:
            for net, other in ((1, "front"), (2, "data")):
                here, there = f"{other[0]}{host}", other
                await ip("link", "add", here, "netns", there, "type", "veth", "peer", there, "netns", f"host{host}")
                await ip("-n", there, "address", "add", f"10.{net}.{host}.1/24", "dev", here)
                await ip("-n", f"host{host}", "address", "add", f"10.{net}.{host}.2/24", "dev", there)
                await ip("-n", there, "link", "set", here, "up")
                await ip("-n", f"host{host}", "link", "set", there, "up")
        yield
    finally:
        for name in names:
            await asyncio.create_subprocess_exec("ip", "netns", "delete", name, stderr=asyncio.subprocess.DEVNULL)


async def wire(host: int, other: str, state: str) -> None:
    await ip("-n", f"host{host}", "link", "set", other, state)


@asynccontextmanager
async def process(namespace: str, *command: object, **variables: str) -> AsyncGenerator[Process]:
    """A process on one of the hosts, which ends with the block."""
    started = await asyncio.create_subprocess_exec(
        *("ip", "netns", "exec", namespace, *map(str, command)),
        cwd=ROOT,
        env={**os.environ, **variables},
        stdin=PIPE,
        stdout=PIPE,
        limit=2**24,
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.terminate()
            await started.wait()


async def line(started: Process, wanted: str) -> str:
    """Read on until a line has this."""
    assert started.stdout is not None
    while text := (await started.stdout.readline()).decode():
        if wanted in text:
            return text
    raise SystemExit(f"a process ended before it said {wanted!r}")


# ---- what runs on the hosts


async def serve_database(folder: Path) -> None:
    """On the host with the data: PostgreSQL, until stdin ends."""
    settings = {"listen_addresses": "*", "port": "5432", "unix_socket_directories": "", "fsync": "off"}
    with embedded.start(folder / "data", durable=True, settings=settings) as server:
        access = server.data / "pg_hba.conf"
        access.write_text("host all all 127.0.0.1/32 trust\nhost all all 10.2.0.0/16 trust\n")
        connection = await asyncpg.connect("postgresql://postgres@127.0.0.1:5432/postgres")
        await connection.execute("select pg_reload_conf()")
        await connection.execute("create database app")
        await connection.close()
        print("ready", flush=True)
        while command := await asyncio.to_thread(sys.stdin.readline):
            connection = await asyncpg.connect("postgresql://postgres@127.0.0.1:5432/app")
            found = await connection.fetch(json.loads(command))
            print(json.dumps([[str(value) for value in row] for row in found]), flush=True)
            await connection.close()


async def send_orders(keys: Sequence[str], user: str, seconds: float) -> None:
    """On the host in front: send orders for so long, and say in JSON what was answered."""
    seen: Counter[str] = Counter()
    acknowledged: list[str] = []
    longest = 0.0
    until = time.monotonic() + seconds
    order = {"user_id": user, "items": [{"sku": "tea", "quantity": 1, "unit_price": "4.50"}]}

    async def one(secret: str) -> None:
        nonlocal longest
        headers = {"Authorization": f"Bearer {secret}"}
        limits = Limits(max_keepalive_connections=1)
        async with AsyncClient(base_url="http://127.0.0.1:8000", headers=headers, timeout=10, limits=limits) as client:
            while time.monotonic() < until:
                key = str(uuid4())
                began = time.monotonic()
                for _ in range(100):
                    try:
                        answer = await client.post("/orders", json=order, headers={"Idempotency-Key": key})
                    except HTTPError as error:
                        seen[type(error).__name__] += 1
                        continue
                    seen[str(answer.status_code)] += 1
                    if answer.status_code == 201:
                        acknowledged.append(key)
                        break
                    await asyncio.sleep(0.1)
                longest = max(longest, time.monotonic() - began)
                # Not sent again: it may be made or not, and whoever is made is welcomed by one job.
                with suppress(HTTPError):
                    await client.post("/users", json={"email": f"{key}@example.org", "name": "Ada"})

    await asyncio.gather(*(one(key) for key in keys))
    print(json.dumps({"seen": seen, "acknowledged": acknowledged, "longest": longest}), flush=True)


async def ask_twice(secret: str, user: str, number: int) -> None:
    """On the host in front: send each order to two hosts at once, with one key."""
    order = {"user_id": user, "items": [{"sku": "tea", "quantity": 1, "unit_price": "4.50"}]}
    seen: Counter[str] = Counter()
    keys: list[str] = []
    headers = {"Authorization": f"Bearer {secret}"}
    async with AsyncClient(headers=headers, timeout=10) as client:
        for turn in range(number):
            keys.append(key := str(uuid4()))
            hosts = [HOSTS[turn % 3], HOSTS[(turn + 1) % 3]]
            sending = [
                client.post(f"http://10.1.{host}.2:8000/orders", json=order, headers={"Idempotency-Key": key})
                for host in hosts
            ]
            answers = await asyncio.gather(*sending)
            seen[" and ".join(sorted(str(answer.status_code) for answer in answers))] += 1
            await asyncio.sleep(0.015)
    print(json.dumps({"seen": seen, "acknowledged": keys, "longest": 0.0}), flush=True)


async def hurry(secret: str, number: int) -> None:
    """On the host in front: as many reads as possible at once, with one key."""
    seen: Counter[str] = Counter()
    began = time.monotonic()
    async with AsyncClient(base_url="http://127.0.0.1:8000", timeout=10) as client:

        async def some() -> None:
            for _ in range(number // 20):
                answer = await client.get("/users?limit=1", headers={"Authorization": f"Bearer {secret}"})
                seen[str(answer.status_code)] += 1

        await asyncio.gather(*(some() for _ in range(20)))
    print(json.dumps({"seen": seen, "acknowledged": [], "longest": time.monotonic() - began}), flush=True)


# ---- the run


class Run:
    def __init__(self, database: Process, seconds: float) -> None:
        self._database = database
        self._seconds = seconds
        self.keys: list[str] = []
        self.user = ""
        self.acknowledged: list[str] = []
        self.sent = 0

    async def query(self, statement: str) -> list[list[str]]:
        assert self._database.stdin is not None
        self._database.stdin.write(json.dumps(statement).encode() + b"\n")
        return json.loads(await line(self._database, "["))

    async def clients(self, what: str, *arguments: object) -> dict[str, Any]:
        async with process("front", sys.executable, "-m", "benchmarks.hosts", what, *arguments) as started:
            return json.loads(await line(started, "{"))

    async def phase(self, label: str, what: str = "--send", *arguments: object) -> None:
        given = arguments or (",".join(self.keys), self.user, self._seconds)
        result = await self.clients(what, *given)
        self.acknowledged += result["acknowledged"]
        seen = ", ".join(f"{status}: {number:,}" for status, number in sorted(result["seen"].items()))
        print(f"{label:44} {result['longest']:6.1f} s   {seen}", flush=True)


async def simulate(seconds: float) -> None:
    folder = Path(tempfile.mkdtemp(prefix="hosts-", dir="/dev/shm"))
    async with AsyncExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        os.chmod(folder, 0o755)  # noqa: PTH101 - PostgreSQL runs as another user
        await stack.enter_async_context(network())
        me = (sys.executable, "-m", "benchmarks.hosts")
        database = await stack.enter_async_context(process("data", *me, "--database", folder))
        await line(database, "ready")
        run = Run(database, seconds)
        url = database_url(1)
        async with process("host1", sys.executable, "-m", "service", "migrate", DATABASE_URL=url) as migrating:
            await migrating.wait()
        for number in range(CLIENTS + 1):
            command = (sys.executable, "-m", "service", "keys", "create", f"client{number}", "--scope", "write")
            async with process("host1", *command, DATABASE_URL=url) as creating:
                assert creating.stdout is not None
                run.keys.append((await creating.stdout.readline()).decode().strip())
                await creating.wait()
        spare = run.keys.pop()
        services = [
            await stack.enter_async_context(
                process(
                    f"host{host}",
                    *(sys.executable, "-m", "service", "serve"),
                    DATABASE_URL=database_url(host),
                    HOST=f"10.1.{host}.2",
                    PORT="8000",
                    RATE_LIMIT=str(RATE_LIMIT),
                    REQUEST_TIMEOUT="2 s",
                )
            )
            for host in HOSTS
        ]
        for service in services:
            await line(service, '"listening"')
        mails = [asyncio.create_task(count_mails(service)) for service in services]
        servers = "".join(f"  server host{host} 10.1.{host}.2:8000 check inter 500ms fall 2 rise 1\n" for host in HOSTS)
        (folder / "haproxy.cfg").write_text(_PROXY + servers)
        await stack.enter_async_context(process("front", "haproxy", "-db", "-q", "-f", folder / "haproxy.cfg"))
        await asyncio.sleep(2)
        [[run.user]] = await run.query("insert into users (email, name) values ('a@example.org', 'A') returning id")

        print(f"\n{'clients send orders while':44} {'longest':>8}   answers")
        await run.phase("all is well")
        for host in HOSTS:
            await wire(host, "front", "down")
            await run.phase(f"the proxy does not reach host {host}")
            await wire(host, "front", "up")
            await asyncio.sleep(2)
        for host in HOSTS:
            await wire(host, "data", "down")
            await run.phase(f"host {host} does not reach the database")
            await wire(host, "data", "up")
            await asyncio.sleep(2)
        await run.phase("all is well again")
        await run.phase("each order goes to two hosts at once", "--twice", spare, run.user, 300)
        await asyncio.sleep(1)
        await run.phase(f"one key sends 2,000 reads, of {RATE_LIMIT} a second", "--hurry", spare, 2000)

        def stop() -> None:
            for service in services:
                service.terminate()

        await compare(run, mails, stop)


async def count_mails(service: Process) -> Counter[str]:
    """The mails that one service has sent: without a server for mail, they are lines in its log."""
    sent: Counter[str] = Counter()
    assert service.stdout is not None
    while text := await service.stdout.readline():
        found = json.loads(text)
        if found["message"] == "mail":
            sent[found["mail"]] += 1
    return sent


async def compare(run: Run, mails: Sequence[asyncio.Task[Counter[str]]], stop: Callable[[], None]) -> None:
    """What is stored, beside what was acknowledged; `stop` ends the services, so that their logs end."""
    left = "select count(*), pg_sleep(0.2)::text from jobs where parked_at is null"
    while (await run.query(left))[0][0] != "0":
        pass
    stop()
    sent = sum(await asyncio.gather(*mails), Counter[str]())
    [[orders, keys, users]] = await run.query(
        "select (select count(*) from orders), (select count(*) from idempotency_keys),"
        " (select count(*) - 1 from users)"
    )
    stored = {key for (key,) in await run.query("select key from idempotency_keys")}
    lost = sum(key not in stored for key in run.acknowledged)
    print(f"\norders acknowledged {len(run.acknowledged):,}, of these lost {lost}; stored {orders} with {keys} keys")
    print(f"users stored {users}; welcomed {len(sent):,}, of these twice {sum(number > 1 for number in sent.values())}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--database", help=argparse.SUPPRESS)
    parser.add_argument("--send", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--twice", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--hurry", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.database:
        asyncio.run(serve_database(Path(given.database)))
    elif given.send:
        asyncio.run(send_orders(given.send[0].split(","), given.send[1], float(given.send[2])))
    elif given.twice:
        asyncio.run(ask_twice(given.twice[0], given.twice[1], int(given.twice[2])))
    elif given.hurry:
        asyncio.run(hurry(given.hurry[0], int(given.hurry[1])))
    else:
        asyncio.run(simulate(given.seconds))
