"""A second server in the same loop, for those who operate the service."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server
from litestar import Litestar

# Clients that say nothing are in nobody's way: there is room for many, and for no longer than this.
CONNECTIONS = 8192
HEADER_SECONDS = 5.0


@asynccontextmanager
async def listening(app: Litestar, address: str, port: int) -> AsyncGenerator[None]:
    """Serve within the block."""
    server = Server(
        cast("Any", app),
        address=address,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=round(HEADER_SECONDS * 1000)),
        log_enabled=False,
    )
    task = asyncio.create_task(cast("Any", server).serve())
    try:
        yield
    finally:
        server.stop()
        await asyncio.wait({task}, timeout=1)
