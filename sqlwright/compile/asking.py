"""The one place where a text is put to PostgreSQL: what comes back is kept together with the text."""

from collections.abc import Sequence

from msgspec import Struct

from ..analyse.tree.enums import Command
from ..analyse.tree.nodes import Query as Tree
from ..model.catalog import Catalog
from ..source.rewriting import NamedParam, Rewritten
from ..source.statements import Statement
from ..source.vocabulary import GIVES_ROWS, ROWS_OF_ITEMS
from .describe import Describer, Description
from .mistaken_forms import check_forms
from .unsent_parameters import check_sent, parameter_name

__all__ = ["Analyst", "Asked", "is_select"]


class Asked(Struct, frozen=True, eq=False):
    """A text of a statement, which PostgreSQL can plan, with what PostgreSQL says about it."""

    text: Rewritten
    described: Description
    tree: Tree | None
    """None for a utility statement."""


class Analyst:
    """Asks PostgreSQL about the texts of one statement."""

    def __init__(self, statement: Statement, catalog: Catalog, describer: Describer) -> None:
        self.statement = statement
        self.catalog = catalog
        self.describer = describer
        self.trees: list[Tree | None] = []
        """Those of all texts that were asked about."""

    async def ask(self, text: Rewritten) -> Asked:
        """All that PostgreSQL says of a text; a CompileError if it refuses the text or no method could run it."""
        described = await self.describe(text)
        check_sent(self.statement, text, len(described.params))
        check_forms(self.statement, text, described.params, self.catalog)
        _check_parameters(self.statement, described, text.params, self.catalog)
        await self.describer.plan(self.statement, text)
        types = [self.catalog.types[oid].name for oid in described.params]
        tree = await self.describer.tree(self.statement, text, types)
        _check_columns(self.statement, described, tree)
        self.trees.append(tree)
        return Asked(text, described, tree)

    async def describe(self, text: Rewritten) -> Description:
        """The types alone, to compare them with those of another text."""
        return await self.describer.describe(self.statement, text, self.catalog)


def is_select(tree: Tree | None) -> bool:
    """Whether rows come, even if they have no columns."""
    return tree is not None and tree.commandType == Command.SELECT


def _check_columns(statement: Statement, described: Description, tree: Tree | None) -> None:
    if statement.command not in GIVES_ROWS or described.columns or is_select(tree):
        return
    first = next(token.word for token in statement.tokens if not token.is_comment)
    instead, counted = (":batchexec", "") if statement.command in ROWS_OF_ITEMS else (":exec", " or :execrows")
    hint = f"make it {instead}"
    if first in ("insert", "update", "delete", "merge", "with"):
        hint = f"add returning with the columns, or {hint}{counted}"
    raise statement.error(statement.name_at, f"{statement.name} is {statement.command} but gives no columns", hint=hint)


def _check_parameters(
    statement: Statement, described: Description, params: Sequence[NamedParam], catalog: Catalog
) -> None:
    # A page's limit and keys come after the query's own parameters, and have no names.
    for oid, param in zip(described.params, params, strict=False):
        kind = catalog.types[oid]
        if kind.kind == "p":
            example = "the_type_of_the_row" if kind.name == "record" else "text"
            raise statement.error(
                param.at,
                f"parameter {parameter_name(param)} has the type {kind.name}, which cannot be sent",
                hint=f"write a cast after it, such as {parameter_name(param)}::{example}",
            )
        if param.is_array and not kind.element:
            raise statement.error(
                param.at,
                f"sqlc.slice({param.name}) is an array, but PostgreSQL takes one {kind.name} here",
                hint=f"write in (sqlc.slice({param.name})), or = any(sqlc.slice({param.name}))",
            )
