"""The statement with arrays of keys in place of one key, if PostgreSQL says that it is the same otherwise."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from ....analyse.rows.lookups import Lookup
from ....analyse.tree.enums import ParamKind, Sublink
from ....analyse.tree.nodes import (
    BoolExpr,
    Node,
    OpExpr,
    Param,
    RelabelType,
    ScalarArrayOpExpr,
    SubLink,
    outputs,
    rebuilt_below,
)
from ....analyse.tree.nodes import Query as Tree
from ....errors import CompileError
from ....source.added_column import with_column
from ....source.conjuncts import Part, edits_without, parts_of, runs
from ....source.recursion import deep
from ....source.rewriting import Edit, Rewritten, edited
from ....source.tokens import Token
from ...asking import Analyst, Asked

__all__ = ["ManyKeys", "for_many_keys"]


class ManyKeys(Struct, frozen=True):
    asked: Asked
    keys: Sequence[tuple[int, int]]
    """The number of each key's parameter, and its column: one of the query's own, or one more after them."""


async def for_many_keys(analyst: Analyst, one: Asked, tree: Tree, lookups: Sequence[Lookup]) -> ManyKeys | None:
    """None where the query does not compare its keys plainly."""
    types = {lookup.number: analyst.catalog.types[one.described.params[lookup.number - 1]].name for lookup in lookups}
    written = _for_any(one.text, types)
    if written is None:
        return None
    text, names = written
    exprs = [entry.expr for entry in outputs(tree)]
    keys: list[tuple[int, int]] = []
    added: list[str] = []
    for lookup, name in zip(lookups, names, strict=True):
        own = lookup.column in exprs
        keys.append((lookup.number, exprs.index(lookup.column) if own else len(exprs) + len(added)))
        added += [] if own else [name]
    with suppress(CompileError):
        many = await analyst.ask(with_column(text, ", ".join(added)) if added else text)
        if many.tree is not None and _are_arrays(analyst, many, one, lookups):
            more = [lookup.column for lookup, (_, column) in zip(lookups, keys, strict=True) if column >= len(exprs)]
            if deep(partial(_is_same, many, many.tree, tree, lookups, more), otherwise=False):
                return ManyKeys(many, keys)
    return None


def _are_arrays(analyst: Analyst, many: Asked, one: Asked, lookups: Sequence[Lookup]) -> bool:
    """Whether the parameters are the same, but for arrays of the keys."""
    numbers = {lookup.number for lookup in lookups}
    types = analyst.catalog.types
    found = [types[oid].element if number in numbers else oid for number, oid in enumerate(many.described.params, 1)]
    return found == [*one.described.params]


def _is_same(many: Asked, tree: Tree, one: Tree, lookups: Sequence[Lookup], more: Sequence[Node]) -> bool:
    """Whether the trees differ only in the comparisons, and in the keys as more columns."""
    if len(lookups) > 1:
        before, back = _without(one, lookups), _without_pairs(tree, lookups)
    else:
        before, back = one, _with_equality(many, tree, lookups[0])
    if back is None or replace(back, targetList=()) != replace(before, targetList=()):
        return False
    # The added columns may change the numbers of sort columns; the order of rows has no meaning here.
    columns, rest = outputs(back)[: len(outputs(one))], outputs(back)[len(outputs(one)) :]
    same = [replace(entry, ressortgroupref=0) for entry in columns] == [
        replace(entry, ressortgroupref=0) for entry in outputs(one)
    ]
    return same and [entry.expr for entry in rest] == [*more]


def _with_equality(many: Asked, tree: Tree, lookup: Lookup) -> Tree | None:
    """The tree with `column = $1` in place of `column = any ($1)`."""
    equality = lookup.equality
    keys = many.described.params[lookup.number - 1]
    expected = ScalarArrayOpExpr(
        *(equality.opno, equality.opfuncid, True),
        (lookup.side, Param(ParamKind.EXTERN, lookup.number, keys)),
        equality.inputcollid,
    )

    def change(node: Node) -> Node | None:
        return lookup.equality if node == expected else None

    return rebuilt_below(tree, change)


def _without(one: Tree, lookups: Sequence[Lookup]) -> Tree:
    """The tree without the comparisons of the keys."""
    equalities = [lookup.equality for lookup in lookups]
    return _with_quals(one, [qual for qual in _conjuncts(one.jointree.quals) if qual not in equalities])


def _without_pairs(many: Tree, lookups: Sequence[Lookup]) -> Tree | None:
    """The tree without `(a, b) in (select …)`; None where that compares in another way than the query does."""
    quals = _conjuncts(many.jointree.quals)
    found = [qual for qual in quals if _is_pairs(qual, lookups)]
    return _with_quals(many, [qual for qual in quals if qual is not found[0]]) if len(found) == 1 else None


def _with_quals(tree: Tree, quals: Sequence[Node]) -> Tree:
    kept = BoolExpr("and", tuple(quals)) if quals else None
    return replace(tree, jointree=replace(tree.jointree, quals=kept))


def _conjuncts(node: Node | None) -> Sequence[Node]:
    if isinstance(node, BoolExpr) and node.boolop == "and":
        return [found for arg in node.args for found in _conjuncts(arg)]
    return [] if node is None else [node]


def _is_pairs(node: Node, lookups: Sequence[Lookup]) -> bool:
    if not isinstance(node, SubLink) or node.subLinkType != Sublink.ANY:
        return False
    compared = _conjuncts(node.testexpr)
    return len(compared) == len(lookups) and all(
        _compares(test, lookup, number) for number, (test, lookup) in enumerate(zip(compared, lookups, strict=True), 1)
    )


def _compares(test: Node, lookup: Lookup, number: int) -> bool:
    """Whether a test compares a key's column with a column of the subquery, as the query compares it with the key."""
    if type(test) is not OpExpr or len(test.args) != 2:
        return False
    side, value = test.args
    value = value.arg if isinstance(value, RelabelType) else value
    same = (test.opno, test.inputcollid, side) == (lookup.equality.opno, lookup.equality.inputcollid, lookup.side)
    return same and isinstance(value, Param) and (value.paramkind, value.paramid) == (ParamKind.SUBLINK, number)


def _for_any(text: Rewritten, types: Mapping[int, str]) -> tuple[Rewritten, Sequence[str]] | None:
    """The statement for many keys, and their columns as they are written; None where they are not written plainly.

    One key becomes `column = any ($1)`. Of several, the first one becomes `(a, b) in (select …)` for all of them.
    """
    tokens, places = text.words, [_comparison(text, number) for number in types]
    found = [place for place in places if place is not None]
    if len(found) < len(places):
        return None
    names = [name for _, name in found]
    first, *others = [part for part, _ in found]
    if not others:
        [number] = types
        return edited(text, [_replaced(tokens, first, f"{names[0]} = any (${number})")]), names
    all_runs = runs(tokens)
    for part in (first, *others):
        place = parts_of(all_runs, part.first)
        if place is None or (place[1].first, place[1].end) != (part.first, part.end) or place[0].fixed is not None:
            return None
    arrays = ", ".join(f"${number}::{kind}[]" for number, kind in types.items())
    pairs = f"({', '.join(names)}) in (select * from unnest({arrays}))"
    gone = frozenset([*types][1:])
    edits = [_replaced(tokens, first, pairs), *edits_without(tokens, all_runs, gone, lambda _: "")]
    return edited(text, edits), names


def _replaced(tokens: Sequence[Token], part: Part, text: str) -> Edit:
    return Edit(tokens[part.first].start, tokens[part.end - 1].end, text)


def _comparison(text: Rewritten, number: int) -> tuple[Part, str] | None:
    """The tokens of `column = $1` or `$1 = column`, and the column."""
    tokens = text.words
    at = next(index for index, token in enumerate(tokens) if token.text == f"${number}")
    before, after = tokens[:at], tokens[at + 1 :]
    column: Sequence[Token] = []
    part = Part(at, at)
    if before and before[-1].text == "=":
        column = [*reversed(_name(before[-2::-1]))]
        part = Part(at - 1 - len(column), at + 1)
    elif after and after[0].text == "=":
        column = _name(after[1:])
        part = Part(at, at + 2 + len(column))
    return (part, text.sql[column[0].start : column[-1].end]) if column else None


def _name(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens of the name that these begin with, its dots included."""
    count = 0
    while count < len(tokens) and tokens[count].word:
        count += 1
        if [token.text for token in tokens[count : count + 1]] != ["."] or not any(
            token.word for token in tokens[count + 1 : count + 2]
        ):
            break
        count += 1
    return tokens[:count]
