"""Checks that a query with `-- @batched` is a lookup, and asks PostgreSQL about it for many keys."""

from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace

from ....analyse.rows.lookups import NoLookupError, read_lookup
from ....analyse.tree.recursion import deep
from ....analyse.types.value_types import value_type
from ....errors import CompileError
from ....model import Batched, Field, Parameter, Query
from ...columns import read_columns
from ...hooks import Hooks
from ...variants import joined_columns
from .many_keys import ManyKeys, for_many_keys

__all__ = ["BatchedHooks"]


class BatchedHooks(Hooks):
    words = ("batched",)
    many: ManyKeys
    """Known after `proven`."""

    async def proven(self, columns: Sequence[Field]) -> Sequence[Field]:
        """The columns are nullable where they are so in the rows of one key or of many."""
        self.many = await self.for_many_keys()
        catalog, asked = self.work.catalog, self.many.asked
        kind = value_type(catalog, asked.described.params[0], nullable=False, nullable_elements=False)
        found = read_columns(asked, [Parameter(1, "keys", kind)], catalog)
        return joined_columns([columns, found[: len(columns)]])

    async def finished(self, query: Query) -> Query:
        return replace(query, batched=Batched(self.many.asked.text.sql, self.many.key))

    async def for_many_keys(self) -> ManyKeys:
        asked, name = self.work.asked, self.statement.name
        if (count := len(asked.described.params)) != 1:
            raise self.refused(
                f"@batched looks up by one parameter, and {name} has {count or 'none'}",
                "leave one, or make it :batchone",
            )
        try:
            if (tree := asked.tree) is None:
                raise NoLookupError("cannot be analysed", "let it be a select")
            lookup = deep(partial(read_lookup, tree, self.work.catalog), otherwise=None)
            found = lookup and await for_many_keys(self.work.analyst, asked, tree, lookup)
            if found is None:
                raise NoLookupError(
                    "does not write column = @key plainly", "leave out casts and parentheses around the two"
                )
        except NoLookupError as error:
            raise self.refused(f"@batched is for lookups, and {name} {error.why}", error.hint) from None
        return found

    def refused(self, message: str, hint: str) -> CompileError:
        return self.statement.error(self.lines[0].word_at, message, hint=hint)
