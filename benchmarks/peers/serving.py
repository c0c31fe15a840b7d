"""Serves a peer's ASGI application as the service is served: on granian and uvloop, in one process."""

import asyncio
import os
import signal
from typing import Any

import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

POOL_SIZE = 10


def database_url() -> str:
    return os.environ["DATABASE_URL"]


async def serving(app: Any, interface: Interfaces = Interfaces.ASGI) -> None:
    """Answer requests until SIGTERM."""
    server = Server(
        app,
        address="127.0.0.1",
        port=int(os.environ["PORT"]),
        interface=interface,
        http=HTTPModes.http1,
        websockets=False,
        backlog=1024,
        backpressure=8192,
        log_enabled=False,
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
    await server.serve()


def serve(app: Any) -> None:
    uvloop.run(serving(app))
