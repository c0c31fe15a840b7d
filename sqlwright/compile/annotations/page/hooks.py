"""Asks PostgreSQL about the first page of each variant, and about the pages after it."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from ....analyse.rows.grouping import is_grouped
from ....model import ClassName, Page, Query, SortKey, Variant
from ....source.clauses import Clauses
from ....source.rewriting import Rewritten
from ...drafts import Draft, Drafts
from ...hooks import Hooks
from ...variants import ask_again, joined_columns
from ...work import AskedVariant
from .checks import checked_tree
from .keys import PageKey, page_keys
from .parents import parent_keys
from .texts import After, first_page, from_set, from_the_end, next_page, page_of_parents

__all__ = ["PageHooks"]


class _Parents(Struct, frozen=True):
    text: Rewritten
    """The statement without pages."""
    own: Sequence[int]
    """The keys that tell one from another."""


class PageHooks(Hooks):
    words = ("page",)
    keys: dict[Draft, Sequence[PageKey]]
    """What each variant is ordered by; known after `variants`. Pages of parents are ordered by what the parents are."""
    parents: dict[Draft, _Parents]
    """Of pages of parents, for each variant."""

    @property
    def has_variants(self) -> bool:
        return True

    def drafts(self, drafts: Drafts) -> Drafts:
        """What UNION, INTERSECT or EXCEPT gives is selected from, so that a condition can be put to it."""
        return replace(drafts, drafts=[replace(draft, text=self.selected(draft.text)) for draft in drafts.drafts])

    def selected(self, text: Rewritten) -> Rewritten:
        clauses = Clauses(text)
        if not clauses.has("union", "intersect", "except"):
            return text
        names = [name for name, _ in self.work.asked.described.columns]
        if len({*names}) < len(names):
            raise self.statement.error(
                self.lines[-1].at, "two columns have the same name", hint="give each its own name: … as other_name"
            )
        return from_set(text, names)

    async def variants(self, variants: Sequence[AskedVariant]) -> Sequence[AskedVariant]:
        """The first page of each."""
        self.keys, self.parents = {}, {}
        catalog, line = self.work.catalog, self.lines[-1]
        outermost = next(iter(self.statement.annotated("group")), None)
        for variant in variants:
            clauses = Clauses(variant.asked.text)
            tree = checked_tree(self.statement, line, clauses, variant.asked.tree, catalog, of_rows=outermost is None)
            keys = page_keys(self.statement, line, clauses, tree, catalog)
            if outermost is not None:
                found = parent_keys(self.work, outermost, variant.asked, tree)
                keys = keys[: found.count]
                self.parents[variant.draft] = _Parents(variant.asked.text, found.own)
            self.keys[variant.draft] = keys
        return [await self.first_page(variant) for variant in variants]

    async def first_page(self, variant: AskedVariant) -> AskedVariant:
        keys, limit = self.keys[variant.draft], len(variant.numbers) + 1
        parents = self.parents.get(variant.draft)
        if parents is None:
            text = first_page(variant.asked.text, keys, limit)
        else:
            text = page_of_parents(variant.asked.text, keys, parents.own, limit)
        return replace(variant, asked=await ask_again(self.work, variant.draft, text))

    async def finished(self, query: Query) -> Query:
        keys: dict[str, Sequence[SortKey]] = {}
        for order in query.orders or [None]:
            variants = [variant for variant in self.work.variants if variant.draft.order == order]
            self.check_alike(variants)
            columns = joined_columns([variant.columns for variant in variants])
            keys[order or ""] = [SortKey(key.column, columns[key.column].type) for key in self.keys[variants[0].draft]]
        found = [
            await self.with_pages(one, variant, keys[variant.draft.order or ""])
            for one, variant in zip(query.variants, self.work.variants, strict=True)
        ]
        return replace(query, variants=found, page=Page(int(self.lines[-1].name), keys, self.both_ways, self._name()))

    def check_alike(self, variants: Sequence[AskedVariant]) -> None:
        """Refuses an order that is by other keys where a parameter is left out: its cursors would not be alike."""
        columns = [[key.column for key in self.keys[variant.draft]] for variant in variants]
        for variant, found in zip(variants, columns, strict=True):
            if found != columns[0]:
                names = [str(param.name) for param in self.work.named if param.number in variant.draft.left_out]
                told = " and ".join(names)
                raise self.statement.error(
                    self.lines[-1].at,
                    f"the order is by other keys with {told} left out, and a cursor holds those of one order",
                    hint=f"give {names[0]} a value instead, such as -- @optional {names[0]} = '…', or write a second query",
                )

    @property
    def both_ways(self) -> bool:
        return "ways" in self.lines[-1].value.split()

    def _name(self) -> ClassName | None:
        line = self.lines[-1]
        *before, name = line.value.split() or [""]
        if "as" not in before:
            return None
        number, column = self.statement.file.position(line.value_at + line.value.rindex(name))
        return ClassName(name, number - self.statement.line, column)

    async def with_pages(self, found: Variant, first: AskedVariant, keys: Sequence[SortKey]) -> Variant:
        """The variant with the statements of its further pages."""
        page, parents = self.keys[first.draft], self.parents.get(first.draft)
        begins = first.asked.text if parents is None else parents.text
        found = replace(found, next_sql=await self.next_page(first, begins, page, keys))
        if not self.both_ways:
            return found
        begins, page = from_the_end(begins), [key.turned for key in page]
        text = begins if parents is None else page_of_parents(begins, page, parents.own, len(first.numbers) + 1)
        last = await ask_again(self.work, first.draft, text)
        previous = await self.next_page(first, begins, page, keys)
        return replace(found, last_sql=last.text.sql, previous_sql=previous)

    async def next_page(
        self, first: AskedVariant, begins: Rewritten, page: Sequence[PageKey], keys: Sequence[SortKey]
    ) -> str:
        """The statement of a further page: the keys come after the limit. It is made of the first page's in this direction,
        or for pages of parents of the one without pages."""
        asked = first.asked
        nullable = [key.type.nullable for key in keys]
        grouped = asked.tree is not None and is_grouped(asked.tree)
        number = len(first.numbers) + 2
        parents = self.parents.get(first.draft)
        if parents is None:
            text = next_page(begins, page, nullable, number, grouped=grouped)
        else:
            condition = After(page, nullable, number, grouped)
            text = page_of_parents(begins, page, parents.own, number - 1, condition)
        described = (await ask_again(self.work, first.draft, text)).described
        taken = [self.compared_as(oid) for oid in described.params[len(asked.described.params) :]]
        if taken != [self.compared_as(asked.described.columns[key.column][1]) for key in page]:
            raise self.statement.error(
                self.lines[-1].at,
                f"PostgreSQL compares {', '.join(key.text for key in page)} with values of other types",
                hint="cast what it is ordered by to the type that it is compared as",
            )
        return text.sql

    def compared_as(self, oid: int) -> str:
        """The type that values of a type are compared as."""
        name = self.work.catalog.base_type(oid).typname
        return "text" if name == "varchar" else name
