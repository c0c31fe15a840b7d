"""Checks that a query with `-- @batched` is a lookup, and asks PostgreSQL about it for many keys."""

from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace

from ....analyse.rows.lookups import NoLookupError, read_lookups
from ....analyse.types.value_types import value_type
from ....errors import CompileError
from ....model import Batched, Field, Query
from ....source.recursion import deep
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
        if len(self.many.keys) > 1:
            # The tree is the same but for the comparison, so each row is proven to be as a row of one key.
            return columns
        catalog, asked = self.work.catalog, self.many.asked
        [(number, _)] = self.many.keys
        kind = value_type(catalog, asked.described.params[number - 1], nullable=False, nullable_elements=False)
        params = [replace(param, type=kind) if param.number == number else param for param in self.work.params]
        return joined_columns([columns, read_columns(asked, params, catalog)[: len(columns)]])

    async def finished(self, query: Query) -> Query:
        return replace(query, batched=Batched(self.many.asked.text.sql, self.many.keys))

    def numbers(self) -> Sequence[int]:
        """The numbers of the parameters that are keys: those that the line names, or else all."""
        params = self.work.params
        if not params:
            raise self.refused(
                f"@batched looks up by a parameter, and {self.statement.name} has none", "add one, or remove the line"
            )
        found: list[int] = []
        for line in self.lines:
            if not line.name and len(self.lines) > 1:
                raise self.statement.error(line.word_at, "@batched stands here twice", hint="remove one of the lines")
            number = next((param.number for param in params if param.is_called(line.name)), None)
            if line.name and number is None:
                raise self.statement.error(
                    line.at,
                    f"{self.statement.name} has no parameter {line.name}",
                    hint=f"its parameters are {', '.join(param.name for param in params)}",
                )
            if number in found:
                raise self.statement.error(line.at, f"{line.name} is a key twice", hint="name it once")
            found += [] if number is None else [number]
        return sorted(found) or [param.number for param in params]

    async def for_many_keys(self) -> ManyKeys:
        asked, name, numbers = self.work.asked, self.statement.name, self.numbers()
        try:
            if (tree := asked.tree) is None:
                raise NoLookupError("cannot be analysed", "let it be a select")
            lookups = deep(partial(read_lookups, tree, numbers, self.work.catalog), otherwise=[])
            found = await for_many_keys(self.work.analyst, asked, tree, lookups) if lookups else None
            if found is None:
                raise NoLookupError(
                    "does not write column = @key plainly", "leave out casts and parentheses around the two"
                )
        except NoLookupError as error:
            raise self.refused(f"@batched is for lookups, and {name} {error.why}", error.hint) from None
        return found

    def refused(self, message: str, hint: str) -> CompileError:
        return self.statement.error(self.lines[0].word_at, message, hint=hint)
