"""Runs the service as in production: as a process that listens on a port."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from httpx import AsyncClient

from tests.ports import free_port
from tests.service.running import make_key
from undercroft.testing import pooler

ROOT = Path(__file__).parent.parent.parent


class Service:
    def __init__(self, process: asyncio.subprocess.Process, port: int, key: str) -> None:
        self.process = process
        self.port = port
        self.key = key
        self.lines: list[dict[str, Any]] = []

    def client(self) -> AsyncClient:
        """A client with a connection of its own."""
        headers = {"Authorization": f"Bearer {self.key}"}
        return AsyncClient(base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=10)

    def logged(self, message: str) -> dict[str, Any]:
        """The first line read so far with this message."""
        return next(line for line in self.lines if line["message"] == message)

    async def until(self, message: str, **fields: object) -> dict[str, Any]:
        """Read the log until a line has this message, and return that line."""
        assert self.process.stdout
        async with asyncio.timeout(20):
            while line := await self.process.stdout.readline():
                self.lines.append(json.loads(line))
                if self.lines[-1]["message"] == message and fields.items() <= self.lines[-1].items():
                    return self.lines[-1]
        raise AssertionError(f"the log ended without {message!r}: {self.lines}")

    async def read(self) -> None:
        """Read the log to its end."""
        assert self.process.stdout
        while line := await self.process.stdout.readline():
            self.lines.append(json.loads(line))

    async def end(self) -> tuple[int, str]:
        """Wait for the end; return the exit status and stderr."""
        async with asyncio.timeout(20):
            out, err = await self.process.communicate()
        self.lines += map(json.loads, out.splitlines())
        return self.process.returncode or 0, err.decode()


@asynccontextmanager
async def started(
    database_url: str, *, folder: Path = ROOT, key: str = "", **variables: str
) -> AsyncGenerator[Service]:
    """`folder` has the project, and `key` is one to its API; it is made if the project is this one."""
    port = free_port()
    environment = {
        **os.environ,
        "APP_ENV": "production",
        "DATABASE_URL": database_url,
        "PORT": str(port),
        **pooler.variables(database_url),
        **variables,
    }
    command = [sys.executable, "-m", "service", "serve"]
    process = await asyncio.create_subprocess_exec(*command, cwd=folder, env=environment, stdout=PIPE, stderr=PIPE)
    service = Service(process, port, key or await make_key(database_url))
    try:
        await service.until("listening")
        yield service
    finally:
        if process.returncode is None:
            process.kill()
            await service.end()
