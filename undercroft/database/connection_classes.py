"""The connections of the pool: none is reset when it comes back, and some of them lead to a pooler.

So nothing may leave session state behind: use `set local` and transaction-level advisory locks, never `listen`.
"""

from __future__ import annotations  # asyncpg's classes are generic in its stubs only

from contextlib import nullcontext
from typing import Any

import asyncpg


class Unreset(asyncpg.Connection):  # pyright: ignore[reportMissingTypeArgument] (see the first import)
    """A connection that is not reset when it goes back to the pool: that saves a round trip for each query."""

    __slots__ = ()

    def get_reset_query(self) -> str:
        return ""


class Pooled(Unreset):
    """A connection to a pooler, behind which each transaction may meet another connection of the server."""

    __slots__ = ("_is_bound", "_is_outdated")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Whether the pooler gives it the same connection of the server for good.
        self._is_bound = False
        # Whether the statements that the pooler keeps are of tables that have changed since.
        self._is_outdated = False

    async def copy_records_to_table(self, *args: Any, **options: Any) -> str:
        # asyncpg sends rows before the server asks for them. When all were sent by then, PgBouncer 1.26 takes the COPY for
        # one that goes on until the client leaves. It is the first version that tells its number.
        self._is_bound = hasattr(self.get_settings(), "pgbouncer.version")
        return await super().copy_records_to_table(*args, **options)

    def get_reset_query(self) -> str:
        # PgBouncer notices this one, and prepares its statements anew on that connection of the server.
        return "deallocate all" if self._is_outdated else super().get_reset_query()

    async def reset(self, **options: float | None) -> None:
        await super().reset(**options)
        self._is_outdated = False
        if self._is_bound:
            await self.close(**options)

    def _drop_global_statement_cache(self) -> None:
        # The stubs do not know what is asyncpg's own.
        own: Any = super()
        own._drop_global_statement_cache()
        self._is_outdated = True

    async def _introspect_types(self, *args: Any) -> Any:
        own: Any = super()
        # asyncpg sets `jit` before it asks, and sets it back afterwards: that has to meet the same connection.
        async with nullcontext() if self.is_in_transaction() else self.transaction():
            return await own._introspect_types(*args)

    async def _get_statement(self, *args: Any, named: str | bool | None = False, **options: Any) -> Any:
        own: Any = super()
        this: Any = self
        # Statements of cursors have names otherwise, and would stay on the server when the transaction is over.
        keeps_statements: bool = this._stmt_cache_enabled
        return await own._get_statement(*args, named=named if keeps_statements else False, **options)
