"""Aggregates and window functions, whose results depend on how many rows they see."""

from collections.abc import Sequence

from ...model.catalog import Function
from ..rows.count import has_rows
from ..rows.grouping import may_be_empty
from ..tree.enums import AggKind, Frame
from ..tree.nodes import Aggref, Const, Node, WindowFunc
from . import known_functions as functions
from .prover import Prover
from .scope import Proof, Scope

__all__ = ["aggregate", "window"]

_STARTS_BY_CURRENT_ROW = Frame.START_UNBOUNDED_PRECEDING | Frame.START_CURRENT_ROW | Frame.START_OFFSET_PRECEDING
_ENDS_FROM_CURRENT_ROW = Frame.END_UNBOUNDED_FOLLOWING | Frame.END_CURRENT_ROW | Frame.END_OFFSET_FOLLOWING
_LEAVES_OUT_CURRENT_ROW = Frame.EXCLUDE_CURRENT_ROW | Frame.EXCLUDE_GROUP


def aggregate(prover: Prover, node: Aggref, scope: Scope) -> Proof:
    function = prover.catalog.functions.get(node.aggfnoid)
    if function is None or not function.builtin:
        return None
    if function.name in functions.ALWAYS_COUNTED or node.aggkind == AggKind.HYPOTHETICAL:
        return "aggregate"
    # FILTER may leave no rows of a group.
    if node.agglevelsup or node.aggfilter is not None or (may_be_empty(scope.query) and not _has_rows(prover, scope)):
        return None
    args = [entry.expr for entry in node.args]
    if node.aggkind == AggKind.ORDERED_SET:
        inputs = [*node.aggdirectargs, *args]
        known = function.name in functions.ORDERED_SETS and prover.every(inputs, scope.of_members)
        return "aggregate" if known else None
    return _of_rows(prover, function, args, scope.of_members)


def _has_rows(prover: Prover, scope: Scope) -> bool:
    """Whether FROM always gives a row, so that a group of all rows, as without GROUP BY, has one."""
    return has_rows(scope.query, prover.catalog, scope.homes[:-1])


def _of_rows(prover: Prover, function: Function, args: Sequence[Node], scope: Scope) -> Proof:
    """An aggregate over at least one row."""
    if function.name in functions.COLLECTS_NULLS:
        return "aggregate"
    if function.name in functions.NEEDS_INPUT and args:
        return "aggregate" if prover.prove(args[0], scope) else None
    return None


def window(prover: Prover, node: WindowFunc, scope: Scope) -> Proof:
    function = prover.catalog.functions.get(node.winfnoid)
    if function is None or not function.builtin:
        return None
    name = function.name
    # It sees other rows than the one about which a branch of CASE knows something.
    scope = prover.scope(scope.query, scope.outer)
    if name in functions.WINDOWS_WITHOUT_NULL:
        return "aggregate"
    if name == "ntile":
        return "aggregate" if prover.every(node.args, scope) else None
    if name in ("lag", "lead"):
        # Outside the partition it gives the default, its third argument.
        stays = len(node.args) == 2 and _is_zero(node.args[1])
        known = (len(node.args) == 3 or stays) and prover.every(node.args, scope)
        return "aggregate" if known else None
    if node.aggfilter is not None or not _sees_current_row(node, scope):
        return None
    if name in ("first_value", "last_value"):
        return "aggregate" if prover.every(node.args, scope) else None
    return _of_rows(prover, function, node.args, scope) if node.winagg else None


def _is_zero(node: Node) -> bool:
    return isinstance(node, Const) and not node.constisnull and not any(node.constvalue or b"\1")


def _sees_current_row(node: WindowFunc, scope: Scope) -> bool:
    """Whether the frame contains at least the current row."""
    clause = next((clause for clause in scope.query.windowClause if clause.winref == node.winref), None)
    if clause is None:
        return False
    options = clause.frameOptions
    return bool(
        options & _STARTS_BY_CURRENT_ROW and options & _ENDS_FROM_CURRENT_ROW and not options & _LEAVES_OUT_CURRENT_ROW
    )
