"""Serving: granian inside this process' own loop, so that the order in which things stop is ours.

At SIGTERM or SIGINT readiness fails; after DRAIN_DELAY no new connection is taken; requests in flight finish, for at
most DRAIN_TIMEOUT; then the pool closes.
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
from litestar import Litestar

from service.app import build

from ..database.pool import Database
from ..edge.edge import Edge
from ..errors import CannotServe
from ..telemetry import query_observer as observing
from . import start_checks as preflight
from .lifecycle import Lifecycle
from .settings import Settings

# How many connections may be open; one that is idle costs little.
CONNECTIONS = 8192
BACKLOG = 1024

# What the head of a request may take.
HEAD_BYTES = 64 * 1024

# For requests that were cut short to clean up after themselves.
CLEANUP_SECONDS = 2.0

logger = logging.getLogger(__name__)


def run(settings: Settings, database_url: str, announce: Callable[[], None], *, worker: int | None = None) -> None:
    """Serve until a signal comes; as one worker of several, also until stdin ends."""
    uvloop.run(_serve(settings, database_url, announce, worker))


async def _serve(settings: Settings, database_url: str, announce: Callable[[], None], worker: int | None) -> None:
    stop = stop_event(has_lifeline=worker is not None)
    lifecycle = Lifecycle()
    database = Database(settings, database_url)
    app = build(settings, database, lifecycle, observing.tracing_for(settings))
    edge = cast("Edge", app.asgi_handler)
    async with app.lifespan(), _debugging(settings, database, worker or 0):
        server = await _server(settings, app)
        serving = asyncio.create_task(cast("Any", server).serve())
        announcing = asyncio.create_task(preflight.announce_when_listening(settings, announce))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        announcing.cancel()
        stopping.cancel()
        if serving.done():
            raise CannotServe(f"granian ended: {_first_line(serving.exception())}")
        lifecycle.is_draining = True
        logger.info("draining")
        await asyncio.sleep(settings.drain_delay)
        server.stop()
        await asyncio.wait({serving}, timeout=settings.drain_timeout)
        if not serving.done():
            logger.warning("%d requests were cut short", await edge.abandon())
            await asyncio.wait({serving}, timeout=CLEANUP_SECONDS)
    logger.info("stopped")


def _debugging(settings: Settings, database: Database, worker: int) -> AbstractAsyncContextManager[None]:
    if not settings.is_development or settings.debug_port == 0:
        return nullcontext()
    # Here, because production does without it.
    from . import debug_port as debug

    return debug.serving(database, settings.debug_port + worker)


def stop_event(*, has_lifeline: bool = False) -> asyncio.Event:
    """Set by SIGTERM and SIGINT, and with a lifeline by the end of stdin: then the parent is gone."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    def on_stdin() -> None:
        loop.remove_reader(sys.stdin)
        stop.set()

    if has_lifeline:
        loop.add_reader(sys.stdin, on_stdin)
    return stop


async def _server(settings: Settings, app: Litestar) -> Server:
    server = Server(
        app,
        address=await preflight.resolve(settings.host, settings.port),
        port=settings.port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(
            header_read_timeout=round(settings.header_timeout * 1000), max_buffer_size=HEAD_BYTES
        ),
        # What granian logs goes where everything goes.
        log_level=LogLevels(settings.log_level),
        log_dictconfig={"formatters": {}, "handlers": {}, "loggers": {}},
    )
    # It is said at every start, and the embedded server is what is wanted here.
    logging.getLogger("_granian").addFilter(lambda record: "experimental" not in record.getMessage())
    return server


def _first_line(error: BaseException | None) -> str:
    return str(error).partition("\n")[0] if error else "nobody told it to"
