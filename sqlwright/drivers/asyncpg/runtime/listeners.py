"""Notifications: a connection that only listens, is made anew when it is lost, and tells of what may be missed."""

from asyncio import Event, Task, create_task, sleep, timeout, wait
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from random import uniform
from typing import Any, Final, Generic, Self

from msgspec import DecodeError, Struct

from .calls import UnexpectedDocument, _T_co

__all__ = ["MOST_WAITING", "Channel", "Listener", "Missed", "listen"]

MOST_WAITING: Final = 10_000
"""How many notifications wait for a slow reader before they are dropped, which is told."""


class Channel(Generic[_T_co]):
    """What a `:notify` query sends to, and how its payloads are read."""

    __slots__ = ("_query", "_read", "name")

    def __init__(self, query: str, name: str, read: Callable[[bytes], _T_co]) -> None:
        self._query = query
        self.name = name
        self._read = read

    def payload(self, text: str) -> _T_co:
        """What was sent; raises UnexpectedDocument if somebody else sent something else."""
        try:
            return self._read(text.encode())
        except DecodeError as error:
            raise UnexpectedDocument(f"{self._query}: {error}") from error


class Missed(Struct, frozen=True):
    """Notifications may have been missed: read anew what they are about."""

    error: Exception | None = None
    """Why the last try to connect failed, if it did."""


class Listener(Generic[_T_co]):
    """Gives the payloads as they come, and a `Missed` after each gap."""

    def __init__(
        self,
        connect: Callable[[], Awaitable[Any]],
        channels: tuple[Channel[_T_co], ...],
        check: float,
        longest_wait: float,
    ) -> None:
        self._connect = connect
        self._channels = {channel.name: channel for channel in channels}
        self._check = check
        self._longest_wait = longest_wait
        self._events: deque[Missed | tuple[str, str]] = deque()
        self._arrived = Event()
        self._lost = Event()
        self._connection: Any = None
        self._keeper: Task[None] | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> _T_co | Missed:
        while not self._events:
            if self._keeper is None:
                raise StopAsyncIteration
            self._arrived.clear()
            await self._arrived.wait()
        event = self._events.popleft()
        if isinstance(event, Missed):
            return event
        name, text = event
        return self._channels[name].payload(text)

    async def start(self) -> None:
        await self._open()
        self._keeper = create_task(self._keep())

    async def stop(self) -> None:
        keeper, self._keeper = self._keeper, None
        self._events.clear()
        self._arrived.set()
        if keeper is not None:
            keeper.cancel()
            await wait([keeper])
        await self._close()

    async def _open(self) -> None:
        connection = self._connection = await self._connect()
        lost = self._lost = Event()

        def note(_: object) -> None:
            lost.set()

        connection.add_termination_listener(note)
        for name in self._channels:
            await connection.add_listener(name, self._take)

    def _take(self, _connection: object, _pid: int, channel: str, text: str) -> None:
        if len(self._events) >= MOST_WAITING:
            self._events.clear()
            self._events.append(Missed())
        self._put((channel, text))

    def _put(self, event: Missed | tuple[str, str]) -> None:
        self._events.append(event)
        self._arrived.set()

    async def _keep(self) -> None:
        """Makes a new connection whenever one is lost, after waits that grow."""
        while True:
            await self._loss()
            await self._close()
            error: Exception | None = None
            pause = 0.1
            while True:
                try:
                    await self._open()
                    break
                except Exception as failure:  # noqa: BLE001
                    error = failure
                    await self._close()
                    await sleep(uniform(pause / 2, pause))
                    pause = min(pause * 2, self._longest_wait)
            self._put(Missed(error))

    async def _loss(self) -> None:
        """Waits until the connection is lost; a silent one is asked from time to time."""
        while not self._lost.is_set():
            with suppress(TimeoutError):
                async with timeout(self._check):
                    await self._lost.wait()
                return
            try:
                async with timeout(self._check):
                    await self._connection.execute("select")
            except Exception:  # noqa: BLE001
                return

    async def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                with suppress(Exception):
                    await connection.close(timeout=1)
            finally:
                if not connection.is_closed():
                    connection.terminate()


@asynccontextmanager
async def listen(
    connect: Callable[[], Awaitable[Any]],
    *channels: Channel[_T_co],
    check: float = 30,
    longest_wait: float = 30,
) -> AsyncGenerator[Listener[_T_co]]:
    """Listens for as long as the block lasts, on a connection of its own that `connect` makes.

    The first connection's error is raised; later ones are tried again. Times are in seconds: a silent
    connection is asked after `check`, and tries are at most `longest_wait` apart.
    """
    listener = Listener(connect, channels, check, longest_wait)
    try:
        await listener.start()
        yield listener
    finally:
        await listener.stop()
