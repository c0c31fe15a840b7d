"""A network that can fail: it carries bytes between two sides, holds them back, or loses the connections."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

CHUNK = 64 * 1024

# Connects to the far side.
Connect = Callable[[], Awaitable[tuple[StreamReader, StreamWriter]]]


class Relay:
    def __init__(self, connect: Connect) -> None:
        self.port = 0
        self._connect = connect
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._carriers: set[_Carrier] = set()
        self._running: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, backlog=1024)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self._server:
            self._server.close()
        self.resume()
        for carrier in list(self._carriers):
            carrier.end()
        await asyncio.gather(*self._running, return_exceptions=True)

    def hold(self) -> None:
        """Keep every byte, and every wish to connect, until `resume`."""
        self._flowing.clear()

    def resume(self) -> None:
        self._flowing.set()

    def lose(self) -> "list[_Carrier]":
        """Carry nothing any more on the connections that are open; neither side is told."""
        lost = [carrier for carrier in self._carriers if not carrier.is_lost]
        for carrier in lost:
            carrier.is_lost = True
        return lost

    async def _accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        await self._flowing.wait()
        try:
            far_reader, far_writer = await self._connect()
        except OSError:
            writer.close()
            return
        carrier = _Carrier((reader, writer), (far_reader, far_writer), self._flowing)
        self._carriers.add(carrier)
        self._running.add(running := asyncio.create_task(carrier.run()))
        try:
            await running
        finally:
            self._carriers.discard(carrier)
            self._running.discard(running)


@asynccontextmanager
async def relaying(port: int) -> AsyncGenerator[Relay]:
    """A network before the server on this port."""
    relay = Relay(lambda: asyncio.open_connection("127.0.0.1", port))
    await relay.open()
    try:
        yield relay
    finally:
        await relay.close()


class _Carrier:
    """One connection, of a near side and a far side."""

    def __init__(
        self, near: tuple[StreamReader, StreamWriter], far: tuple[StreamReader, StreamWriter], flowing: asyncio.Event
    ) -> None:
        self.is_lost = False
        self._near, self._far = near, far
        self._flowing = flowing

    async def run(self) -> None:
        """Carry until one side closes; then the other side is closed too, unless the connection is lost."""
        ways = [
            asyncio.create_task(self._carry(self._near[0], self._far[1])),
            asyncio.create_task(self._carry(self._far[0], self._near[1])),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            if self.is_lost:
                await asyncio.wait(ways)
        finally:
            for way in ways:
                way.cancel()
            self.end()

    def end(self) -> None:
        self._near[1].close()
        self._far[1].close()

    async def _carry(self, reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                await self._flowing.wait()
                if not self.is_lost:
                    writer.write(data)
                    await writer.drain()
            await self._flowing.wait()
