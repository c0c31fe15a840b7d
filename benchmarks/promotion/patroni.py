"""Two servers that Patroni and etcd look after, all of Debian: PostgreSQL 15, one of them a synchronous standby."""

import asyncio
import os
import secrets
import shutil
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import asyncpg
import msgspec
from httpx import AsyncClient, TransportError

from benchmarks.promotion.programs import running
from sqlwright.embedded import account
from tests.ports import free_port
from tests.replication.node import ROLE
from undercroft.database.migrations import migrate
from undercroft.testing.nearest_postgres import scratch_folder

BINARIES = "/usr/lib/postgresql/15/bin"

# After this time a leader that says nothing is taken for dead: Patroni's least, in seconds. Its default is 30.
TTL = 20

# How long the cluster may take until it is whole.
PATIENCE = 90.0


class Member:
    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.data = folder / name
        self.port = free_port()
        self.rest_port = free_port()
        self.agent: Process | None = None

    def configuration(self, etcd: int, password: str) -> bytes:
        """Patroni's, which reads JSON as YAML."""
        address = f"127.0.0.1:{self.port}"
        rest = f"127.0.0.1:{self.rest_port}"
        login = {"username": ROLE, "password": password}
        networks = ["host all all 127.0.0.1/32 scram-sha-256", "host replication all 127.0.0.1/32 scram-sha-256"]
        dcs = {
            "ttl": TTL,
            "loop_wait": 2,
            "retry_timeout": 3,
            "synchronous_mode": True,
            "postgresql": {"use_pg_rewind": True, "parameters": {"synchronous_commit": "remote_apply"}},
        }
        return msgspec.json.encode(
            {
                "scope": "app",
                "name": self.name,
                "restapi": {"listen": rest, "connect_address": rest},
                "etcd3": {"host": f"127.0.0.1:{etcd}"},
                "bootstrap": {"dcs": dcs, "initdb": [{"encoding": "UTF8"}, "data-checksums"], "pg_hba": networks},
                "postgresql": {
                    "listen": address,
                    "connect_address": address,
                    "data_dir": str(self.data),
                    "bin_dir": BINARIES,
                    "pgpass": f"{self.data}.pgpass",
                    "authentication": {"superuser": login, "replication": login},
                    "parameters": {"unix_socket_directories": "", "fsync": "off"},
                },
            }
        )

    async def asks(self, path: str) -> int:
        """The status of its agent's answer, or 0."""
        async with AsyncClient(base_url=f"http://127.0.0.1:{self.rest_port}", timeout=3) as client:
            try:
                return (await client.get(path)).status_code
            except TransportError:
                return 0

    def crash(self) -> None:
        """Kill its agent and then its server, as a power cut does."""
        if self.agent is not None and self.agent.returncode is None:
            self.agent.kill()
        with suppress(FileNotFoundError):
            server = (self.data / "postmaster.pid").read_text().split("\n", 1)[0]
            children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
            for pid in (server, *children):
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)


class Patroni:
    def __init__(self, members: Sequence[Member], password: str) -> None:
        self.members = members
        self._password = password

    def url(self, database: str) -> str:
        hosts = ",".join(f"127.0.0.1:{member.port}" for member in self.members)
        options = "sslmode=disable&target_session_attrs=read-write"
        return f"postgresql://{ROLE}:{self._password}@{hosts}/{database}?{options}"

    async def until_whole(self) -> None:
        """Wait until there is a leader, and a standby that confirms its commits."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for paths in (("/primary", "/sync"), ("/sync", "/primary")):
                    answers = [await member.asks(path) for member, path in zip(self.members, paths, strict=True)]
                    if answers == [200, 200]:
                        return
                await asyncio.sleep(0.2)

    async def migrated(self, folder: Path) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        await connection.execute("create database app")
        await connection.close()
        await asyncio.to_thread(migrate, self.url("app"), folder)

    async def leader(self) -> Member:
        for member in self.members:
            if await member.asks("/primary") == 200:
                return member
        raise LookupError("Patroni has no leader")

    async def switch_over(self) -> None:
        """An operator asks Patroni for another leader."""
        leader = await self.leader()
        async with AsyncClient(timeout=30) as client:
            url = f"http://127.0.0.1:{leader.rest_port}/switchover"
            (await client.post(url, json={"leader": leader.name})).raise_for_status()

    async def lose_leader(self) -> None:
        """The leader is killed, and Patroni finds out by itself."""
        (await self.leader()).crash()


@asynccontextmanager
async def patroni() -> AsyncGenerator[Patroni]:
    folder = scratch_folder()
    account.give(account.of_server(), folder)
    try:
        async with AsyncExitStack() as resources:
            etcd, peers = free_port(), free_port()
            url, peer = f"http://127.0.0.1:{etcd}", f"http://127.0.0.1:{peers}"
            clients = ["--listen-client-urls", url, "--advertise-client-urls", url]
            others = ["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer]
            cluster = ["--initial-cluster", f"default={peer}", "--data-dir", str(folder / "etcd")]
            options = [*clients, *others, *cluster, "--log-level", "error", "--unsafe-no-fsync"]
            await resources.enter_async_context(
                running("etcd", *options, port=etcd, log=folder / "etcd.log", as_server=True)
            )
            password = secrets.token_hex(8)
            found = Patroni([Member(f"node{number}", folder) for number in range(2)], password)
            for member in found.members:
                file = member.data.with_suffix(".json")
                file.write_bytes(member.configuration(etcd, password))
                account.give(account.of_server(), file)
                resources.callback(member.crash)
                started = running(
                    "patroni", str(file), port=member.rest_port, log=member.data.with_suffix(".log"), as_server=True
                )
                member.agent = await resources.enter_async_context(started)
            await found.until_whole()
            yield found
    finally:
        shutil.rmtree(folder, ignore_errors=True)
