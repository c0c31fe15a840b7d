"""Stands in front of the instances of the service, as a load balancer does: connections go to those that are ready."""

import asyncio
from asyncio import StreamReader, StreamWriter

from tests.relay import Relay

# How often each instance is asked whether it is ready, and how long it has to say so.
LOOK_SECONDS = 0.2
ANSWER_SECONDS = 1.0


class Balancer:
    def __init__(self) -> None:
        self.relay = Relay(self._connect)
        self._ready: dict[int, bool] = {}
        self._turn = 0
        self._looking: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.relay.port}"

    async def open(self) -> None:
        await self.relay.open()
        self._looking = asyncio.create_task(self._look())

    async def close(self) -> None:
        if self._looking:
            self._looking.cancel()
        await self.relay.close()

    def add(self, port: int) -> None:
        self._ready[port] = True

    def remove(self, port: int) -> None:
        self._ready.pop(port, None)

    async def _connect(self) -> tuple[StreamReader, StreamWriter]:
        """To a ready instance, in turns; if none is ready, to one that at least listens, since it says what is wrong."""
        self._turn += 1
        ports = sorted(self._ready)
        turned = [ports[(self._turn + n) % len(ports)] for n in range(len(ports))]
        for port in sorted(turned, key=lambda port: not self._ready.get(port)):
            try:
                return await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
        raise ConnectionRefusedError("no instance listens")

    async def _look(self) -> None:
        while True:
            ports = list(self._ready)
            for port, is_ready in zip(ports, await asyncio.gather(*map(is_ready_at, ports)), strict=True):
                if port in self._ready:
                    self._ready[port] = is_ready
            await asyncio.sleep(LOOK_SECONDS)


async def is_ready_at(port: int) -> bool:
    writer: StreamWriter | None = None
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /readyz HTTP/1.1\r\nHost: soak\r\nConnection: close\r\n\r\n")
            return b" 200 " in await reader.readline()
    except (OSError, TimeoutError):
        return False
    finally:
        if writer:
            writer.close()
