"""Answers for each server whether it is the primary, as the agent of Patroni does for a load balancer."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import asyncpg

from tests.replication.node import Node
from undercroft.database import writes


@asynccontextmanager
async def answering(nodes: Sequence[Node]) -> AsyncGenerator[list[int]]:
    """A port for each server: 200 from the primary, else 503."""
    async with AsyncExitStack() as resources:
        ports: list[int] = []
        for node in nodes:
            server = await asyncio.start_server(partial(_answer, node), "127.0.0.1", 0)
            ports.append(int((await resources.enter_async_context(server)).sockets[0].getsockname()[1]))
        yield ports


async def _answer(node: Node, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await reader.readuntil(b"\r\n\r\n")
        status = "200 OK" if await _is_primary(node) else "503 Service Unavailable"
        writer.write(f"HTTP/1.0 {status}\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass  # the load balancer has given up
    finally:
        writer.close()


async def _is_primary(node: Node) -> bool:
    try:
        connection = await asyncpg.connect(node.url(), timeout=0.5)
    except (OSError, asyncpg.PostgresError):
        return False
    try:
        async with asyncio.timeout(0.5):
            return await writes.state(connection) is writes.State.READ_WRITE
    except (OSError, asyncpg.PostgresError):
        return False
    finally:
        connection.terminate()
