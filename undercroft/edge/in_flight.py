"""The exchanges in flight, and the one timer that looks at all of them.

Most are over before the timer has seen them twice, so they need no timer and no task of their own.
"""

import asyncio
from collections.abc import Iterator
from typing import Protocol

from ..errors import RequestError


class Seen(Protocol):
    async def cut(self, error: RequestError) -> None: ...

    def be_seen(self) -> bool:
        """Take note of a look; whether another one is needed."""
        ...


class InFlight:
    def __init__(self) -> None:
        self._all: set[Seen] = set()
        self._is_looking = False
        # That of the timer: to ask which loop runs is a call of the system.
        self.loop: asyncio.AbstractEventLoop | None = None

    def __iter__(self) -> Iterator[Seen]:
        return iter(list(self._all))

    def add(self, exchange: Seen, within: float) -> None:
        """From now on the exchange is in flight; it is seen twice within this time."""
        self._all.add(exchange)
        if not self._is_looking:
            self._look_after(within / 2)

    def remove(self, exchange: Seen) -> None:
        self._all.discard(exchange)

    def _look_after(self, seconds: float) -> None:
        self._is_looking = True
        self.loop = asyncio.get_running_loop()
        self.loop.call_later(seconds, self._look, seconds)

    def _look(self, seconds: float) -> None:
        self._is_looking = False
        young = [exchange for exchange in self._all if exchange.be_seen()]
        if young:
            self._look_after(seconds)
