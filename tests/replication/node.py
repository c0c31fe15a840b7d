"""One PostgreSQL server on a port of 127.0.0.1, which a test starts, stops, freezes and asks."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlencode

from sqlwright.embedded import Server, start
from tests.ports import free_port
from undercroft.testing.databases import Connection, connect

ROLE = "postgres"

# How long a server may take to reach the state that a test waits for, in seconds.
PATIENCE = 20.0


class Node:
    """One server, on a port that it keeps."""

    def __init__(self, data: Path, password: str) -> None:
        self.name = data.name
        self.data = data
        self.port = free_port()
        self.password = password
        self._server: Server | None = None

    def __repr__(self) -> str:
        return f"{self.name} on port {self.port}"

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, database: str = "postgres", **parameters: str) -> str:
        return url_of([self], database, **parameters)

    @asynccontextmanager
    async def connected(self, database: str = "postgres") -> AsyncGenerator[Connection]:
        async with connect(self.url(database)) as connection:
            yield connection

    async def ask(self, statement: str, *values: object, database: str = "postgres") -> object:
        """The first value of the statement's answer."""
        async with self.connected(database) as connection:
            return await connection.fetchval(statement, *values)

    async def until(self, condition: str, *values: object) -> None:
        """Wait until the SQL expression is true."""
        async with asyncio.timeout(PATIENCE), self.connected() as connection:
            while not await connection.fetchval(f"select {condition}", *values):
                await connection.execute("select pg_sleep(0.01)")

    async def set(self, **settings: str) -> None:
        """Change settings in its configuration, and wait until they are in force."""
        async with self.connected() as connection:
            for name, value in settings.items():
                await connection.execute(f"alter system set {name} = '{value}'")
            await connection.execute("select pg_reload_conf()")
        for name, value in settings.items():
            # A connection that is open already reads its configuration between two statements.
            await self.until(f"current_setting('{name}') = $1", value)

    async def start(self) -> None:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "fsync": "off",
            "shared_buffers": "32MB",
            "wal_receiver_status_interval": "1s",
            "wal_retrieve_retry_interval": "100ms",
        }
        self._server = await asyncio.to_thread(start, self.data, durable=True, settings=settings)

    async def stop(self) -> None:
        """Stop as an operator does: connections are ended, and what was committed reaches the standbys."""
        if self._server is not None:
            self.thaw()
            await asyncio.to_thread(self._server.stop)
            self._server = None

    async def crash(self) -> None:
        """End all its processes, as a power cut does."""
        self._signal(signal.SIGKILL)
        if self._server is not None:
            await asyncio.to_thread(self._server.stop)
            self._server = None

    def freeze(self) -> None:
        """Stop all its processes where they are: the kernel still accepts connections, and nobody answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        for pid in self._processes():
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def _processes(self) -> Iterator[int]:
        """The postmaster's first, so that it starts no others meanwhile."""
        with suppress(FileNotFoundError):
            postmaster = (self.data / "postmaster.pid").read_text().split("\n", 1)[0]
            yield int(postmaster)
            yield from map(int, Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split())


def url_of(nodes: Sequence[Node], database: str, **parameters: str) -> str:
    """A URL with these servers, in this order."""
    hosts = ",".join(node.address for node in nodes)
    query = urlencode({"sslmode": "disable", **parameters})
    return f"postgresql://{ROLE}:{nodes[0].password}@{hosts}/{quote(database)}?{query}"
