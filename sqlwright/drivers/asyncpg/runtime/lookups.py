"""Lookups of many callers in one query: who waits for what, what is under way, and who has left."""

from asyncio import AbstractEventLoop, CancelledError, Future, Task, get_running_loop, wait
from collections import deque
from collections.abc import Sequence
from contextvars import Context
from datetime import datetime, tzinfo
from decimal import Decimal
from itertools import islice
from typing import Any, Final
from uuid import UUID

from .answers import _Answer, _fresh, _may_be_of_one, _own
from .connections import Executor, Pool
from .flights import _Asked, _Flight

__all__ = ["FLIGHTS_AT_ONCE", "KEYS_AT_ONCE", "Lookups", "_is_comparable"]

KEYS_AT_ONCE: Final = 1000

FLIGHTS_AT_ONCE: Final = 2


class Lookups:
    """Fetches rows by key, with one query for all calls in a turn of the event loop or while a query is under way."""

    def __init__(
        self,
        db: Executor,
        sql: str,
        sql_for_many: str,
        kind: type[Any],
        key: int,
        zone: tzinfo | None = None,
    ) -> None:
        """`key` is the column with the key in the rows of many; -1 is one after the query's own columns."""
        self._db = db
        self._sql = sql
        self._sql_for_many = sql_for_many
        self._kind = kind
        self._key = key
        self._zone = zone
        # A single connection runs one query at a time.
        self._most = FLIGHTS_AT_ONCE if isinstance(db, Pool) else 1
        self._loop: AbstractEventLoop | None = None
        self._waiting: dict[Any, dict[Any, _Asked]] = {}
        self._again: deque[_Flight] = deque()
        self._flights: set[_Flight] = set()
        self._next: _Flight | None = None

    async def row(self, key: Any) -> Any:
        """The key's row or None, as it is at the time of the call or later."""
        alone = not _is_comparable(key, self._kind, self._zone)
        return await self._answered(_Asked(key, (key,), alone=alone))

    async def _answered(self, asked: _Asked) -> Any:
        loop = get_running_loop()
        if loop is not self._loop:
            # Nobody waits any more for what an earlier loop left undone.
            self._loop = loop
            self._waiting, self._again = {}, deque()
            self._flights, self._next = set(), None
        # Among those that wait: a query under way was sent before this call.
        asked = self._waiting.setdefault(asked.group, {}).setdefault(asked.name, asked)
        caller: Future[_Answer] = loop.create_future()
        asked.callers.append(caller)
        self._launch()
        try:
            row, error = await caller
        except CancelledError:
            ended = self._leave(asked, caller)
            if ended is not None:
                # Its connection must be free when the caller goes on, as after a query
                # of its own. A second cancellation does not wait for that.
                await wait([ended])
            raise
        except GeneratorExit:
            self._leave(asked, caller)
            raise
        if error is None:
            return row
        try:
            raise error
        finally:
            # Its traceback holds this frame, which must not hold the error.
            del error, caller

    def _launch(self) -> None:
        """Starts a flight at the next turn, unless one will start anyway or enough are under way."""
        if self._next is not None or len(self._flights) >= self._most:
            return
        if self._again:
            flight = self._again.popleft()
        elif self._waiting:
            flight = self._next = _Flight()
        else:
            return
        self._flights.add(flight)
        # In a context of its own, as one caller's deadline or trace is not the others'.
        # Made like this it starts at the next turn, even under an eager task factory.
        task = Task(self._fly(flight), loop=get_running_loop(), context=Context())
        task.add_done_callback(lambda task: self._landed(flight, task))
        flight.task = task

    async def _fly(self, flight: _Flight) -> None:
        if flight is self._next:
            # Later callers wait for the next flight: this one is sent now.
            self._next = None
            flight.board = self._board()
        flight.board = [asked for asked in flight.board if asked.is_wanted()]
        flight.left = len(flight.board)
        for asked in flight.board:
            asked.flight = flight
        if self._waiting or self._again:
            self._launch()
        if flight.board:
            rows = await self._rows(flight.board)
            for asked in flight.board:
                self._settle(asked, rows.get(asked), None)

    def _board(self) -> Sequence[_Asked]:
        """Takes the keys for one query from those that wait longest."""
        group, waiting = next(iter(self._waiting.items()))
        found = [*islice(waiting.values(), KEYS_AT_ONCE)]
        for asked in found:
            del waiting[asked.name]
        del self._waiting[group]
        if waiting:
            self._waiting[group] = waiting  # The other groups come before its rest.
        return found

    async def _rows(self, board: Sequence[_Asked]) -> dict[_Asked, Any]:
        if len(board) == 1:
            # PostgreSQL plans a query of many keys each time, and of one key once.
            return {board[0]: await self._db.fetchrow(self._sql, *board[0].args)}
        # If a codec makes something else of the keys, the KeyError ends this query, and
        # each key will be fetched alone.
        return await self._fetched(board)

    async def _fetched(self, board: Sequence[_Asked]) -> dict[_Asked, Any]:
        keys = {asked.key: asked for asked in board}
        rows = await self._db.fetch(self._sql_for_many, list(keys))
        if self._key < 0:
            return {keys[row[-1]]: row[:-1] for row in rows}
        return {keys[row[self._key]]: row for row in rows}

    def _settle(self, asked: _Asked, row: Any, error: BaseException | None) -> None:
        callers = [caller for caller in asked.callers if not caller.done()]
        asked.callers.clear()
        for number, caller in enumerate(callers):
            if error is not None:
                caller.set_result((None, _own(error)))
            elif number and row is not None:
                caller.set_result((tuple(map(_fresh, row)), None))
            else:
                caller.set_result((row, None))

    def _leave(self, asked: _Asked, caller: Future[_Answer]) -> Task[None] | None:
        """Removes a caller; a flight that nobody waits for any more is cancelled."""
        if caller not in asked.callers:
            return None  # It was answered in the turn of its cancellation.
        asked.callers.remove(caller)
        if asked.callers:
            return None
        flight = asked.flight
        if flight is None:
            waiting = self._waiting.get(asked.group, {})
            if waiting.get(asked.name) is asked:
                del waiting[asked.name]
                if not waiting:
                    del self._waiting[asked.group]
            return None
        flight.left -= 1
        if flight.left or flight.task is None:
            return None
        # If its rows came in this very turn, nobody gets them.
        flight.task.cancel()
        return flight.task

    def _landed(self, flight: _Flight, task: Task[None]) -> None:
        """Serves those who still wait, when a query has ended and its connection is free."""
        failure = None if task.cancelled() else task.exception()
        if flight not in self._flights:
            return  # It belongs to an earlier loop.
        self._flights.discard(flight)
        flight.task = None  # The task's error holds the flight.
        if flight is self._next:
            self._next = None  # It was cancelled from outside before it started.
        if task.cancelled():
            # If that came from outside, cancel those who wait for it.
            for asked in flight.board:
                for caller in asked.callers:
                    caller.cancel()
                asked.callers.clear()
        elif failure is not None:
            self._fail(flight, failure)
        if not self._waiting and not self._again:
            return
        # When a loop ends, all is cancelled and nothing new may start.
        groups = self._waiting.values()
        waiting = [asked for group in groups for asked in group.values()]
        waiting += [asked for each in self._again for asked in each.board]
        if any(asked.is_wanted() for asked in waiting):
            self._launch()

    def _fail(self, flight: _Flight, failure: BaseException) -> None:
        """Gives the error to all callers, or fetches each half again if a single key may be at fault."""
        aborted = getattr(failure, "sqlstate", None) == "25P02"
        if aborted and flight.before is not None:
            # The first error aborts the whole transaction, so every caller gets it.
            failure = flight.before
        elif len(flight.board) > 1 and _may_be_of_one(failure):
            board = [asked for asked in flight.board if asked.callers]
            middle = len(board) // 2
            for half in filter(None, (board[:middle], board[middle:])):
                self._again.append(_Flight(half, failure))
            for asked in board:
                asked.flight = None
            return
        for asked in flight.board:
            self._settle(asked, None, failure)


def _is_comparable(key: Any, kind: type[Any], zone: tzinfo | None) -> bool:
    """Whether the key equals the same keys in Python as in PostgreSQL; others are sent alone.

    They are NaN, and what comes back as something else: a UUID's text, a time in another zone.
    """
    cls: type[Any] = key.__class__
    if kind is datetime:
        return cls is kind and key.tzinfo is zone
    if kind is Decimal:
        return cls is kind and not key.is_nan()
    if cls is kind or kind is UUID:
        return isinstance(key, kind)
    same = cls.__eq__ is kind.__eq__ and cls.__hash__ is kind.__hash__
    return same and isinstance(key, kind)
