"""A request's body on its way to the application."""

import asyncio
from contextlib import suppress
from typing import Any

from litestar.types import Receive

from .pace import Arrival, Pace


class Body:
    def __init__(self, receive: Receive, pace: Pace) -> None:
        self._receive: Any = receive
        self.arrival = Arrival(pace)
        self.is_whole = False
        # Whether anybody waited for a part of it.
        self.is_wanted = False
        # Whether the rest is not waited for.
        self.is_given_up = False
        # Only a body that takes long has this.
        self._becomes_whole: asyncio.Event | None = None

    async def message(self) -> Any:
        """The next part, or that the client left."""
        self.is_wanted = True
        self.arrival.begin_to_wait()
        message = await self._receive()
        self.arrival.receive(len(message.get("body", b"")))
        if message["type"] == "http.request" and not message.get("more_body", False):
            self.is_whole = True
            if self._becomes_whole is not None:
                self._becomes_whole.set()
        return message

    async def wait(self, seconds: float) -> None:
        """Wait until the body is whole, but no longer than this."""
        self._becomes_whole = self._becomes_whole or asyncio.Event()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._becomes_whole.wait()
