"""The servers that a database's URL names: which of them to connect to."""

from __future__ import annotations  # asyncpg's classes are generic in its stubs only

import asyncio
import os
import weakref
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

import asyncpg
from asyncpg.exceptions import TargetServerAttributeNotMatched

from ..urls import TARGET, each_host, parameter
from . import tls, writes
from .writes import State

# What connecting raises: the server is not there, refuses, or does not answer.
CONNECT_ERRORS = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
CONNECT_TIMEOUT = 10.0

# What one of several servers may answer: asyncpg raises the last kind, too, for a query just after the server's goodbye.
_ANSWERS = (*CONNECT_ERRORS, asyncpg.InternalClientError)

# How long one of several servers may take: the others are there too.
SERVER_TIMEOUT = 3.0

# When no server would do, nobody is asked again for so long: a standby is not for refusing connections.
PAUSE = 0.1

# A server that does not answer for so long has the next one tried beside it.
HEAD_START = 0.25

# What a server must be to take writes.
_WRITING = ("read-write", "primary")


Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


class NoServerSuits(ConnectionError):
    """None of the servers can be used: each with its reason."""


class NoPrimary(NoServerSuits):
    """None of the servers takes writes."""


class Hosts:
    """One server or several, of which connections go to the first that is as it must be.

    With several it must take writes, unless `target_session_attrs` in the URL says something else. That one is then
    tried first for the next connection.
    """

    def __init__(self, url: str) -> None:
        self._urls = each_host(url)
        self._given = parameter(url, TARGET) or os.environ.get("PGTARGETSESSIONATTRS")
        self._wanted = self._given or ("read-write" if self.are_several else "any")
        # The one that was used last.
        self._used = 0
        self._connections: dict[int, weakref.WeakSet[Connection]] = {}
        # Why none would do, and until when that counts.
        self._refusal: NoServerSuits | None = None
        self._refused_until = 0.0

    @property
    def are_several(self) -> bool:
        return len(self._urls) > 1

    @property
    def can_move(self) -> bool:
        """Whether writes may have to go to another of the servers one day."""
        return self.are_several and self._wanted in _WRITING

    @property
    def must_write(self) -> bool:
        """Whether a server that takes no writes is the wrong one: a URL can say that any will do, or a standby."""
        return self._given in (None, *_WRITING)

    @property
    def used(self) -> str:
        """The URL of the server that the last connection leads to, with the others left out."""
        return self._urls[self._used]

    async def connect(self, *_: object, **options: Any) -> Connection:
        """A connection to the first server that is as it must be, with asyncpg's options.

        It gives no statement a name: behind a pooler, the next query may meet a server that does not know it.
        """
        options.setdefault("statement_cache_size", 0)
        loop = asyncio.get_running_loop()
        if self._refusal is not None and loop.time() < self._refused_until:
            raise type(self._refusal)(str(self._refusal))
        try:
            return await self._suiting(options)
        except NoServerSuits as error:
            if self.are_several:
                self._refusal, self._refused_until = error, loop.time() + PAUSE
            raise

    async def suits(self, connection: Connection, *, seconds: float) -> bool:
        """Whether the server of this connection still takes writes, and says so in time."""
        try:
            async with asyncio.timeout(seconds):
                state = await writes.state(connection)
        except _ANSWERS:
            return False
        return state is State.READ_WRITE or (state is State.READ_ONLY and self._wanted == "primary")

    def leave_others(self) -> int:
        """End the connections to all servers but the one that was used last; how many they were."""
        left = [
            connection
            for index, connections in self._connections.items()
            if index != self._used
            for connection in connections
            if not connection.is_closed()
        ]
        for connection in left:
            connection.terminate()
        return len(left)

    async def _suiting(self, options: Mapping[str, Any]) -> Connection:
        if self._wanted != "prefer-standby":
            return await self._first({**options, TARGET: self._wanted})
        try:
            return await self._first({**options, TARGET: "standby"})
        except NoServerSuits:
            return await self._first({**options, TARGET: "any"})

    async def _first(self, options: Mapping[str, Any]) -> Connection:
        seconds = SERVER_TIMEOUT if self.are_several else CONNECT_TIMEOUT
        waiting = self._order()
        attempts: dict[asyncio.Task[Connection], int] = {}
        errors: dict[int, Exception] = {}
        try:
            while True:
                index = next(waiting, None)
                if index is not None:
                    connecting = asyncpg.connect(self._urls[index], timeout=seconds, **options)
                    attempts[asyncio.ensure_future(connecting)] = index
                if not attempts:
                    raise self._failure(errors)
                patience = None if index is None else HEAD_START
                done, _ = await asyncio.wait(attempts, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
                for attempt in done:
                    tried = attempts.pop(attempt)
                    try:
                        return self._chosen(tried, attempt.result())
                    except _ANSWERS as error:
                        errors[tried] = error
        finally:
            await _give_up(attempts)

    def _order(self) -> Iterator[int]:
        """The one that took writes comes first. For any other use the order is the URL's."""
        every = range(len(self._urls))
        if self._wanted not in _WRITING:
            return iter(every)
        return iter(sorted(every, key=lambda index: index != self._used))

    def _chosen(self, index: int, connection: Connection) -> Connection:
        self._used = index
        self._connections.setdefault(index, weakref.WeakSet()).add(connection)
        return connection

    def _failure(self, errors: Mapping[int, Exception]) -> Exception:
        if not self.are_several and not isinstance(errors[0], TargetServerAttributeNotMatched):
            return errors[0]
        for error in errors.values():
            # One who waits for a connection that is there already goes on waiting.
            if says_no_room(error):
                return error
        whys = (f"{_address(self._urls[index])}: {self._why(error)}" for index, error in sorted(errors.items()))
        answered = any(isinstance(error, TargetServerAttributeNotMatched) for error in errors.values())
        return (NoPrimary if answered and self._wanted in _WRITING else NoServerSuits)("; ".join(whys))

    def _why(self, error: Exception) -> str:
        if not isinstance(error, TargetServerAttributeNotMatched):
            return told(error)
        return "it takes no writes" if self._wanted in _WRITING else f"it is not {self._wanted}"


def told(error: Exception) -> str:
    """Why a server cannot be used, in one line."""
    if (advice := tls.advice(error)) is not None:
        return advice
    match error:
        case TimeoutError():
            return "no answer"
        case OSError():
            return error.strerror or str(error)
        case _:
            return str(error.args[0]) if error.args else type(error).__name__


def says_no_room(error: BaseException) -> bool:
    """Whether the server has no room for another connection, or a pooler has none."""
    match error:
        case asyncpg.InsufficientResourcesError():
            return True
        case asyncpg.ProtocolViolationError():
            # PgBouncer has one SQLSTATE for everything: "no more connections allowed", "client connections exceeded".
            return "connections" in str(error)
        case _:
            return False


def _address(url: str) -> str:
    return unquote(urlsplit(url).netloc.rpartition("@")[2]) or "the default address"


async def _give_up(attempts: Mapping[asyncio.Task[Connection], int]) -> None:
    """Cancel the attempts; one that came through all the same is ended."""
    for attempt in attempts:
        attempt.cancel()
    for result in await asyncio.gather(*attempts, return_exceptions=True):
        if isinstance(result, asyncpg.Connection):
            result.terminate()
