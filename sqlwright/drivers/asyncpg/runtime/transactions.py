"""Transactions: isolation, read-only ones, and retries where PostgreSQL asks for them."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from types import TracebackType
from typing import Any, Generic, Literal, Protocol, TypeVar, overload

__all__ = ["Isolation", "Transaction", "transaction"]

Isolation = Literal["read_committed", "repeatable_read", "serializable"]

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
    ) -> None:
        self._db = db
        self._isolation = isolation
        self._readonly = readonly
        self._deferrable = deferrable
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
                yield tx


@overload
def transaction(
    db: _Pool[_Tx],
    *,
    isolation: Isolation | None = None,
    readonly: bool = False,
    deferrable: bool = False,
) -> Transaction[_Tx]: ...


@overload
def transaction(
    db: _Connected,
    *,
    isolation: Isolation | None = None,
    readonly: bool = False,
    deferrable: bool = False,
) -> Transaction[_Connected]: ...


def transaction(
    db: Any,
    *,
    isolation: Isolation | None = None,
    readonly: bool = False,
    deferrable: bool = False,
) -> Transaction[Any]:
    """A transaction on this connection or one of the pool's; within a transaction it is a savepoint."""
    return Transaction(
        db,
        isolation,
        readonly=readonly,
        deferrable=deferrable,
    )
