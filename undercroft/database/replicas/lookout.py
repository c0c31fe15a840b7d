"""Looks at the primary and at the replicas, each over a connection of its own, and connects again when one breaks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from ...errors import CommandError, Unavailable
from ..hosts import CONNECT_ERRORS
from ..pool import Database
from .history import History
from .position import CLUSTER, OF_PRIMARY, OF_REPLICA, Position
from .replica import Replica

logger = logging.getLogger(__name__)

# How long a server may take to say where it is; and how often it is asked, at least.
PATIENCE = 1.0
INTERVAL = 1.0

# How often a replica is asked while a read waits for it.
HURRY = 0.002

# How long a server that did not answer is left alone: twice as long each time.
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 10.0


class Unfit(Exception):
    """The server answers, but it is not what it should be."""


class Lookout:
    """What is known of all servers."""

    def __init__(self, primary: Database, max_lag: float, types_unknown: type[Exception]) -> None:
        self.cluster: int | None = None
        self.history = History(max_lag + 2 * INTERVAL)
        self._primary = primary
        self._types_unknown = types_unknown
        self._interval = min(INTERVAL, max_lag / 4)
        # Reads that wait for a replica to be further, and what wakes them.
        self._waiting = 0
        self._hurry = asyncio.Event()
        self._is_begun = asyncio.Event()
        self._news = asyncio.Event()

    async def primary(self) -> None:
        """Keep asking the primary where it is."""
        await self._keep(self._ask_primary, lambda why: logger.warning("the primary's position is unknown: %s", why))

    async def replica(self, replica: Replica) -> None:
        """Keep the replica's pool open, and keep asking where it is: that says nothing before the primary was asked."""
        await self._is_begun.wait()
        await self._keep(lambda succeeded: self._ask_replica(replica, succeeded), replica.lost)

    async def until(self, is_reached: Callable[[], bool], seconds: float) -> bool:
        """Look often, until this is true or the time is over."""
        self._waiting += 1
        self._hurry.set()
        try:
            async with asyncio.timeout(seconds):
                while not is_reached():
                    await self._news.wait()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._hurry.clear()
        return True

    async def _keep(self, ask: Callable[[Callable[[], None]], Awaitable[None]], lost: Callable[[str], None]) -> None:
        pause = FIRST_PAUSE

        def succeeded() -> None:
            nonlocal pause
            pause = FIRST_PAUSE

        while True:
            try:
                await ask(succeeded)
            except TimeoutError:
                lost("it does not answer")
            except (*CONNECT_ERRORS, CommandError, Unavailable, Unfit, self._types_unknown) as error:
                lost(str(error) or type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _ask_primary(self, succeeded: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        connection = await self._primary.connect_alone()
        try:
            self.cluster = await connection.fetchval(CLUSTER, timeout=PATIENCE)
            statement = await connection.prepare(OF_PRIMARY, timeout=PATIENCE)
            while True:
                asked_at = loop.time()
                row = await statement.fetchrow(timeout=PATIENCE)
                if row is None:
                    raise Unfit("it takes no writes")
                succeeded()
                self.history.note(asked_at, Position.of(*row))
                self._is_begun.set()
                await asyncio.sleep(self._interval)
        finally:
            connection.terminate()

    async def _ask_replica(self, replica: Replica, succeeded: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        connection = await replica.database.connect_alone()
        try:
            cluster = await connection.fetchval(CLUSTER, timeout=PATIENCE)
            statement = await connection.prepare(OF_REPLICA, timeout=PATIENCE)
            async with replica.database.opened():
                try:
                    while True:
                        row: Any = await statement.fetchrow(timeout=PATIENCE)
                        if row is None:
                            raise Unfit("it is not a replica")
                        if self.cluster != cluster:
                            raise Unfit("it is a replica of another cluster")
                        succeeded()
                        replica.found_at(Position.of(*row), self.history, loop.time())
                        self._tell()
                        await self._rest()
                except TimeoutError:
                    # Queries that wait for it would wait until their deadline.
                    replica.lost("it does not answer")
                    replica.database.cut()
                    raise
        finally:
            connection.terminate()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def _rest(self) -> None:
        if self._waiting:
            await asyncio.sleep(HURRY)
            return
        try:
            async with asyncio.timeout(self._interval):
                await self._hurry.wait()
        except TimeoutError:
            pass
