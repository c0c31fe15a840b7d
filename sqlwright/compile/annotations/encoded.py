"""`-- @encoded`: a second method, whose rows come in JSON. PostgreSQL is asked about its statements too."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from ...analyse.tree.enums import Command
from ...analyse.tree.nodes import Query as Tree
from ...analyse.tree.nodes import walk
from ...drivers.asyncpg.encoding import Names, NoJsonError, statement
from ...errors import CompileError
from ...model import ClassName, Field, Query
from ...model.catalog import PgType
from ...source.rewriting import Rewritten
from ..asking import is_select
from ..hooks import Hooks
from ..schema import composite_fields

__all__ = ["EncodedHooks"]


class EncodedHooks(Hooks):
    words = ("encoded",)

    async def finished(self, query: Query) -> Query:
        self.check(query)
        names = Names(lambda fields: fields, self.fields, self.work.catalog.json_casts)
        try:
            for sql, numbers, order in _statements(query):
                await self.ask(statement(query, sql, names, order), numbers)
        except NoJsonError as error:
            raise self.refused(error.why, error.hint) from None
        line = self.lines[0]
        number, column = self.statement.file.position(line.word_at)
        return replace(query, encoded=ClassName(f"{query.name}Encoded", number - self.statement.line, column))

    def check(self, query: Query) -> None:
        for other in self.lines[1:]:
            raise self.statement.error(other.word_at, "a second @encoded", hint="keep one of them")
        tree = self.work.asked.tree
        if tree is None or not is_select(tree):
            raise self.refused("@encoded takes a select", "remove the line, and let msgspec encode the rows")
        if any(isinstance(node, Tree) and node.commandType != Command.SELECT for node in walk(tree)):
            raise self.refused(
                "@encoded takes a select that changes no rows", "remove the line, and let msgspec encode the rows"
            )
        if not query.columns:
            raise self.refused("@encoded writes columns, and there are none", "remove the line")

    def fields(self, kind: PgType) -> Sequence[Field]:
        return composite_fields(self.work.catalog.relations[kind.relation], self.work.catalog)

    async def ask(self, sql: str, numbers: Sequence[int]) -> None:
        """PostgreSQL analyses the statement with PostgreSQL's own names as keys: others change nothing.

        `numbers` are the parameters of the query that it takes first.
        """
        text = Rewritten(sql, (), [(0, self.lines[0].word_at, False)])
        found = await self.work.analyst.describe(text)
        if [*found.params[: len(numbers)]] != [self.work.types[number - 1] for number in numbers]:
            raise self.refused(
                "PostgreSQL takes parameters of other types where it writes JSON", "write a cast after each parameter"
            )
        await self.work.analyst.describer.plan(self.statement, text)

    def refused(self, message: str, hint: str) -> CompileError:
        return self.statement.error(self.lines[0].word_at, message, hint=hint)


def _statements(query: Query) -> Iterator[tuple[str, Sequence[int], str | None]]:
    """All statements of the query, each with its parameters and its order."""
    if not query.variants:
        yield query.sql, [param.number for param in query.params], None
    for variant in query.variants:
        for sql in (variant.sql, variant.next_sql, variant.last_sql, variant.previous_sql):
            if sql is not None:
                yield sql, variant.params, variant.order
