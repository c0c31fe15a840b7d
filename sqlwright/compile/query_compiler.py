"""One statement's way: macros, Describe, stars, the analysed tree, and what they say together."""

from collections.abc import Sequence
from contextlib import suppress

from msgspec.structs import replace

from ..analyse.rows.count import Rows, row_count
from ..analyse.tree.nodes import Query as Tree
from ..analyse.tree.nodes import unknown_nodes
from ..analyse.types.value_types import value_type
from ..errors import CompileError
from ..model import Field, Parameter, Query
from ..model.catalog import Catalog, Relation
from ..source.annotations import OF_COLUMNS
from ..source.headers import GIVES_ROWS
from ..source.macros import Macros, read_macros
from ..source.rewriting import Edit, NamedParam, Rewritten, rewrite
from ..source.statements import Statement
from .annotations.batched import ManyKeys, many_keys
from .annotations.group import read_levels
from .annotations.json import with_json_types
from .batches import copied, numbered_rows
from .columns import Columns, overridden
from .describe import Describer, Description
from .drafts import read_drafts
from .parameters import parameters
from .row_structs import RowStructs
from .schema import table_fields
from .stars import Expansion, expand_stars
from .variants import (
    Analysed,
    Variants,
    joined_columns,
    joined_rows,
    joined_uses,
)

__all__ = ["QueryCompiler"]

_BATCHES_OF_ROWS = (":batchone", ":batchmany")
_INT4 = 23


def _with_stars(macros: Macros, stars: Sequence[Expansion]) -> Sequence[Edit]:
    """The edits of macros and stars together; an embed's star takes the macro's place."""
    embeds = {embedded.edit.start: embedded.edit for embedded in macros.embeds}
    edits: list[Edit] = []
    for edit in (star.edit for star in stars):
        # The star is one character of the file, and the macro that it came from is longer.
        longer = embeds[edit.start].end - edit.start - 1 if edit.start in embeds else 0
        edits.append(replace(edit, end=edit.end + longer))
    # A macro before the star, as in (f(@x)).*, is written out with it.
    inside = [edit for edit in macros.edits if any(star.start <= edit.start < star.end for star in edits)]
    return [*(edit for edit in macros.edits if edit not in inside), *edits]


class QueryCompiler:
    """Takes statements through describe and analyse into the model."""

    def __init__(self, catalog: Catalog, describer: Describer) -> None:
        self.catalog = catalog
        self.describer = describer
        self._fields: dict[int, Sequence[Field]] = {}
        self._columns = Columns(catalog)
        self._structs = RowStructs(catalog, self.fields)

    def fields(self, relation: Relation) -> Sequence[Field]:
        """The relation's own, worked out once: a view's take as long as a query's."""
        if relation.oid not in self._fields:
            self._fields[relation.oid] = table_fields(relation, self.catalog)
        return self._fields[relation.oid]

    async def query(self, statement: Statement) -> Query:
        macros = read_macros(statement)
        params = macros.params
        rewritten = rewrite(statement, macros.edits, params)
        described = await self.describer.describe(statement, rewritten)
        self.check(statement, described, params)
        await self.describer.plan(statement, rewritten)
        names = [self.catalog.types[oid].name for oid in described.params]
        tree = await self.describer.tree(statement, rewritten, names)
        stars: Sequence[Expansion] = expand_stars(rewritten, tree) if tree is not None else []
        if stars:
            expanded = rewrite(statement, _with_stars(macros, stars), params)
            # The columns must be the very same, or the star stays.
            with suppress(CompileError):
                if await self.describer.describe(statement, expanded) == described:
                    rewritten = expanded
        drafts = read_drafts(statement, rewritten)
        numbers = [param.number for param in params]
        base = Analysed(drafts.drafts[0], numbers, rewritten, described, tree)
        variants = Variants(statement, drafts, base, self.describer, self.catalog)
        analysed = await variants.analysed()
        uses = joined_uses(analysed, self.catalog)
        found = parameters(described.params, params, uses, drafts, self.catalog)
        all_columns = [self._columns.of(variant, found) for variant in analysed]
        count = len(described.columns)  # without what is added for pages
        proven = joined_columns([columns[:count] for columns in all_columns])
        many = None
        if statement.annotated("batched"):
            many = await many_keys(statement, rewritten, described, tree, self.catalog, self.describer)
            proven = self.of_both(proven, base, many)
        columns = overridden(statement, proven, tree)
        embeds = self._structs.embeds(statement, macros, stars, columns, tree)
        for embed in embeds:
            columns = [
                replace(column, embed=embed.name) if embed.first <= index < embed.first + embed.count else column
                for index, column in enumerate(columns)
            ]
        whole = [embed.count for embed in embeds if not embed.nullable] == [len(columns)]
        columns, found = with_json_types(statement, columns, found, whole=whole)
        overrides = bool(statement.annotated(*OF_COLUMNS))
        return Query(
            statement.name,
            statement.command,
            analysed[0].text.sql,
            statement.comments,
            found,
            columns,
            joined_rows([self.rows(statement, columns, variant.tree) for variant in analysed]),
            [] if whole else embeds,
            None if overrides or (embeds and not whole) else self._structs.table(tree, columns),
            statement.line,
            statement.stream,
            await self.batch(statement, rewritten, described) if statement.command in _BATCHES_OF_ROWS else None,
            copied(statement, rewritten, tree, self.catalog) if statement.command == ":copyfrom" else None,
            unknown_nodes(tree) if tree is not None else [],
            *await variants.model(analysed, all_columns),
            levels=read_levels(statement, columns, proven, embeds, tree, self.catalog),
            batched=None if many is None else many.batched,
        )

    def check(self, statement: Statement, described: Description, params: Sequence[NamedParam]) -> None:
        if statement.command in GIVES_ROWS and not described.columns:
            first = next(token.word for token in statement.tokens if not token.is_comment)
            instead, counted = (
                (":batchexec", "") if statement.command in _BATCHES_OF_ROWS else (":exec", " or :execrows")
            )
            hint = f"make it {instead}"
            if first in ("insert", "update", "delete", "merge", "with"):
                hint = f"add returning with the columns, or {hint}{counted}"
            elif first == "select":
                hint = "name the columns behind select"
            raise statement.error(
                statement.name_at, f"{statement.name} is {statement.command} but gives no columns", hint=hint
            )
        for oid, param in zip(described.params, params, strict=True):
            if self.catalog.types[oid].kind == "p":
                name = f"@{param.name}" if param.name else f"${param.number}"
                kind = self.catalog.types[oid].name
                example = "the_type_of_the_row" if kind == "record" else "text"
                raise statement.error(
                    param.at,
                    f"parameter {name} has the type {kind}, which cannot be sent",
                    hint=f"write a cast behind it, such as {name}::{example}",
                )

    async def batch(self, statement: Statement, rewritten: Rewritten, described: Description) -> str:
        """The statement with an item's number in its rows, if PostgreSQL says that it is the same otherwise."""
        sql = numbered_rows(rewritten.sql, len(described.params) + 1)
        numbered = replace(rewritten, sql=sql)
        with suppress(CompileError):
            found = await self.describer.describe(statement, numbered)
            *columns, (_, last) = found.columns
            if [*found.params] == [*described.params, _INT4] and columns == described.columns and last == _INT4:
                return sql
        raise statement.error(
            statement.name_at,
            f"{statement.command} cannot tell which rows of {statement.name} are an item's",
            hint="put all that it does into its with clause, and select from there",
        )

    def of_both(self, columns: Sequence[Field], base: Analysed, many: ManyKeys) -> Sequence[Field]:
        """The columns, NULL where they can be in the rows of one key or of many."""
        keys = Parameter(
            1, "keys", value_type(self.catalog, many.described.params[0], nullable=False, nullable_elements=False)
        )
        found = self._columns.of(replace(base, described=many.described, tree=many.tree), [keys])
        return joined_columns([columns, found[: len(columns)]])

    def rows(self, statement: Statement, columns: Sequence[Field], tree: Tree | None) -> Rows:
        if not columns:
            return "none"
        if tree is not None:
            return row_count(tree, self.catalog)
        # A procedure's output arguments are one row; other utility statements give as many as they like.
        return "one" if statement.tokens[0].word == "call" else "many"
