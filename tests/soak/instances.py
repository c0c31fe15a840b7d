"""An instance of the service, as in production: a process with its workers, of which the suite reads the log."""

import asyncio
import json
import os
import signal
from asyncio.subprocess import PIPE
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.ports import free_port
from tests.soak.processes import Figures, children, figures

START_SECONDS = 60.0
# Longer than the service takes in the worst case: the delay, the drain, jobs, the pool.
END_SECONDS = 45.0


@dataclass
class Log:
    """What all instances said."""

    levels: Counter[str] = field(default_factory=Counter[str])
    messages: Counter[str] = field(default_factory=Counter[str])
    tracebacks: list[str] = field(default_factory=list[str])
    """Lines that hold a traceback, or that are no JSON at all."""

    def read(self, line: str) -> str:
        """Take note of a line; its message."""
        try:
            said: dict[str, Any] = json.loads(line)
        except ValueError:
            self.tracebacks.append(line)
            return ""
        message = str(said["message"])
        self.levels[said["level"]] += 1
        if said["level"] not in ("info", "debug"):
            self.messages[message] += int(said.get("times", 1))
        if "exception" in said:
            self.tracebacks.append(line)
        return message


@dataclass(frozen=True)
class Build:
    """Which service is run, and with which settings."""

    python: str
    folder: Path
    variables: dict[str, str]

    def command(self, *arguments: str) -> list[str]:
        return [self.python, "-m", "service", *arguments]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "APP_ENV": "production", **self.variables}

    async def run(self, *arguments: str, **variables: str) -> str:
        """Run a command of the service to its end; what it printed."""
        process = await asyncio.create_subprocess_exec(
            *self.command(*arguments),
            cwd=self.folder,
            env=self.environment | variables,
            stdout=PIPE,
            stderr=PIPE,
        )
        out, err = await process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"python -m service {' '.join(arguments)} failed: {err.decode()}")
        return out.decode().strip()


class Instance:
    def __init__(self, build: Build, log: Log, record: Path) -> None:
        self.port = free_port()
        self._build = build
        self._log = log
        self._record = record
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._is_listening = asyncio.Event()

    @property
    def process(self) -> asyncio.subprocess.Process:
        assert self._process, "the instance runs from `start` on"
        return self._process

    @property
    def workers(self) -> list[int]:
        """The processes that serve: with one worker, the process itself."""
        return children(self.process.pid) or [self.process.pid]

    async def start(self) -> None:
        environment = self._build.environment | {"PORT": str(self.port)}
        with self._record.open("ab") as record:
            self._process = await asyncio.create_subprocess_exec(
                *self._build.command("serve"),
                cwd=self._build.folder,
                env=environment,
                stdout=PIPE,
                stderr=record,
                limit=2**20,
            )
        self._reading = asyncio.create_task(self._read())
        listening = asyncio.create_task(self._is_listening.wait())
        await asyncio.wait({listening, self._reading}, timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        listening.cancel()
        if not self._is_listening.is_set():
            raise RuntimeError(f"an instance did not start: see {self._record}")

    async def drain(self) -> int:
        """Stop it as an orchestrator does; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(END_SECONDS):
                return await self.ended()
        except TimeoutError:
            self.process.kill()
            await self.ended()
            raise RuntimeError(f"an instance did not stop within {END_SECONDS:g} s of SIGTERM") from None

    async def ended(self) -> int:
        """Wait until it and its workers have ended: they hold its log open."""
        if self._reading:
            await self._reading
        return await self.process.wait()

    def kill(self) -> None:
        if self._process and self._process.returncode is None:
            self._process.kill()

    def figures(self) -> dict[int, Figures]:
        return {pid: figures(pid) for pid in self.workers}

    async def _read(self) -> None:
        assert self.process.stdout
        with self._record.open("ab") as record:
            while line := await self.process.stdout.readline():
                record.write(line)
                if self._log.read(line.decode()) == "listening":
                    self._is_listening.set()
