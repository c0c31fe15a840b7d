"""Clients that behave badly, many at once; the steady load goes on beside them."""

import asyncio
import json
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from decimal import Decimal
from typing import Any

from tests.soak.world import World

MANY = 20
CHUNK = 64 * 1024
STEP_SECONDS = 0.2

Bad = Callable[[World, float], Coroutine[Any, Any, None]]


async def leave(world: World, seconds: float) -> None:
    """They order, and are gone before the answer comes."""
    await _many(world, seconds, _order_and_leave)


async def send_slow_heads(world: World, seconds: float) -> None:
    """A byte of a head at a time."""
    await _many(world, seconds, _send_slow_head)


async def send_half_bodies(world: World, seconds: float) -> None:
    """The first half of a body, and then nothing."""
    await _many(world, seconds, _send_half_body)


async def stall_readers(world: World, seconds: float) -> None:
    """They ask for a long stream, and read nothing of it."""
    await _many(world, seconds, _read_nothing)


async def _many(world: World, seconds: float, bad: Bad) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(MANY):
            group.create_task(bad(world, seconds))


async def _order_and_leave(world: World, seconds: float) -> None:
    end = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < end:
        if world.shop.customers:
            customer = world.shop.customers[-1]
            key = world.shop.next_name("left")
            world.ledger.purchase(key, customer.id or "", Decimal(1), 1)  # it may be made, or not
            body = json.dumps(
                {"user_id": customer.id, "items": [{"sku": key, "quantity": 1, "unit_price": "1.00"}]}
            ).encode()
            async with _connected(world) as (_, writer):
                writer.write(_head(world, "/orders", len(body), f"Idempotency-Key: {key}\r\n") + body)
                await writer.drain()
                await asyncio.sleep(0.002)
        await asyncio.sleep(STEP_SECONDS)


async def _send_slow_head(world: World, seconds: float) -> None:
    end = asyncio.get_running_loop().time() + seconds
    while (left := end - asyncio.get_running_loop().time()) > 0:
        with suppress(TimeoutError):
            async with asyncio.timeout(left), _connected(world) as (reader, writer):
                closed = asyncio.create_task(reader.read())
                for byte in b"GET /users HTTP/1.1\r\nHost: soak\r\nX-Slow: " + b"x" * 1000:
                    if closed.done():
                        break
                    writer.write(bytes([byte]))
                    await asyncio.sleep(STEP_SECONDS)
                closed.cancel()


async def _send_half_body(world: World, seconds: float) -> None:
    """To all calls that read bodies; the server may give up first."""
    for path, media_type in (("/users/import", "text/csv"), ("/orders", "application/json")):
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds / 2), _connected(world) as (reader, writer):
                writer.write(_head(world, path, 1000, media_type=media_type) + b"email,name\n")
                await reader.read()


async def _read_nothing(world: World, seconds: float) -> None:
    ids = [order.id for order in world.shop.orders] * 10
    body = json.dumps({"ids": ids[:1000]}).encode()
    async with _connected(world) as (_, writer):
        writer.write(_head(world, "/orders/summaries", len(body)) + body)
        await asyncio.sleep(seconds)


def _head(world: World, path: str, length: int, more: str = "", media_type: str = "application/json") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: soak\r\nAuthorization: Bearer {world.secret}\r\n"
        f"Content-Type: {media_type}\r\nContent-Length: {length}\r\n{more}\r\n"
    ).encode()


@asynccontextmanager
async def _connected(world: World) -> AsyncGenerator[tuple[StreamReader, StreamWriter]]:
    """A connection through the balancer, which the server may close at any time."""
    reader, writer = await asyncio.open_connection("127.0.0.1", world.balancer.relay.port)
    try:
        with suppress(OSError):
            yield reader, writer
    finally:
        writer.close()
