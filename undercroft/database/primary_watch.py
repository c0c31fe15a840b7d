"""Notices that another server has become the primary, also when the old one keeps silent."""

from __future__ import annotations  # asyncpg's classes are generic in its stubs only

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from .hosts import CONNECT_ERRORS, Connection, Hosts

# How often the primary is asked, and how long it may take to answer.
SECONDS = 1.0

logger = logging.getLogger(__name__)


class PrimaryWatch:
    """Asks the primary again and again, on a connection of its own, whether it still is one.

    Once another server is, the connections to the old one are ended: it may be silent, or show what is no longer true.
    """

    def __init__(self, hosts: Hosts, name: str) -> None:
        self._hosts = hosts
        self._name = name
        self._connection: Connection | None = None
        self._doubted = asyncio.Event()

    def doubt(self) -> None:
        """Ask now: a server has refused to write."""
        self._doubted.set()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        watching = asyncio.create_task(self._keep_watching())
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.wait([watching])
            if self._connection is not None:
                self._connection.terminate()

    async def _keep_watching(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(SECONDS):
                    await self._doubted.wait()
            self._doubted.clear()
            try:
                await self._look()
            except Exception as error:
                logger.error("the primary could not be watched", exc_info=error)

    async def _look(self) -> None:
        if self._connection is not None:
            if await self._hosts.suits(self._connection, seconds=SECONDS):
                return
            self._connection.terminate()
            self._connection = None
        # Requests that need a connection say why there is none.
        with suppress(*CONNECT_ERRORS):
            self._connection = await self._hosts.connect(server_settings={"application_name": self._name})
            if left := self._hosts.leave_others():
                logger.warning("the primary is another server now: %d connections to others were ended", left)
