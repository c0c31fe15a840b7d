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

    __slots__ = ()

    async def _introspect_types(self, *args: Any) -> Any:
        # The stubs do not know what is asyncpg's own.
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
