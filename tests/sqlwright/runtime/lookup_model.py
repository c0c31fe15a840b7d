"""An executor whose queries end when a test says so, and which records them."""

import asyncio
from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any

__all__ = ["CALLER", "BadKeyError", "Pooled", "Sent", "Single"]

CALLER: ContextVar[str] = ContextVar("CALLER", default="nobody")


class BadKeyError(ValueError):
    """A key below zero, which cannot be sent."""


class Sent:
    """A query under way, with the versions as they were when it was sent."""

    def __init__(self, keys: Sequence[Any], rows: list[tuple[Any, int]]) -> None:
        self.keys = keys
        self.rows = rows
        self.caller = CALLER.get()
        self.cancelled = False
        self._end: asyncio.Future[list[tuple[Any, int]]] = asyncio.get_running_loop().create_future()

    async def wait(self) -> list[tuple[Any, int]]:
        try:
            return await self._end
        except asyncio.CancelledError:
            self.cancelled = True
            for _ in range(3):  # until the server knows of the cancellation
                await asyncio.sleep(0)
            raise

    @property
    def ended(self) -> bool:
        return self._end.done()

    def succeed(self) -> None:
        self._end.set_result(self.rows)

    def fail(self, error: Exception) -> None:
        self._end.set_exception(error)


class Single:
    """A connection to a table of versions by key; a key has no version until it is written."""

    most = 1

    def __init__(self) -> None:
        self.versions: dict[Any, int] = {}
        self.sent: list[Sent] = []
        """Every query that was sent."""
        self.under_way: list[Sent] = []

    async def execute(self, query: str, /, *args: Any) -> str:
        raise NotImplementedError

    async def fetchrow(self, query: str, /, *args: Any) -> Any:
        rows = await self._ask(args[-1:])
        return rows[0] if rows else None

    async def fetch(self, query: str, /, *args: Any) -> list[Any]:
        *_, keys = args
        assert len(set(keys)) == len(keys) > 1
        return await self._ask(keys)

    async def _ask(self, keys: Sequence[Any]) -> list[Any]:
        assert len(self.under_way) < self.most, "the connection is busy"
        if any(isinstance(key, int) and key < 0 for key in keys):
            raise BadKeyError(*keys)
        sent = Sent(keys, [(key, self.versions[key]) for key in keys if isinstance(key, int) and key in self.versions])
        self.sent.append(sent)
        self.under_way.append(sent)
        try:
            return list(await sent.wait())
        finally:
            if sent in self.under_way:
                self.under_way.remove(sent)


class Pooled(Single):
    """A pool, on which several queries may run at once."""

    most = 2

    def acquire(self) -> Any:
        raise NotImplementedError
