"""Lends the connections of asyncpg's pool: one that is free passes from hand to hand without a task or a timer.

asyncpg's pool stays their owner: it makes, checks and replaces them. What it lends is kept here for as long as it is
busy, and given back to it when nobody needs it, and whenever it may not be clean.
"""

from __future__ import annotations  # asyncpg's classes are generic in its stubs only

import asyncio
import logging
import math
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

import asyncpg
from asyncpg.pool import Pool, PoolConnectionProxy

from ..errors import DatabaseReadOnly, PoolExhausted, Unavailable
from .hosts import CONNECT_ERRORS, NoPrimary, says_no_room
from .waiting_queue import WaitingQueue

logger = logging.getLogger(__name__)

Lent: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"

# A connection that was not needed for so long goes back to asyncpg's pool, which closes it after some minutes more.
IDLE_SECONDS = 1.0

# How long nobody connects after the server had no room for another connection; twice as long each time.
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 1.0

# A database that takes no writes refuses many of them: the connections are not renewed more often than this.
RENEWAL_SECONDS = 1.0

# So many loans go by between two connections that pass through asyncpg's pool, which replaces old ones.
LOANS = 1000

# How long a query that was cancelled may take to end; then its connection is closed. The cancellation travels on a
# connection of its own. A pooler makes one more for it, and forgets it if the client's connection closes first: then
# the query would run on.
RELEASE_TIMEOUT = 5.0


class Lender:
    def __init__(
        self,
        pool: Pool[asyncpg.Record],
        *,
        patience: float,
        on_wait: Callable[[float], None] | None = None,
    ) -> None:
        """`patience` is how long somebody waits for a connection.

        `on_wait` is told how long each waited who did not get one at once.
        """
        self.waiting = 0
        # How often the server had no room.
        self.refusals = 0
        self._pool = pool
        self._patience = patience
        self._on_wait = on_wait
        self._loop = asyncio.get_running_loop()
        # How many more connections asyncpg's pool may be asked for.
        self._slots = pool.get_max_size()
        # Those of them that come back one after the other, since the server had no room.
        self._withheld = 0
        self._pause = FIRST_PAUSE
        # Those that came back, the latest last, and the fewest that there were since the last look.
        self._free: list[Lent] = []
        self._fewest_free = 0
        # They get a connection, or None for a slot.
        self._queue: WaitingQueue[Lent | None] = WaitingQueue(
            self._loop, refusal=PoolExhausted, take_back=self._take_back
        )
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._loans = 0
        self._returns: set[asyncio.Task[None]] = set()
        self._renewed_at = -math.inf
        self._is_closing = False

    @property
    def free(self) -> int:
        return len(self._free)

    def take_free(self) -> Lent | None:
        """A connection that is there already."""
        while self._free:
            connection = self._free.pop()
            self._fewest_free = min(self._fewest_free, len(self._free))
            if not is_lost(connection):
                return connection
            self.begin_return(connection)
        return None

    async def take(self) -> Lent:
        """A connection, waited for if need be; then `give_back`, `put_away` or `begin_return` takes it."""
        connection = self.take_free()
        if connection is not None:
            return connection
        began_at = self._loop.time()
        due = began_at + self._patience
        self.waiting += 1
        try:
            came_before = False
            while True:
                if self._slots:
                    self._slots -= 1
                elif (connection := await self._queue.turn(due, came_before=came_before)) is not None:
                    return connection
                try:
                    async with asyncio.timeout_at(due):
                        return await self._pool.acquire()
                except BaseException as error:
                    if not self._waits_on(error):
                        self._pass_on_slot()
                        raise
                    if (connection := self.take_free()) is not None:
                        return connection
                    came_before = True
        except TimeoutError:
            raise PoolExhausted from None
        except NoPrimary as error:
            raise DatabaseReadOnly from error
        except CONNECT_ERRORS as error:
            raise Unavailable("the database cannot be reached") from error
        finally:
            self.waiting -= 1
            if self._on_wait is not None:
                self._on_wait(self._loop.time() - began_at)

    def give_back(self, connection: Lent) -> bool:
        """Take back a connection on which a statement ended well; or say that it has to be put away."""
        self._loans += 1
        if self._loans % LOANS == 0 or self._is_closing or is_lost(connection) or connection.is_in_transaction():
            return False
        self._pass_on(connection)
        return True

    async def put_away(self, connection: Lent) -> None:
        """Give the connection back to asyncpg's pool, which ends what is still going on in it."""
        await asyncio.shield(self.begin_return(connection))

    def begin_return(self, connection: Lent) -> asyncio.Task[None]:
        """The same without waiting: a query that was cancelled may take its time to end."""
        returning: Coroutine[Any, Any, None] = self._return(connection)
        task = self._loop.create_task(returning)
        self._returns.add(task)
        task.add_done_callback(self._returns.discard)
        return task

    async def renew(self, seconds: float = RENEWAL_SECONDS) -> None:
        """Connect anew for whoever comes next, if that was not done within these seconds.

        Behind the same address there may be another server now.
        """
        now = self._loop.time()
        if now - self._renewed_at < seconds:
            return
        self._renewed_at = now
        # Those that are lent are closed when they come back to asyncpg's pool.
        await self._pool.expire_connections()
        while self._free:
            self.begin_return(self._free.pop())

    def close(self) -> None:
        """Keep nothing any more, so that the pool can close; whoever still waits is refused."""
        self._is_closing = True
        for timer in self._timers.values():
            timer.cancel()
        self._queue.refuse_all(Unavailable("the pool of connections is closed"))
        while self._free:
            self.begin_return(self._free.pop())

    def _pass_on(self, connection: Lent) -> None:
        if self._queue.serve(connection):
            return
        self._free.append(connection)
        if "free" not in self._timers:
            self._fewest_free = len(self._free)
            self._timers["free"] = self._loop.call_later(IDLE_SECONDS, self._return_idle)

    def _pass_on_slot(self) -> None:
        if not self._queue.serve(None):
            self._slots += 1

    def _take_back(self, given: Lent | None) -> None:
        """Who was served left just then."""
        self._pass_on_slot() if given is None else self._pass_on(given)

    def _waits_on(self, error: BaseException) -> bool:
        """Whether one who could not connect waits for a connection that the pool has already.

        Then its slot is withheld, and so are the others.
        """
        if not says_no_room(error):
            return False
        self.refusals += 1
        logger.warning("the database has no room for another connection: %s", error, extra={"repeats": True})
        if self._is_closing or not self._pool.get_size():
            return False
        self._withheld += 1 + self._slots
        self._slots = 0
        if "withheld" not in self._timers:
            self._pause = FIRST_PAUSE
            self._timers["withheld"] = self._loop.call_later(self._pause, self._let_one_connect)
        return True

    def _let_one_connect(self) -> None:
        del self._timers["withheld"]
        self._withheld -= 1
        self._pass_on_slot()
        if self._withheld:
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
            self._timers["withheld"] = self._loop.call_later(self._pause, self._let_one_connect)

    def _return_idle(self) -> None:
        """Give back what nobody took since the last look: it lies at the bottom."""
        idle = self._free[: self._fewest_free]
        del self._free[: self._fewest_free]
        for connection in idle:
            self.begin_return(connection)
        self._fewest_free = len(self._free)
        del self._timers["free"]
        if self._free:
            self._timers["free"] = self._loop.call_later(IDLE_SECONDS, self._return_idle)

    async def _return(self, connection: Lent) -> None:
        try:
            await self._pool.release(connection, timeout=RELEASE_TIMEOUT)
        except Exception as error:  # noqa: BLE001 - asyncpg has ended it
            # What was done with it counts: its result, its error, its cancellation.
            logger.warning("a connection broke when it was given back: %r", error, extra={"repeats": True})
        finally:
            self._pass_on_slot()


def is_lost(connection: Lent) -> bool:
    """Whether it is closed; asyncpg itself takes back one that the server ended."""
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True
