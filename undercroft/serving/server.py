"""Serving: granian runs in this process' own loop, so that we decide in which order things stop.

At a signal to stop readiness fails, and every answer closes its connection. After DRAIN_DELAY no new connection is
accepted, and idle ones are closed. Requests in flight have DRAIN_TIMEOUT to finish. Then the pool closes.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, cast

import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

from ..database.pool import Database
from ..edge import heads
from ..errors import CannotServe
from ..telemetry.spans import Spans
from . import door, start_checks
from .application import Application, Served
from .lifecycle import Lifecycle
from .probes import POLLED
from .settings import Settings

# The last two end a process at once if nobody handles them: a terminal that closes sends one, some supervisors the other.
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)

# How many connections may be open; an idle one costs little.
CONNECTIONS = 8192
BACKLOG = 1024

# A head that the edge refuses has to come through first, so granian's own limit is a larger one.
HEAD_BYTES = 2 * heads.LARGEST

# How long a connection that came at the last moment has to send its request.
LAST_SECONDS = 0.1

# How long requests that were cut short have to clean up after themselves.
CLEANUP_SECONDS = 2.0

logger = logging.getLogger(__name__)


def run(
    application: Application[Settings],
    settings: Settings,
    database_url: str,
    announce: Callable[[], None],
    *,
    worker: int | None = None,
) -> None:
    """Serve until a signal comes; as one of several workers, also until stdin ends."""
    uvloop.run(_serve(application, settings, database_url, announce, worker))


async def _serve(
    application: Application[Settings],
    settings: Settings,
    database_url: str,
    announce: Callable[[], None],
    worker: int | None,
) -> None:
    stop = stop_event(has_lifeline=worker is not None)
    lifecycle = Lifecycle()
    database = application.database(settings, database_url)
    app = application.app.build(settings, database, lifecycle, _spans(settings, application.name))
    async with app.lifespan(), _debugging(settings, database, worker or 0):
        server = await _server(settings, app)
        serving = asyncio.create_task(cast("Any", server).serve())
        announcing = asyncio.create_task(start_checks.announce_when_listening(settings, announce))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        announcing.cancel()
        stopping.cancel()
        if serving.done():
            raise CannotServe(f"granian ended: {_first_line(serving.exception())}")
        lifecycle.is_draining = True
        app.drain()
        logger.info("draining")
        await asyncio.sleep(settings.drain_delay)
        door.shut(settings.port)
        await asyncio.sleep(LAST_SECONDS)
        server.stop()
        await asyncio.wait({serving}, timeout=settings.drain_timeout)
        if not serving.done():
            logger.warning("%d requests were cut short", await app.abandon())
            await asyncio.wait({serving}, timeout=CLEANUP_SECONDS)
    logger.info("stopped")


def _spans(settings: Settings, name: str) -> Spans | None:
    if settings.otel_exporter_otlp_endpoint is None:
        return None
    # Imported here: it takes 0.25 s, and most services run without it.
    from ..telemetry.tracing import Tracing, exporting

    return Tracing(exporting(settings.otel_exporter_otlp_endpoint), name=name, untraced=POLLED)


def _debugging(settings: Settings, database: Database, worker: int) -> AbstractAsyncContextManager[None]:
    if not settings.is_development or settings.debug_port == 0:
        return nullcontext()
    # Imported here, because production runs without it.
    from . import debug_port

    return debug_port.serving(database, settings.debug_port + worker)


def stop_event(*, has_lifeline: bool = False) -> asyncio.Event:
    """Set by each of STOPPING, and with a lifeline also by the end of stdin: the parent process is gone then."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in STOPPING:
        # With `nohup`, the process goes on when its terminal is gone.
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, stop.set)

    def on_stdin() -> None:
        loop.remove_reader(sys.stdin)
        stop.set()

    if has_lifeline:
        loop.add_reader(sys.stdin, on_stdin)
    return stop


async def _server(settings: Settings, app: Served) -> Server:
    server = Server(
        app,
        address=await start_checks.resolve(settings.host, settings.port),
        port=settings.port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(
            header_read_timeout=round(settings.header_timeout * 1000), max_buffer_size=HEAD_BYTES
        ),
        # granian's log goes where all logs go.
        log_level=LogLevels(settings.log_level),
        log_dictconfig={"formatters": {}, "handlers": {}, "loggers": {}},
    )
    # granian warns at every start that its embedded server is experimental, but that is the one wanted here.
    logging.getLogger("_granian").addFilter(lambda record: "experimental" not in record.getMessage())
    logging.getLogger("_granian.utils").addFilter(is_news)
    return server


def is_news(record: logging.LogRecord) -> bool:
    """Whether it is not only the end of a task that the edge has cancelled and told of, to let its connection close."""
    message = record.getMessage()
    return not (message.startswith("Application callable raised") and "CancelledError" in message.rpartition("\n")[2])


def _first_line(error: BaseException | None) -> str:
    return str(error).partition("\n")[0] if error else "without an error"
