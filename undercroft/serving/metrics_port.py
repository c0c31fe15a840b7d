"""The metrics at an address of their own, which the public does not reach.

With several workers, the process that starts them listens there, and adds up what they have counted.
"""

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.types import ASGIApp, Receive, Scope, Send

from ..errors import NotFound
from ..http import problems
from ..telemetry import metrics
from . import beside, start_checks
from .settings import Settings

logger = logging.getLogger(__name__)


@asynccontextmanager
async def serving(settings: Settings, source: metrics.Exposed) -> AsyncGenerator[None]:
    """Listen within the block, if there is such an address."""
    if settings.metrics_address is None:
        yield
        return
    host, port = settings.metrics_address
    app = Litestar(
        [metrics.router(source)],
        exception_handlers={Exception: problems.answer},
        openapi_config=None,
        logging_config=None,
        debug=False,
    )
    async with beside.listening(app, await start_checks.resolve(host, port), port):
        logger.info("metrics", extra={"fields": {"address": f"{host}:{port}"}})
        yield


def not_here(app: ASGIApp) -> ASGIApp:
    """The application without the path of the metrics."""

    async def without(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == metrics.PATH:
            raise NotFound("resource")
        await app(scope, receive, send)

    return without
