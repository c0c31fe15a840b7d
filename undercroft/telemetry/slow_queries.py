"""Slow queries in the log: their names, their times and their plans, and nothing of their arguments.

The plan is asked for afterwards, on a connection of its own. So it is the one that PostgreSQL would choose now.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias

from asyncpg.connection import LoggedQuery

from ..database.hosts import CONNECT_ERRORS
from ..database.plans import is_explainable
from ..errors import RequestError
from .logs import headline

# Asks for the plan of a statement with these arguments.
Plan: TypeAlias = Callable[[str, Sequence[Any]], Awaitable[str]]

# So many plans are asked for in so many seconds, and none twice.
PLANS = 6
SECONDS = 60.0

_name: ContextVar[str | None] = ContextVar("query", default=None)

logger = logging.getLogger(__name__)


class SlowQueries:
    def __init__(self, plan: Plan, seconds: float) -> None:
        """A query that takes at least so many seconds is slow."""
        self._plan = plan
        self._seconds = seconds
        # The statements that were planned since this time.
        self._planned: set[str] = set()
        self._since = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Plans are asked for until the block ends."""
        try:
            yield
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    @contextmanager
    def named(self, query: str) -> Generator[None]:
        """What is sent within the block is part of this query."""
        token = _name.set(query)
        try:
            yield
        finally:
            _name.reset(token)

    def note(self, query: LoggedQuery) -> None:
        """asyncpg calls this after each statement, in the context that sent it."""
        if query.elapsed < self._seconds:
            return
        if not self._has_room_for(query.query):
            self._log(query, None)
            return
        task = asyncio.create_task(self._explain(query))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _has_room_for(self, statement: str) -> bool:
        now = asyncio.get_running_loop().time()
        if now - self._since > SECONDS:
            self._since = now
            self._planned.clear()
        if not is_explainable(statement) or statement in self._planned or len(self._planned) == PLANS:
            return False
        self._planned.add(statement)
        return True

    async def _explain(self, query: LoggedQuery) -> None:
        plan = None
        try:
            plan = await self._plan(query.query, query.args)
        except (RequestError, *CONNECT_ERRORS) as error:
            logger.warning("a slow query has no plan: %s", headline(error))
        finally:
            self._log(query, plan)

    def _log(self, query: LoggedQuery, plan: str | None) -> None:
        fields: dict[str, object] = {
            "query": _name.get(),
            "duration_ms": round(query.elapsed * 1000, 3),
            "statement": query.query,
        }
        if query.exception is not None:
            fields["error"] = type(query.exception).__qualname__
        if plan is not None:
            fields["plan"] = plan.split("\n")
        # One line a second for each query, and for each plan.
        extra = {"fields": fields, "repeats": plan is None}
        logger.warning("a slow query: %s", _name.get() or "one without a name", extra=extra)
