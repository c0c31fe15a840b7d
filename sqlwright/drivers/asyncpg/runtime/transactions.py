"""Transactions: isolation, read-only ones, and retries where PostgreSQL asks for them."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from types import TracebackType
from typing import Any, Final, Generic, Literal, Protocol, TypeAlias, TypeVar, overload
from uuid import UUID

__all__ = [
    "SETTINGS_BEFORE",
    "SET_LOCAL",
    "Isolation",
    "Setting",
    "Transaction",
    "transaction",
]

SET_LOCAL: Final = """\
select set_config(name, value, true)
from unnest($1::text[], $2::text[]) as settings(name, value)"""

SETTINGS_BEFORE: Final = """\
select current_setting(name, true)
from unnest($1::text[]) with ordinality as settings(name, place)
order by place"""

Isolation = Literal["read_committed", "repeatable_read", "serializable"]

Setting: TypeAlias = str | int | float | UUID
"""The value of a setting; PostgreSQL keeps its text."""

_AGAIN = ("40001", "40P01")
"""serialization_failure and deadlock_detected: a retry of the same transaction may succeed."""


class _Connection(Protocol):
    """An asyncpg connection, or anything that wraps one."""

    def is_in_transaction(self) -> bool: ...

    def transaction(self) -> Any: ...


_Tx = TypeVar("_Tx")
_Tx_co = TypeVar("_Tx_co", covariant=True)
_Connected = TypeVar("_Connected", bound=_Connection)
_Result = TypeVar("_Result")


class _Pool(Protocol[_Tx_co]):
    """An asyncpg pool, or anything that wraps one."""

    def acquire(self) -> AbstractAsyncContextManager[_Tx_co]: ...


class Transaction(Generic[_Tx]):
    """`async with` it for one transaction, or `run` work with retries."""

    def __init__(
        self,
        db: Any,
        isolation: Isolation | None,
        *,
        readonly: bool,
        deferrable: bool,
        settings: Mapping[str, object],
    ) -> None:
        self._db = db
        self._isolation = isolation
        self._readonly = readonly
        self._deferrable = deferrable
        for name, value in settings.items():
            # The text of None or of a list would be a value like any other.
            if not isinstance(value, str | int | float | UUID):
                kind = type(value).__name__
                raise TypeError(f"the setting {name} is a {kind}, not text or a number")
        self._names = list(settings)
        self._values = list(map(str, settings.values()))
        self._block: AbstractAsyncContextManager[_Tx] | None = None

    async def __aenter__(self) -> _Tx:
        if self._block is not None:
            raise RuntimeError("this transaction has begun: ask for another")
        block = self._begun()
        tx = await block.__aenter__()
        self._block = block
        return tx

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        block, self._block = self._block, None
        if block is not None:
            await block.__aexit__(kind, error, at)

    async def run(
        self,
        work: Callable[[_Tx], Awaitable[_Result]],
        *,
        tries: int = 5,
    ) -> _Result:
        """Gives the work's result, with a new transaction after each serialization failure or deadlock.

        There are no retries if the connection is in a transaction already: all of that would have to be retried.
        """
        nested = not hasattr(self._db, "acquire") and self._db.is_in_transaction()
        failed = 0
        while True:
            try:
                async with self._begun() as tx:
                    return await work(tx)
            except Exception as error:
                failed += 1
                again = getattr(error, "sqlstate", None) in _AGAIN
                if nested or failed >= tries or not again:
                    raise
            # Transactions that collided must not collide again.
            await asyncio.sleep(random.uniform(0, min(0.01 * 2**failed, 1)))

    @asynccontextmanager
    async def _begun(self) -> AsyncGenerator[_Tx]:
        is_pool = hasattr(self._db, "acquire")
        async with self._db.acquire() if is_pool else nullcontext(self._db) as tx:
            nested = tx.is_in_transaction()
            async with tx.transaction(
                isolation=self._isolation,
                readonly=self._readonly,
                deferrable=self._deferrable,
            ):
                if nested and self._readonly:
                    # A savepoint takes no options, but this lasts as long as it does.
                    await tx.execute("set transaction read only")
                if not self._names:
                    yield tx
                    return
                before: list[str | None] | None = None
                if nested:
                    rows = await tx.fetch(SETTINGS_BEFORE, self._names)
                    before = [row[0] for row in rows]
                await tx.execute(SET_LOCAL, self._names, self._values)
                yield tx
                if before is not None:
                    # They would outlive the savepoint, unless it is rolled back.
                    await tx.execute(SET_LOCAL, self._names, before)


@overload
def transaction(
    db: _Pool[_Tx],
    *,
    isolation: Isolation | None = None,
    readonly: bool = False,
    deferrable: bool = False,
    settings: Mapping[str, Setting] = {},
) -> Transaction[_Tx]: ...


@overload
def transaction(
    db: _Connected,
    *,
    isolation: Isolation | None = None,
    readonly: bool = False,
    deferrable: bool = False,
    settings: Mapping[str, Setting] = {},
) -> Transaction[_Connected]: ...


def transaction(
    db: Any,
    *,
    isolation: Isolation | None = None,
    readonly: bool = False,
    deferrable: bool = False,
    settings: Mapping[str, Setting] = {},
) -> Transaction[Any]:
    """A transaction on this connection or one of the pool's; within a transaction it is a savepoint.

    The settings hold until it ends, as those of `set local`.
    """
    return Transaction(
        db,
        isolation,
        readonly=readonly,
        deferrable=deferrable,
        settings=settings,
    )
