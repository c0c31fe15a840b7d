"""Several processes that serve the same port: this one starts them, passes signals on, and ends after them."""

import asyncio
import logging
import os
import signal
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import Callable, Mapping

from ..database.pool import CLOSE_TIMEOUT
from ..errors import CannotServe
from ..jobs import worker as jobs
from ..telemetry import metrics, spans
from . import server, start_checks
from .application import Application
from .settings import Settings

logger = logging.getLogger(__name__)


def run(
    application: Application[Settings], settings: Settings, database_url: str, announce: Callable[[], None]
) -> None:
    with tempfile.TemporaryDirectory(prefix="metrics-") as folder:
        variables = {"DATABASE_URL": database_url, metrics.FOLDER: folder}
        asyncio.run(_supervise(application.name, settings, variables, announce))


async def _supervise(name: str, settings: Settings, variables: Mapping[str, str], announce: Callable[[], None]) -> None:
    stop = server.stop_event()
    environment = {**os.environ, **variables}
    # Each holds the reading end of a pipe from here, so it ends when this process does, however that ends.
    command = (sys.executable, "-m", name, "worker")
    workers = [
        await asyncio.create_subprocess_exec(*command, str(number), env=environment, stdin=PIPE)
        for number in range(settings.workers)
    ]
    logger.info("workers", extra={"fields": {"pids": [worker.pid for worker in workers]}})
    announcing = asyncio.create_task(start_checks.announce_when_listening(settings, announce))
    stopping = asyncio.create_task(stop.wait())
    ends = {asyncio.create_task(worker.wait()) for worker in workers}
    await asyncio.wait({stopping, *ends}, return_when=asyncio.FIRST_COMPLETED)
    announcing.cancel()
    stopping.cancel()
    alive = [worker for worker in workers if worker.returncode is None]
    for worker in alive:
        worker.send_signal(signal.SIGTERM)
    longest = settings.drain_delay + server.LAST_SECONDS + settings.drain_timeout + server.CLEANUP_SECONDS
    longest += jobs.DRAIN_SECONDS + 2 * CLOSE_TIMEOUT + spans.FLUSH_SECONDS
    await asyncio.wait(ends, timeout=longest)
    for worker in workers:
        if worker.returncode is None:
            worker.kill()
    if not stop.is_set():
        raise CannotServe("a worker ended by itself: see the log")
