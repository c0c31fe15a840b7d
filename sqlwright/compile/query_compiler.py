"""Takes a statement through all steps, from its text to the model."""

from collections.abc import Sequence
from contextlib import suppress
from math import prod

from msgspec.structs import replace

from ..analyse.rows.count import Rows, row_count
from ..analyse.tree.nodes import Query as Tree
from ..analyse.tree.nodes import unknown_nodes
from ..errors import CompileError
from ..model import Field, Query
from ..model.catalog import Catalog, Relation
from ..source.expansions import with_stars
from ..source.macros import read_macros
from ..source.rewriting import rewrite
from ..source.statements import Statement
from .access import query_access
from .annotations.registry import annotation_hooks
from .asking import Analyst, is_select
from .columns import read_columns
from .commands.registry import command_hooks
from .describe import Describer
from .drafts import Draft, Drafts
from .hooks import Hooks
from .parameters import parameters
from .row_structs import RowStructs
from .schema import table_fields
from .stars import expand_stars
from .variants import ask_variants, joined_columns, joined_rows, joined_uses, model_variants, parameter_types
from .work import Work

__all__ = ["QueryCompiler"]

_MOST_VARIANTS = 64
"""The most variants of a query. Statements of further pages do not count, because a caller does not choose them."""


class QueryCompiler:
    def __init__(self, catalog: Catalog, describer: Describer) -> None:
        self.catalog = catalog
        self.describer = describer
        self._fields: dict[int, Sequence[Field]] = {}
        self._structs = RowStructs(catalog, self.fields)

    def fields(self, relation: Relation) -> Sequence[Field]:
        """The relation's columns. They are worked out once: a view's columns take as long as a query's."""
        if relation.oid not in self._fields:
            self._fields[relation.oid] = table_fields(relation, self.catalog)
        return self._fields[relation.oid]

    async def query(self, statement: Statement) -> Query:
        return await self._compiled(await self._asked(statement))

    async def _compiled(self, work: Work) -> Query:
        hooks = [*command_hooks(work), *annotation_hooks(work)]
        await self._ask_variants(work, hooks)
        await self._read_values(work, hooks)
        self._find_structs(work, hooks)
        query = self._query(work, hooks)
        for hook in hooks:
            query = await hook.finished(query)
        beside = [await self._compiled(each) for hook in hooks for each in await hook.beside()]
        return replace(query, beside=beside, access=await query_access(work))

    async def _asked(self, statement: Statement) -> Work:
        """What PostgreSQL says of the statement as it is written, and its stars written out."""
        analyst = Analyst(statement, self.catalog, self.describer)
        macros = read_macros(statement)
        work = Work(statement, analyst, macros, await analyst.ask(rewrite(statement, macros.edits, macros.params)))
        stars = expand_stars(work.asked.text, work.asked.tree) if work.asked.tree is not None else ()
        if stars:
            text = rewrite(statement, with_stars(macros, stars), macros.params)
            # The columns must be the very same, or the star stays.
            with suppress(CompileError):
                if await analyst.describe(text) == work.asked.described:
                    work.asked = replace(work.asked, text=text)
        return work

    async def _ask_variants(self, work: Work, hooks: Sequence[Hooks]) -> None:
        for hook in hooks:
            work.named = hook.parameters(work.named)
        _check_count(work, hooks)
        work.drafts = Drafts([Draft(work.asked.text)])
        for hook in hooks:
            work.drafts = hook.drafts(work.drafts)
        work.variants = await ask_variants(work)
        work.types = parameter_types(work)
        for hook in hooks:
            work.variants = await hook.variants(work.variants)

    async def _read_values(self, work: Work, hooks: Sequence[Hooks]) -> None:
        """The parameters, and the columns as they are proven."""
        asked, catalog = work.asked, self.catalog
        uses = joined_uses(work.variants, catalog)
        # A payload is what its reader expects: only sqlc.narg lets a value in it be NULL.
        given = work.statement.command == ":notify"
        work.params = parameters(work.types, work.named, uses, work.drafts, catalog, given=given)
        work.variants = [
            replace(each, columns=read_columns(each.asked, [work.params[n - 1] for n in each.numbers], catalog))
            for each in work.variants
        ]
        count = len(asked.described.columns)  # without those that are added for pages
        work.proven = joined_columns([variant.columns[:count] for variant in work.variants])
        for hook in hooks:
            work.proven = await hook.proven(work.proven)

    def _find_structs(self, work: Work, hooks: Sequence[Hooks]) -> None:
        """The columns as the query states them, and which of them are embeds."""
        work.columns = work.proven
        for hook in hooks:
            work.columns = hook.stated(work.columns)
        work.embeds = self._structs.embeds(work)
        for embed in work.embeds:
            work.columns = [
                replace(column, embed=embed.name) if embed.first <= index < embed.first + embed.count else column
                for index, column in enumerate(work.columns)
            ]
        for hook in hooks:
            work.columns, work.params = hook.typed(work.columns, work.params)

    def _query(self, work: Work, hooks: Sequence[Hooks]) -> Query:
        statement, tree, columns = work.statement, work.asked.tree, work.columns
        is_table = not work.embeds or work.is_one_embed
        return Query(
            name=statement.name,
            command=statement.command,
            sql=work.variants[0].asked.text.sql,
            comments=statement.comments,
            params=work.params,
            columns=columns,
            rows=joined_rows([self._rows(statement, columns, each.asked.tree) for each in work.variants]),
            embeds=[] if work.is_one_embed else work.embeds,
            table=self._structs.table(tree, columns) if is_table else None,
            line=statement.line,
            unknown=unknown_nodes(tree) if tree is not None else [],
            variants=model_variants(work) if any(hook.has_variants for hook in hooks) else [],
        )

    def _rows(self, statement: Statement, columns: Sequence[Field], tree: Tree | None) -> Rows:
        if not columns and not is_select(tree):
            return "none"
        if tree is not None:
            return row_count(tree, self.catalog)
        # A procedure's output arguments are 1 row; another utility statement may give any number.
        return "one" if statement.tokens[0].word == "call" else "many"


def _check_count(work: Work, hooks: Sequence[Hooks]) -> None:
    count = prod(hook.choices() for hook in hooks)
    if count > _MOST_VARIANTS:
        last = max(line.at for hook in hooks if hook.choices() > 1 for line in hook.lines)
        raise work.statement.error(
            last,
            f"{work.statement.name} would have {count} variants, and {_MOST_VARIANTS} are the most",
            hint="split the query, or let conditions that no index serves take a NULL: (@a::text is null or a = @a)",
        )
