"""An Executor for queries that only read: a replica answers them, or the primary where none is fit."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any, TypeVar

import asyncpg

from ...errors import Unavailable
from ..generated import Executor
from ..hosts import CONNECT_ERRORS
from ..lender import Lent
from ..pool import Database
from .position import Position
from .replica import Replica

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Reader:
    def __init__(self, primary: Database, replicas: Sequence[Replica]) -> None:
        self._primary = primary
        self._replicas = replicas
        self._turn = 0
        # What the replicas must have that answer requests in flight. A query of `@batched` is of several requests, and
        # runs in none of them: so all promises bind all queries.
        self._promises: list[Position] = []

    @contextmanager
    def promising(self, positions: Sequence[Position]) -> Generator[None]:
        """Within the block, queries see all that was committed up to these positions."""
        self._promises += positions
        try:
            yield
        finally:
            for position in positions:
                self._promises.remove(position)

    def has(self, positions: Sequence[Position]) -> bool:
        """Whether there is a replica that shows all of this."""
        now = asyncio.get_running_loop().time()
        return any(replica.good_until > now and all(map(replica.position.has, positions)) for replica in self._replicas)

    async def execute(self, query: str, /, *args: Any) -> str:
        return await self._asked(lambda database: database.execute(query, *args))

    async def fetch(self, query: str, /, *args: Any) -> list[Any]:
        return await self._asked(lambda database: database.fetch(query, *args))

    async def fetchrow(self, query: str, /, *args: Any) -> Any:
        return await self._asked(lambda database: database.fetchrow(query, *args))

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[Lent]:
        """A connection for several queries that only read."""
        async with AsyncExitStack() as stack:
            connection = None
            if (replica := self._chosen()) is not None:
                stack.enter_context(_busy(replica))
                try:
                    connection = await stack.enter_async_context(replica.database.connection())
                except Unavailable as error:
                    self._note_failure(replica, error)
            yield connection or await stack.enter_async_context(self._primary.connection())

    # The generated modules recognise a pool by this name.
    acquire = connection

    async def _asked(self, ask: Callable[[Executor], Awaitable[T]]) -> T:
        if (replica := self._chosen()) is not None:
            with _busy(replica):
                try:
                    return await ask(replica.database)
                except (TimeoutError, asyncpg.QueryCanceledError):
                    # It took too long: so would it on the primary.
                    raise
                except (*CONNECT_ERRORS, Unavailable) as error:
                    # A conflict with what it replays, a table that it does not have yet, a broken connection. Whatever
                    # it is: the query only reads, so the primary may be asked, and its error is the one to tell.
                    self._note_failure(replica, error)
        return await ask(self._primary)

    def _chosen(self) -> Replica | None:
        """The least busy of the replicas that may answer, in turn."""
        now = asyncio.get_running_loop().time()
        found: Replica | None = None
        for replica in self._replicas:
            if replica.good_until <= now or not all(map(replica.position.has, self._promises)):
                continue
            if found is None or (replica.busy, replica.turn) < (found.busy, found.turn):
                found = replica
        if found is not None:
            self._turn += 1
            found.turn = self._turn
            found.reads += 1
        return found

    def _note_failure(self, replica: Replica, error: Exception) -> None:
        replica.failures += 1
        fields = {"replica": replica.name, "why": f"{type(error).__name__}: {error}"}
        logger.info("the primary is asked after a replica", extra={"fields": fields, "repeats": True})


@contextmanager
def _busy(replica: Replica) -> Generator[None]:
    replica.busy += 1
    try:
        yield
    finally:
        replica.busy -= 1
