"""Whether the database takes writes: what it says itself, and what it refused."""

import asyncio
import math
from enum import Enum, auto

import asyncpg

from ..errors import DatabaseFull, DatabaseReadOnly
from .generated import Executor

# A temporary table needs new pages on the disk, and leaves none.
TRIAL = "create temp table trial_of_space on commit drop as select from generate_series(1, 2000)"

# A role that may not try has its refusals forgotten after this time, so that writes try.
FORGET_SECONDS = 10.0

_STATE = "select pg_is_in_recovery() as is_standby, current_setting('transaction_read_only')::bool as is_read_only"


class State(Enum):
    READ_WRITE = auto()
    READ_ONLY = auto()
    STANDBY = auto()


async def state(database: Executor) -> State:
    row = await database.fetchrow(_STATE)
    if row["is_standby"]:
        return State.STANDBY
    return State.READ_ONLY if row["is_read_only"] else State.READ_WRITE


class Writes:
    """Remembers that the disk was full, which the database only says when a write needs room."""

    def __init__(self) -> None:
        self._full_at = -math.inf

    def note(self, error: BaseException) -> None:
        if isinstance(error, asyncpg.DiskFullError):
            self._full_at = asyncio.get_running_loop().time()

    async def check(self, database: Executor) -> None:
        """Raise if the database takes no writes now."""
        if await state(database) is not State.READ_WRITE:
            raise DatabaseReadOnly
        if self._full_at == -math.inf:
            return
        try:
            await database.execute(TRIAL)
        except asyncpg.DiskFullError as error:
            raise DatabaseFull from error
        except asyncpg.InsufficientPrivilegeError as error:
            if asyncio.get_running_loop().time() - self._full_at < FORGET_SECONDS:
                raise DatabaseFull from error
        self._full_at = -math.inf
