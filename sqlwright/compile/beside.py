"""What is never NULL in rows that have a row of one item of FROM."""

from collections.abc import Sequence

from msgspec import Struct

from ..analyse.rows.grouping import plain_column
from ..analyse.tree.enums import MergeMatch
from ..analyse.tree.nodes import Query as Tree
from ..analyse.tree.nodes import Var, outputs
from .columns import nullness_of
from .work import AskedVariant, Work

__all__ = ["Beside", "beside", "source_of"]


class Beside(Struct, frozen=True):
    may_be_missing: bool
    full: Sequence[bool]
    """For each column of the output, whether it is never NULL in rows that have the item's row."""


def beside(work: Work, column: int) -> Beside:
    """For the item of FROM that a column comes from, in all variants together."""
    found = [_of_variant(work, variant, column) for variant in work.variants]
    full = [all(flags) for flags in zip(*(each.full for each in found), strict=True)]
    return Beside(any(each.may_be_missing for each in found), full)


def source_of(tree: Tree, column: int) -> tuple[int, int] | None:
    """The entry of the range table that a column comes from unchanged; `old` and `new` count as entries of their own."""
    node = plain_column(outputs(tree)[column].expr, tree)
    return (node.varno, node.varreturningtype) if isinstance(node, Var) and not node.varlevelsup else None


def _of_variant(work: Work, variant: AskedVariant, column: int) -> Beside:
    tree, count = variant.asked.tree, len(work.columns)
    source = None if tree is None else source_of(tree, column)
    # A MERGE may give rows that have only the target.
    if (
        tree is None
        or source is None
        or source[1]
        or any(action.matchKind == MergeMatch.NOT_MATCHED_BY_SOURCE for action in tree.mergeActionList)
    ):
        return Beside(True, [False] * count)
    params = [work.params[number - 1] for number in variant.numbers]
    missing, proofs = nullness_of(params, work.catalog).beside(tree, source[0])
    return Beside(missing, [proof is not None for proof in proofs[:count]])
