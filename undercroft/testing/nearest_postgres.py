"""The PostgreSQL of a test run: the one that is named, a container where Docker answers, or the embedded one."""

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .databases import ConnectError, connect

DEFAULT_IMAGE = "postgres:18-alpine"
DOCKER_SOCKET = Path("/var/run/docker.sock")
MEMORY = Path("/dev/shm")
ROOM = 512 * 1024 * 1024

# Nobody needs the data of a test run after a power cut.
UNSAFE = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200"]


class CannotStartError(Exception):
    """A PostgreSQL that should start does not: the next way is tried."""


@dataclass(frozen=True)
class Found:
    url: str
    origin: str
    close: Callable[[], None] = lambda: None
    version: str = "?"
    notes: Sequence[str] = ()

    def __str__(self) -> str:
        return f"PostgreSQL {self.version} ({self.origin})"


Way = Callable[[Mapping[str, str]], Found | None]


def find(environment: Mapping[str, str], ways: Sequence[Way]) -> Found:
    """The server that the first successful way finds, with notes on the ways that should have found one before."""
    notes: list[str] = []
    for way in ways:
        try:
            found = way(environment)
        except CannotStartError as error:
            notes.append(str(error))
            continue
        if found:
            try:
                return replace(found, version=asyncio.run(version_of(found.url)), notes=notes)
            except ConnectError as error:
                found.close()
                raise LookupError(f"{found.origin} cannot be reached: {error}") from error
    raise LookupError("; ".join(notes))


async def version_of(url: str) -> str:
    async with connect(url) as connection:
        return str(await connection.fetchval("show server_version")).split()[0]


def named(environment: Mapping[str, str]) -> Found | None:
    url = environment.get("TEST_DATABASE_URL")
    return Found(url, "TEST_DATABASE_URL") if url else None


def container(environment: Mapping[str, str]) -> Found | None:
    if find_spec("testcontainers") is None:  # undercroft[containers]
        return None
    engine = docker_engine(environment)
    if engine is None:
        return None
    with closing(engine):
        image = choose_image(environment, [tag for image in engine.images.list(name="postgres") for tag in image.tags])
    # The reaper is another image to pull, and only removes what close() removes.
    os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
    waiting: Any = import_module("testcontainers.core.config").testcontainers_config
    waiting.sleep_time, waiting.max_tries = 0.1, 600  # it also waits for a container that has ended
    postgres: Any = import_module("testcontainers.community.postgres").PostgresContainer(
        image, username="postgres", password="postgres", dbname="postgres", driver=None
    )
    try:
        # In memory, because a database is 300 files, and some disks take 0.2 s to copy them.
        postgres.with_tmpfs_mount("/memory").with_env("PGDATA", "/memory/data")
        postgres.with_command(["postgres", *UNSAFE]).start()
    except Exception as error:
        with suppress(Exception):
            postgres.stop()
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise CannotStartError(f"Docker answers, but {image} cannot be started: {reason}") from error
    return Found(postgres.get_connection_url(), f"testcontainers, {image}", postgres.stop)


def docker_engine(environment: Mapping[str, str]) -> Any:
    """A client of the Docker engine, or None if no engine answers."""
    if not listens(environment.get("DOCKER_HOST") or f"unix://{DOCKER_SOCKET}"):
        return None
    docker: Any = import_module("docker")
    try:
        engine = docker.from_env(timeout=5, environment=dict(environment))
        engine.ping()
    except (OSError, ValueError, docker.errors.DockerException):
        return None
    return engine


def listens(host: str) -> bool:
    # Tried first, because importing the client takes 0.2 s, and it leaves a socket open if it cannot connect.
    parts = urlsplit(host)
    try:
        if parts.scheme == "unix":
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(parts.path)
        elif parts.scheme == "tcp":
            socket.create_connection((parts.hostname, parts.port), timeout=2).close()
    except (OSError, ValueError):
        return False
    return True


def choose_image(environment: Mapping[str, str], local: Sequence[str]) -> str:
    if image := environment.get("TEST_POSTGRES_IMAGE"):
        return image
    return DEFAULT_IMAGE if DEFAULT_IMAGE in local else max(local, default=DEFAULT_IMAGE)


def embedded(environment: Mapping[str, str]) -> Found:
    # Imported here, because a run on another server needs no sqlwright.
    from sqlwright.embedded import EmbeddedError, start

    with ExitStack() as resources:
        folder = scratch_folder()
        resources.callback(shutil.rmtree, folder)
        try:
            server = resources.enter_context(start(folder / "data", durable=False))
        except EmbeddedError as error:
            raise CannotStartError(str(error)) from error
        return Found(server.url(), "embedded", resources.pop_all().close)


def scratch_folder() -> Path:
    """A new folder, in memory if there is room; the folders of runs that were killed are removed."""
    parent = Path(tempfile.gettempdir())
    with suppress(OSError):
        if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
            parent = MEMORY
    for left in parent.glob("undercroft-tests-*-*"):
        pid = left.name.split("-")[2]
        if pid.isdigit() and not is_running(int(pid)):
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"undercroft-tests-{os.getpid()}-", dir=parent))


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
