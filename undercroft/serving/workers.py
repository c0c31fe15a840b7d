"""Several processes that serve the same port; this one starts them, passes signals on, and ends when they have."""

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
from ..telemetry import logs, metrics
from ..telemetry import query_observer as observing
from . import server
from . import start_checks as preflight
from .settings import Settings, load

logger = logging.getLogger(__name__)


def run(settings: Settings, database_url: str, announce: Callable[[], None]) -> None:
    with tempfile.TemporaryDirectory(prefix="metrics-") as folder:
        asyncio.run(_supervise(settings, {"DATABASE_URL": database_url, metrics.FOLDER: folder}, announce))


async def _supervise(settings: Settings, variables: Mapping[str, str], announce: Callable[[], None]) -> None:
    stop = server.stop_event()
    environment = {**os.environ, **variables}
    # Each holds the reading end of a pipe to here: it ends when this process does, however that ends.
    command = (sys.executable, "-m", __name__)
    workers = [
        await asyncio.create_subprocess_exec(*command, str(number), env=environment, stdin=PIPE)
        for number in range(settings.workers)
    ]
    logger.info("workers", extra={"fields": {"pids": [worker.pid for worker in workers]}})
    announcing = asyncio.create_task(preflight.announce_when_listening(settings, announce))
    stopping = asyncio.create_task(stop.wait())
    ends = {asyncio.create_task(worker.wait()) for worker in workers}
    await asyncio.wait({stopping, *ends}, return_when=asyncio.FIRST_COMPLETED)
    announcing.cancel()
    stopping.cancel()
    alive = [worker for worker in workers if worker.returncode is None]
    for worker in alive:
        worker.send_signal(signal.SIGTERM)
    longest = settings.drain_delay + settings.drain_timeout + server.CLEANUP_SECONDS
    longest += jobs.DRAIN_SECONDS + 2 * CLOSE_TIMEOUT + observing.FLUSH_SECONDS
    await asyncio.wait(ends, timeout=longest)
    for worker in workers:
        if worker.returncode is None:
            worker.kill()
    if not stop.is_set():
        raise CannotServe("a worker ended by itself: see the log")


def main() -> None:
    """A worker: the process that started it has checked the settings, and named the database."""
    settings = load(os.environ)
    logs.configure(settings.log_level)
    server.run(settings, settings.database_url or "", preflight.say_nothing, worker=int(sys.argv[1]))


if __name__ == "__main__":
    main()
