"""Read-your-writes: an answer to a write carries a token, and a read that brings it sees that write."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar

from ...errors import Unavailable
from ..hosts import CONNECT_ERRORS
from ..pool import Database
from .lookout import Lookout
from .position import OF_PRIMARY, Position
from .reader import Reader
from .seal import Seal

# How long an answer waits for its token, in seconds.
TOKEN_PATIENCE = 0.5

# In place of a token: the read sees all that was committed before it, whoever wrote it.
NOW = "now"

# Whether the request being answered reads from the primary.
reads_from_primary: ContextVar[bool] = ContextVar("reads_from_primary", default=False)


class Consistency:
    def __init__(
        self, primary: Database, reader: Reader, lookout: Lookout, *, secret: str | None, patience: float
    ) -> None:
        """`patience` is how long a read waits for a replica, in seconds."""
        self._primary = primary
        self._reader = reader
        self._lookout = lookout
        self._secret = secret
        self._patience = patience
        self._seal: tuple[int, Seal] | None = None
        # Reads that brought a token: those that a replica answered, and those that went to the primary.
        self.kept = 0
        self.missed = 0

    async def token(self) -> str:
        """For an answer that tells of what was written: reads that bring it see all that is committed now."""
        seal = self._current_seal()
        try:
            async with asyncio.timeout(TOKEN_PATIENCE):
                row = await self._primary.fetchrow(OF_PRIMARY)
        except (*CONNECT_ERRORS, Unavailable):
            # What was written stays written, so the answer must not fail.
            row = None
        return NOW if seal is None or row is None else seal.token(Position.of(*row))

    @asynccontextmanager
    async def after(self, tokens: Sequence[str]) -> AsyncGenerator[None]:
        """Within the block, a request sees what all tokens speak of: on a replica that has it soon, or the primary."""
        wanted = self._opened(tokens)
        if wanted and await self._lookout.until(lambda: self._reader.has(wanted), self._patience):
            self.kept += 1
            with self._reader.promising(wanted):
                yield
            return
        self.missed += 1
        before = reads_from_primary.set(True)
        try:
            yield
        finally:
            reads_from_primary.reset(before)

    def _opened(self, tokens: Sequence[str]) -> Sequence[Position]:
        """What the tokens speak of; nothing if one is not known, such as `now`, or one that has another seal."""
        seal = self._current_seal()
        positions = [seal.position(token) for token in tokens] if seal else []
        known = [position for position in positions if position is not None]
        return known if len(known) == len(tokens) else []

    def _current_seal(self) -> Seal | None:
        cluster = self._lookout.cluster
        if cluster is None:
            return None
        if self._seal is None or self._seal[0] != cluster:
            self._seal = (cluster, Seal(self._secret, cluster))
        return self._seal[1]
