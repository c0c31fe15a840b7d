"""Each variant of a query as PostgreSQL sees it, and what they say together."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ..analyse.parameters.finder import param_uses
from ..analyse.parameters.use import Use, together
from ..analyse.rows.count import Rows
from ..analyse.rows.grouping import is_grouped
from ..analyse.shapes.unions import united
from ..analyse.tree.nodes import Query as Tree
from ..errors import CompileError
from ..model import Field, Page, SortKey, Variant
from ..model.catalog import Catalog
from ..model.parameter_order import sending
from ..source.rewriting import Rewritten, renumbered
from ..source.statements import Statement
from ..source.tokens import words_of
from .annotations.page import (
    PageKey,
    check_page,
    first_page,
    keys_of,
    next_page,
)
from .calls import call_uses
from .describe import Describer, Description
from .drafts import Draft, Drafts

__all__ = ["Analysed", "Variants", "joined_columns", "joined_rows", "joined_uses"]


class Analysed(Struct, frozen=True, eq=False):
    """A variant's text with its parameters numbered from $1, and what PostgreSQL makes of it."""

    draft: Draft
    numbers: Sequence[int]
    """The query's numbers of the parameters, in the order of the variant's."""
    text: Rewritten
    described: Description
    tree: Tree | None


class Variants:
    """Takes the drafts of a query through describe and analyse."""

    def __init__(
        self, statement: Statement, drafts: Drafts, base: Analysed, describer: Describer, catalog: Catalog
    ) -> None:
        self.statement = statement
        self.drafts = drafts
        self.base = base
        self.describer = describer
        self.catalog = catalog
        self._order = [number for _, group in sending(drafts.needs, drafts.optional) for number in group]
        self._pages: dict[Draft, Sequence[PageKey]] = {}
        """What each variant's pages go by."""

    async def analysed(self) -> Sequence[Analysed]:
        """All of them; of a query with pages, the first ones."""
        found = [await self._one(draft) for draft in self.drafts.drafts]
        pages = self.statement.annotated("page")
        if not pages:
            return found
        for each in found:
            tree = check_page(self.statement, pages[-1], each.text, each.tree, self.catalog)
            self._pages[each.draft] = keys_of(self.statement, pages[-1], each.text, tree, self.catalog)
        return [await self._first_page(each) for each in found]

    async def _one(self, draft: Draft) -> Analysed:
        if draft.text is self.base.text and not self.drafts.optional:
            return self.base
        sent = {int(token.text[1:]) for token in words_of(draft.text.sql) if token.kind == "PARAM"}
        numbers = [number for number in self._order or sorted(sent) if number in sent]
        text = renumbered(draft.text, numbers)
        if text.sql == self.base.text.sql:
            return replace(self.base, draft=draft)
        found = await self._describe(Analysed(draft, numbers, text, self.base.described, None))
        if found.described.columns != self.base.described.columns:
            raise self.statement.error(
                self.statement.name_at,
                f"{self.statement.name} gives other columns {_where(draft)}",
                hint="cast its columns, so that their types hang on no parameter",
            )
        types = [self.base.described.params[number - 1] for number in numbers]
        for param, one, other in zip(text.params, types, found.described.params, strict=True):
            if one != other:
                raise self.statement.error(
                    param.at,
                    f"parameter {param.name or param.number} has another type {_where(draft)}",
                    hint="write a cast behind it wherever it stands",
                )
        return found

    async def _describe(self, variant: Analysed) -> Analysed:
        """The variant with what PostgreSQL makes of its text."""
        try:
            described = await self.describer.describe(self.statement, variant.text)
            await self.describer.plan(self.statement, variant.text)
            names = [self.catalog.types[oid].name for oid in described.params]
            tree = await self.describer.tree(self.statement, variant.text, names)
        except CompileError as error:
            told = [replace(each, message=f"{each.message} ({_where(variant.draft)})") for each in error.problems]
            raise CompileError(told) from None
        return replace(variant, described=described, tree=tree)

    async def _first_page(self, variant: Analysed) -> Analysed:
        text = first_page(variant.text, self._pages[variant.draft], len(variant.numbers) + 1)
        return await self._describe(replace(variant, text=text))

    async def model(
        self, analysed: Sequence[Analysed], columns: Sequence[Sequence[Field]]
    ) -> tuple[Sequence[str], Sequence[Variant], Page | None]:
        """The orders, the statements of a query that has several, and its pages."""
        orders = [annotation.name for annotation in self.statement.annotated("orderby")]
        sizes = [int(annotation.name) for annotation in self.statement.annotated("page")]
        keys: dict[str, Sequence[SortKey]] = {}
        for order in [*(orders or [None])] if sizes else []:
            pairs = [pair for pair in zip(analysed, columns, strict=True) if pair[0].draft.order == order]
            joined = joined_columns([found for _, found in pairs])
            keys[order or ""] = [SortKey(key.column, joined[key.column].type) for key in self._pages[pairs[0][0].draft]]
        variants = [
            Variant(
                [number for number in self.drafts.optional if number not in each.draft.left_out],
                each.draft.order,
                each.text.sql,
                each.numbers,
                await self._next_page(each, keys[each.draft.order or ""]) if sizes else None,
            )
            for each in analysed
        ]
        several = bool(orders or sizes or self.drafts.optional)
        return orders, variants if several else [], Page(sizes[-1], keys) if sizes else None

    async def _next_page(self, first: Analysed, keys: Sequence[SortKey]) -> str:
        """The statement of a further page: the last row's keys come after the limit."""
        page = self._pages[first.draft]
        nullable = [key.type.nullable for key in keys]
        grouped = first.tree is not None and is_grouped(first.tree)
        text = next_page(first.text, page, nullable, len(first.numbers) + 2, grouped=grouped)
        described = (await self._describe(replace(first, text=text))).described
        taken = [self._compared(oid) for oid in described.params[len(first.described.params) :]]
        if taken != [self._compared(first.described.columns[key.column][1]) for key in page]:
            raise self.statement.error(
                self.statement.annotated("page")[-1].at,
                f"PostgreSQL compares {', '.join(key.text for key in page)} with values of other types",
                hint="cast what it is ordered by to the type that it is compared as",
            )
        return text.sql

    def _compared(self, oid: int) -> str:
        """The type that values of a type are compared as."""
        name = self.catalog.base_type(oid).typname
        return "text" if name == "varchar" else name


def _where(draft: Draft) -> str:
    """Which variant it is, for a message."""
    names = [str(param.name) for param in draft.text.params if param.number in draft.left_out]
    left_out = f"with {' and '.join(names)} left out" if names else ""
    order = f"in the order {draft.order}" if draft.order is not None else ""
    return " ".join(part for part in (left_out, order) if part) or "in pages"


def joined_uses(variants: Sequence[Analysed], catalog: Catalog) -> Mapping[int, Use]:
    """What all variants say of a parameter, by the query's own numbers."""
    found: dict[int, list[Use]] = {}
    for variant in variants:
        tree = variant.tree
        uses = call_uses(variant.text.sql, catalog) if tree is None else param_uses(tree, catalog)
        for number, use in uses.items():
            if number <= len(variant.numbers):  # else a page's limit
                found.setdefault(variant.numbers[number - 1], []).append(use)
    return {number: together(uses) for number, uses in found.items()}


def joined_columns(variants: Sequence[Sequence[Field]]) -> Sequence[Field]:
    """The columns as they are in every variant: NULL where it can come in one of them."""
    first, *others = variants
    if not others:
        return first
    return [_joined(column, [other[index] for other in others]) for index, column in enumerate(first)]


def _joined(column: Field, others: Sequence[Field]) -> Field:
    kinds = [column.type, *(other.type for other in others)]
    nullable = any(kind.nullable for kind in kinds)
    kind = replace(
        column.type,
        nullable=nullable,
        nullable_elements=any(kind.nullable_elements for kind in kinds),
        shape=united(kind.shape for kind in kinds),
    )
    return replace(column, type=kind, proof=None if nullable else column.proof)


_ROWS: Sequence[Rows] = ("none", "one", "optional", "many")


def joined_rows(found: Sequence[Rows]) -> Rows:
    return max(found, key=_ROWS.index)
