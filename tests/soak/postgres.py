"""The suite's own PostgreSQL: it can be stopped in several ways, frozen, and its disk can be filled."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from sqlwright.embedded import EmbeddedError, Server, start
from tests.soak.processes import children
from undercroft.testing.databases import Connection, connect

DATABASE = "soak"
# Not a superuser: the places that PostgreSQL keeps for those are the suite's.
ROLE = "app"

# Of the disk, where one can be mounted.
DISK_BYTES = 1024 * 1024 * 1024
START_SECONDS = 60.0

SETTINGS = ("max_wal_size = '128MB'", "min_wal_size = '48MB'", "log_lock_waits = off")
RIGHTS = (Path(__file__).parents[2] / "deploy/postgres/grants.sql").read_text()


class Postgres:
    def __init__(self, folder: Path, *, has_own_disk: bool) -> None:
        self.has_own_disk = has_own_disk
        self._disk = folder
        self._data = folder / "data"
        self._server: Server | None = None

    @property
    def server(self) -> Server:
        assert self._server, "PostgreSQL runs from `start` on"
        return self._server

    @property
    def owner_url(self) -> str:
        return self.server.url(DATABASE)

    @property
    def pid(self) -> int:
        return int((self._data / "postmaster.pid").read_text().split("\n", 1)[0])

    async def start(self) -> None:
        """Start it, once what is left of a server that was killed is gone."""
        async with asyncio.timeout(START_SECONDS):
            while True:
                try:
                    self._server = await asyncio.to_thread(start, self._data, durable=True)
                    return
                except EmbeddedError:
                    await asyncio.sleep(0.2)

    async def stop(self) -> None:
        """As an operator restarts it: sessions are ended, and what is committed is on the disk."""
        await asyncio.to_thread(self.server.stop)

    async def end_by(self, number: signal.Signals) -> None:
        """SIGQUIT is an immediate shutdown, SIGKILL a crash: the next start recovers."""
        with suppress(ProcessLookupError, FileNotFoundError):
            os.kill(self.pid, number)
        await self.stop()

    def is_running(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except (ProcessLookupError, FileNotFoundError, ValueError):
            return False
        return True

    @contextmanager
    def frozen(self) -> Generator[None]:
        """All its processes stand still, and its connections stay open."""
        stopped = [pid for pid in (self.pid, *children(self.pid)) if _sent(pid, signal.SIGSTOP)]
        try:
            yield
        finally:
            for pid in stopped:
                _sent(pid, signal.SIGCONT)

    def fill_disk(self) -> None:
        """Take all room that there is at this moment."""
        free = os.statvfs(self._disk)
        if room := free.f_bavail * free.f_frsize:
            with (self._disk / "filler").open("ab") as filler, suppress(OSError):
                os.posix_fallocate(filler.fileno(), filler.tell(), room)

    def empty_disk(self) -> None:
        (self._disk / "filler").unlink(missing_ok=True)

    async def prepare(self) -> None:
        """An empty database, and the role of the service."""
        async with connect(self.server.url()) as connection:
            for setting in SETTINGS:
                await connection.execute(f"alter system set {setting}")
            await connection.execute("select pg_reload_conf()")
            await connection.execute(f"create database {DATABASE}")
            await connection.execute(f"create role {ROLE} login")

    async def grant(self) -> None:
        async with self.connected() as connection:
            await connection.execute(RIGHTS)

    @asynccontextmanager
    async def connected(self) -> AsyncGenerator[Connection]:
        """As the owner, not through the network that can fail."""
        async with connect(self.owner_url) as connection:
            yield connection

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The far side of the network."""
        return await asyncio.open_unix_connection(str(self.server.socket_dir / ".s.PGSQL.5432"))


@contextmanager
def disk(folder: Path) -> Generator[bool]:
    """A small disk in memory, if this account may mount one; whether it is one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=755", "tmpfs", str(folder)]
    may_mount = os.geteuid() == 0 and shutil.which("mount") is not None
    is_mounted = may_mount and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)


def _sent(pid: int, number: signal.Signals) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True
