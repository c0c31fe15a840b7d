"""`-- @row User`: the name of the rows' struct, which queries with the same name share."""

from msgspec.structs import replace

from ...model import ClassName, Query
from ..hooks import Hooks

__all__ = ["RowHooks"]


class RowHooks(Hooks):
    words = ("row",)

    async def finished(self, query: Query) -> Query:
        line, *others = self.lines
        for other in others:
            raise self.statement.error(other.word_at, "a second @row", hint="keep one of them")
        if len(query.columns) == 1 and not query.embeds and query.table is None:
            raise self.statement.error(
                line.word_at,
                f"a row of {query.name} is the value of {query.columns[0].name} alone, and has no struct",
                hint="remove the line, or select more columns",
            )
        number, column = self.statement.file.position(line.at)
        return replace(query, row=ClassName(line.name, number - query.line, column))
