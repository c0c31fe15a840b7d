"""Several processes that serve the same port: this one starts them, also again, passes signals on, and ends last."""

import asyncio
import logging
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from ..database.pool import CLOSE_TIMEOUT
from ..errors import CannotServe
from ..jobs import worker as jobs
from ..telemetry import metrics, spans
from ..telemetry.added_up import AddedUp
from . import metrics_folder, metrics_port, server, start_checks
from .application import Application
from .settings import Settings

# How long one that ended by itself stays away: twice as long each time, until it has lived for longer than the most.
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 30.0

logger = logging.getLogger(__name__)


def run(
    application: Application[Settings], settings: Settings, database_url: str, announce: Callable[[], None]
) -> None:
    with metrics_folder.made() as folder:
        variables = {"DATABASE_URL": database_url, metrics.FOLDER: folder.path}
        asyncio.run(_serve(application.name, settings, variables, announce, folder.lock))


async def _serve(
    name: str, settings: Settings, variables: Mapping[str, str], announce: Callable[[], None], lock: int
) -> None:
    command = (sys.executable, "-m", name, "worker")
    workers = Workers(command, {**os.environ, **variables}, stop=server.stop_event(), inherited=[lock])
    announcing = asyncio.create_task(start_checks.announce_when_listening(settings, announce))
    longest = settings.drain_delay + server.LAST_SECONDS + settings.drain_timeout + server.CLEANUP_SECONDS
    longest += jobs.DRAIN_SECONDS + 2 * CLOSE_TIMEOUT + spans.FLUSH_SECONDS
    try:
        async with metrics_port.serving(settings, AddedUp(variables[metrics.FOLDER])):
            await workers.run(settings.workers, patience=longest)
    finally:
        announcing.cancel()


def say_ready() -> None:
    """A worker says to the process that started it that it serves."""
    _sign(os.environ, os.getpid()).touch()


def _sign(environment: Mapping[str, str], pid: int) -> Path:
    return Path(environment[metrics.FOLDER], f"{pid}.ready")


class Workers:
    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        stop: asyncio.Event,
        inherited: Collection[int] = (),
    ) -> None:
        """The command is run with a worker's number, from 0, and inherits these descriptors."""
        self._command = command
        self._environment = environment
        self._stop = stop
        self._inherited = inherited
        self._processes: dict[int, Process] = {}

    async def run(self, count: int, *, patience: float) -> None:
        """Keep so many running until `stop` is set; then they have this long to end."""
        for number in range(count):
            await self._start(number)
        logger.info("workers", extra={"fields": {"pids": [process.pid for process in self._processes.values()]}})
        stopping = asyncio.create_task(self._stop.wait())
        keeping = [asyncio.create_task(self._keep(number)) for number in range(count)]
        await asyncio.wait({stopping, *keeping}, return_when=asyncio.FIRST_COMPLETED)
        self._stop.set()
        for process in self._alive():
            process.send_signal(signal.SIGTERM)
        await asyncio.wait(keeping, timeout=patience)
        for process in self._alive():
            process.kill()
        await asyncio.gather(*keeping)

    def _alive(self) -> list[Process]:
        return [process for process in self._processes.values() if process.returncode is None]

    async def _start(self, number: int) -> None:
        metrics_folder.make_again(self._environment[metrics.FOLDER])
        # It holds the reading end of a pipe from here, so it ends when this process does, however that ends.
        self._processes[number] = await asyncio.create_subprocess_exec(
            *self._command,
            str(number),
            env={**self._environment, metrics.WORKER: str(number)},
            stdin=PIPE,
            pass_fds=self._inherited,
        )

    async def _keep(self, number: int) -> None:
        """Start a worker again whenever it ends by itself; only one that was never ready ends all."""
        loop = asyncio.get_running_loop()
        pause = FIRST_PAUSE
        was_ready = False
        while True:
            began_at = loop.time()
            process = self._processes[number]
            status = await process.wait()
            metrics.forget(self._environment[metrics.FOLDER], process.pid)
            if self._stop.is_set():
                return
            has_lived = loop.time() - began_at > LONGEST_PAUSE
            # What cleans /tmp may have removed the sign of one that has lived.
            was_ready = was_ready or has_lived or _sign(self._environment, process.pid).exists()
            if not was_ready:
                raise CannotServe("a worker could not start: see the log")
            if has_lived:
                pause = FIRST_PAUSE
            fields = {"worker": number, "pid": process.pid, "exit_status": status, "pause_s": pause}
            logger.error("a worker ended by itself", extra={"fields": fields})
            if await self._stops_within(pause):
                return
            pause = min(2 * pause, LONGEST_PAUSE)
            await self._start(number)
            fields = {"worker": number, "pid": self._processes[number].pid}
            logger.info("a worker was started again", extra={"fields": fields})
            if self._stop.is_set():
                self._processes[number].send_signal(signal.SIGTERM)

    async def _stops_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                return await self._stop.wait()
        except TimeoutError:
            return False
