"""Watches an exchange that takes long: its body must come in time, its answer too, and its client may leave."""

import asyncio
from time import perf_counter
from typing import Any, Protocol

from litestar.types import Receive

from ..errors import BodyTimeout, DeadlineExceeded, RequestError
from .body import Body

# A body is looked at no more often.
SHORTEST_LOOK = 0.05


class Watched(Protocol):
    async def cut(self, error: RequestError) -> None: ...

    def leave(self) -> None:
        """The client left."""
        ...


class Watch:
    def __init__(
        self,
        exchange: Watched,
        receive: Receive,
        body: Body | None,
        *,
        began_at: float,
        timeout: float,
        does_wait_count: bool,
    ) -> None:
        """The time counts from `began_at`, when the present part of the answer was due to begin.

        `does_wait_count` says whether the time counts in which the client is waited for.
        """
        self._exchange = exchange
        self._receive: Any = receive
        self._body = body
        self._began_at = began_at
        self._timeout = timeout
        self._does_wait_count = does_wait_count
        self._deadline: asyncio.Timeout | None = None
        self._task = asyncio.get_running_loop().create_task(self._run())

    def put_off(self, began_at: float) -> None:
        """Give the next part of a stream as much time as the first part had."""
        self._began_at = began_at
        if self._deadline is not None and not self._deadline.expired():
            self._deadline.reschedule(asyncio.get_running_loop().time() + self._timeout)

    def end(self) -> None:
        self._task.cancel()

    async def _run(self) -> None:
        """Wait for the body, then for the deadline, or for the client to leave once its whole request is read."""
        try:
            if self._body is not None:
                await self._watch_body(self._body)
            async with asyncio.timeout(self._remaining()) as self._deadline:
                while (await self._receive())["type"] != "http.disconnect":
                    pass
        except BodyTimeout as error:
            await self._exchange.cut(error)
        except TimeoutError:
            await self._exchange.cut(DeadlineExceeded())
        else:
            self._exchange.leave()

    async def _watch_body(self, body: Body) -> None:
        while not body.is_whole:
            late_in = body.arrival.late_at() - perf_counter()
            if late_in <= 0:
                body.is_given_up = True
                raise BodyTimeout
            remaining = self._remaining()
            if remaining <= 0:
                raise TimeoutError
            await body.wait(min(late_in, max(remaining, SHORTEST_LOOK)))

    def _remaining(self) -> float:
        """How long the present part of the answer may still take."""
        waited = 0 if self._body is None or self._does_wait_count else self._body.arrival.waited()
        return self._began_at + self._timeout + waited - perf_counter()
