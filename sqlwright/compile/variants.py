"""Asks PostgreSQL about each variant of a query, and says what the variants have in common."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from ..analyse.parameters.finder import param_uses
from ..analyse.parameters.use import Use, together
from ..analyse.rows.count import Rows
from ..analyse.shapes.unions import united
from ..errors import CompileError
from ..model import Field, Type, Variant
from ..model.catalog import Catalog
from ..model.parameter_order import sending
from ..source.rewriting import Rewritten, renumbered
from .asking import Asked
from .calls import call_uses
from .drafts import Draft
from .work import AskedVariant, Work

__all__ = [
    "ask_again",
    "ask_variants",
    "joined_columns",
    "joined_rows",
    "joined_uses",
    "model_variants",
    "parameter_types",
]


async def ask_variants(work: Work) -> Sequence[AskedVariant]:
    drafts = work.drafts
    order = [number for _, group in sending(drafts.needs, drafts.optional) for number in group]
    return [await _asked(work, draft, order) for draft in drafts.drafts]


async def _asked(work: Work, draft: Draft, order: Sequence[int]) -> AskedVariant:
    base, statement = work.asked, work.statement
    if draft.text is base.text and not order:
        return AskedVariant(draft, [param.number for param in base.text.params], base)
    sent = draft.numbers
    numbers = [number for number in order or sorted(sent) if number in sent]
    text = renumbered(draft.text, numbers)
    if text.sql == base.text.sql:
        return AskedVariant(draft, numbers, base)
    found = await ask_again(work, draft, text)
    if found.described.columns != base.described.columns:
        raise statement.error(
            statement.name_at,
            f"{statement.name} gives other columns {_where(draft)}",
            hint="cast its columns, so that their types depend on no parameter",
        )
    return AskedVariant(draft, numbers, found)


def parameter_types(work: Work) -> Sequence[int]:
    """By number; a CompileError where a parameter has another type in some variant."""
    types = dict(enumerate(work.asked.described.params, 1))
    for variant in work.variants:
        text, found = variant.asked.text, variant.asked.described.params
        for number, param, kind in zip(variant.numbers, text.params, found, strict=True):
            if types.setdefault(number, kind) != kind:
                raise work.statement.error(
                    param.at,
                    f"parameter {param.name or param.number} has another type {_where(variant.draft)}",
                    hint="write a cast after it wherever it stands",
                )
    return [types[number] for number in sorted(types)]


async def ask_again(work: Work, draft: Draft, text: Rewritten) -> Asked:
    """Asks about a text of a variant; an error says which variant it is."""
    try:
        return await work.analyst.ask(text)
    except CompileError as error:
        told = [replace(each, message=f"{each.message} ({_where(draft)})") for each in error.problems]
        raise CompileError(told) from None


def _where(draft: Draft) -> str:
    """Which variant it is, for a message."""
    names = [str(param.name) for param in draft.text.params if param.number in draft.left_out]
    left_out = f"with {' and '.join(names)} left out" if names else ""
    order = f"in the order {draft.order}" if draft.order is not None else ""
    return " ".join(part for part in (left_out, order) if part) or "in pages"


def model_variants(work: Work) -> Sequence[Variant]:
    return [
        Variant(
            [number for number in work.drafts.optional if number not in variant.draft.left_out],
            variant.draft.order,
            variant.asked.text.sql,
            variant.numbers,
        )
        for variant in work.variants
    ]


def joined_uses(variants: Sequence[AskedVariant], catalog: Catalog) -> Mapping[int, Use]:
    """How all variants together use each parameter, by the query's own numbers."""
    found: dict[int, list[Use]] = {}
    for variant in variants:
        tree = variant.asked.tree
        uses = call_uses(variant.asked.text.sql, catalog) if tree is None else param_uses(tree, catalog)
        for number, use in uses.items():
            if number <= len(variant.numbers):  # a page's limit comes after them
                found.setdefault(variant.numbers[number - 1], []).append(use)
    return {number: together(uses) for number, uses in found.items()}


def joined_columns(variants: Sequence[Sequence[Field]]) -> Sequence[Field]:
    """The columns of all variants together: one is nullable where it is so in any of them."""
    first, *others = variants
    if not others:
        return first
    return [_joined(column, [other[index] for other in others]) for index, column in enumerate(first)]


def _joined(column: Field, others: Sequence[Field]) -> Field:
    kind = _joined_type([column.type, *(other.type for other in others)])
    return replace(column, type=kind, proof=None if kind.nullable else column.proof)


def _joined_type(kinds: Sequence[Type]) -> Type:
    first = kinds[0]
    return replace(
        first,
        nullable=any(kind.nullable for kind in kinds),
        nullable_elements=any(kind.nullable_elements for kind in kinds),
        asserted_elements=any(kind.asserted_elements for kind in kinds),
        shape=united(kind.shape for kind in kinds),
        items=[_joined_type(same) for same in zip(*(kind.items for kind in kinds), strict=True)] or first.items,
    )


_ROWS: Sequence[Rows] = ("none", "one", "optional", "many")


def joined_rows(found: Sequence[Rows]) -> Rows:
    return max(found, key=_ROWS.index)
