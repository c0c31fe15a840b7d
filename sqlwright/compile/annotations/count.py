"""`-- @count`: a query beside the query, which counts its rows without an order, limit or page."""

from collections.abc import Sequence

from msgspec.structs import replace

from ...analyse.tree.enums import Command
from ...analyse.tree.nodes import Query, walk
from ...model.spelling import snake_case
from ...source.clauses import Clauses
from ...source.macros import Macros
from ...source.rewriting import Edit, Rewritten, edited, renumbered
from ..asking import Analyst, is_select
from ..hooks import Hooks
from ..work import Work

__all__ = ["CountHooks"]

_LAST = ("order", "limit", "offset", "fetch", "for")
"""The clauses that change neither which rows there are nor, to who counts all of them, how many."""


class CountHooks(Hooks):
    words = ("count",)

    async def beside(self) -> Sequence[Work]:
        self.check()
        statement = self.statement
        text = _counted(self.work.asked.text)
        names = {name for param in text.params if param.name for name in (param.name, param.folded)}
        counting = replace(
            statement,
            name=f"{statement.name}Count",
            command=":one",
            comments=[f"How many rows {statement.name} finds in all."],
            annotations=[
                line
                for line in statement.annotated("optional", "json", "primary")
                if line.word == "primary" or line.name in names or snake_case(line.name) in names
            ],
        )
        analyst = Analyst(counting, self.work.catalog, self.work.analyst.describer)
        return [Work(counting, analyst, Macros([], text.params, []), await analyst.ask(text))]

    def check(self) -> None:
        first, *others = self.lines
        for other in others:
            raise self.statement.error(other.word_at, "a second @count", hint="keep one of them")
        tree = self.work.asked.tree
        if tree is None or not is_select(tree):
            raise self.statement.error(first.word_at, "@count takes a select", hint="remove the line")
        if any(isinstance(node, Query) and node.commandType != Command.SELECT for node in walk(tree)):
            raise self.statement.error(
                first.word_at,
                "@count would make the changes of the statement again",
                hint="remove the line, and count the rows that the method returns",
            )


def _counted(text: Rewritten) -> Rewritten:
    """The statement that counts the rows of another."""
    clauses = Clauses(text)
    found = [clauses.bounds(clause) for clause in _LAST]
    starts = [start for start, end in found if start < end]
    end = clauses.tokens[min(starts) - 1].end if starts else len(text.sql)
    whole = edited(text, [Edit(0, 0, "select count(*) from (\n"), Edit(end, len(text.sql), "\n) q")])
    return renumbered(whole, sorted({int(token.text[1:]) for token in whole.words if token.kind == "PARAM"}))
