"""The networks of a run do what faults ask of them."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from tests.relay import Relay, relaying
from tests.soak.balancer import Balancer


@asynccontextmanager
async def echoing() -> AsyncGenerator[int]:
    """The port of a server that sends back what it gets, and says `ready`, as far as the balancer asks."""

    async def echo(reader: StreamReader, writer: StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(b"HTTP/1.1 200 OK\r\n" if line.startswith(b"GET") else line)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@asynccontextmanager
async def in_use() -> AsyncGenerator[tuple[Relay, StreamReader, StreamWriter]]:
    """A network, and a connection over it on which one line went there and back."""
    async with echoing() as port, relaying(port) as relay:
        reader, writer = await asyncio.open_connection("127.0.0.1", relay.port)
        try:
            writer.write(b"one\n")
            assert await reader.readline() == b"one\n"
            yield relay, reader, writer
        finally:
            writer.close()


async def test_what_is_held_comes_later() -> None:
    async with in_use() as (relay, reader, writer):
        relay.hold()
        writer.write(b"two\n")
        answer = asyncio.create_task(reader.readline())
        await asyncio.wait([answer], timeout=0.05)
        assert not answer.done()
        relay.resume()
        assert await answer == b"two\n"


async def test_what_is_lost_never_comes() -> None:
    async with in_use() as (relay, reader, writer):
        [lost] = relay.lose()
        writer.write(b"two\n")
        answer = asyncio.create_task(reader.readline())
        await asyncio.wait([answer], timeout=0.05)
        assert not answer.done()
        lost.end()
        assert await answer == b""


async def test_other_connections_are_not_lost() -> None:
    async with in_use() as (relay, _, _):
        relay.lose()
        reader, writer = await asyncio.open_connection("127.0.0.1", relay.port)
        writer.write(b"new\n")
        assert await reader.readline() == b"new\n"
        writer.close()


async def test_connections_go_to_those_that_listen() -> None:
    async with echoing() as port, echoing() as other:
        balancer = Balancer()
        balancer.add(port)
        balancer.add(other)
        await balancer.open()
        try:
            for gone in (None, other):
                if gone:
                    balancer.remove(gone)
                for _ in range(4):
                    reader, writer = await asyncio.open_connection("127.0.0.1", balancer.relay.port)
                    writer.write(b"hello\n")
                    assert await reader.readline() == b"hello\n"
                    writer.close()
        finally:
            await balancer.close()
