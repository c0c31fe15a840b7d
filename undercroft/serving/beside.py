"""A second server in the same loop, for those who operate the service."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast

from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from litestar import Litestar


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
        log_enabled=False,
    )
    task = asyncio.create_task(cast("Any", server).serve())
    try:
        yield
    finally:
        server.stop()
        await asyncio.wait({task}, timeout=1)
