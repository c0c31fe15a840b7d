"""`:batchone` and `:batchmany`: one more column, which says which item a row is for."""

from contextlib import suppress

from msgspec.structs import replace

from ...errors import CompileError
from ...model import Query
from ...source.added_column import with_column
from ...source.rewriting import Rewritten
from ..hooks import Hooks

__all__ = ["BatchOfRowsHooks", "numbered_rows"]

_INT4 = 23


class BatchOfRowsHooks(Hooks):
    async def finished(self, query: Query) -> Query:
        return replace(query, batch=await self.numbered())

    async def numbered(self) -> str:
        """The statement with an item's number in its rows; an error unless it is the same statement otherwise."""
        text, described = self.work.asked.text, self.work.asked.described
        numbered = numbered_rows(text, len(described.params) + 1)
        with suppress(CompileError):
            found = await self.work.analyst.describe(numbered)
            *columns, (_, last) = found.columns
            if [*found.params] == [*described.params, _INT4] and columns == described.columns and last == _INT4:
                return numbered.sql
        raise self.statement.error(
            self.statement.name_at,
            f"{self.statement.command} cannot tell which rows of {self.statement.name} are an item's",
            hint="put all that it does into its with clause, and select from there",
        )


def numbered_rows(text: Rewritten, number: int) -> Rewritten:
    """The statement with parameter `number` as its last column."""
    return with_column(text, f"${number}::int4")
