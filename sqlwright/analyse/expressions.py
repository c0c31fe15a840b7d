"""Expressions: calls, boolean logic, arrays, CASE and COALESCE."""

from collections.abc import Callable, Iterator, Sequence

from ..model.catalog import FIRST_USER_OID, Catalog
from . import functions
from .arguments import is_total_for
from .bodies import call_body
from .constants import are_distinct, is_null, outcomes
from .facts import (
    EXTERN,
    Facts,
    if_false,
    if_known,
    if_not_true,
    if_true,
)
from .nodes import (
    BoolExpr,
    CaseExpr,
    CaseTestExpr,
    CoalesceExpr,
    CoerceToDomain,
    Const,
    FuncExpr,
    MinMaxExpr,
    Node,
    NullIfExpr,
    OpExpr,
    Param,
    RowCompareExpr,
    type_of,
    walk,
)
from .prover import Prover
from .scope import Proof, Scope
from .sublinks import sublink_column
from .total_functions import is_total
from .variables import set_column
from .written import multiple

__all__ = [
    "boolean",
    "branches",
    "call",
    "case",
    "coalesce",
    "largest",
    "null_if",
    "parameter",
    "row_comparison",
]

_MULTIPLE, _SUBLINK = 3, 2
"""Param.paramkind inside `set (a, b) = (select …)` and inside a comparison with a subquery."""


def parameter(prover: Prover, node: Param, scope: Scope) -> Proof:
    if node.paramkind == _SUBLINK:
        return sublink_column(scope, node)
    if node.paramkind == _MULTIPLE:
        return multiple(prover, node, scope)
    if node.paramkind != EXTERN:
        return None
    return None if prover.optional.get(node.paramid, True) else "parameter"


def call(prover: Prover, node: FuncExpr | OpExpr, scope: Scope) -> Proof:
    oid, kind = (node.funcid, node.funcresulttype) if isinstance(node, FuncExpr) else (node.opfuncid, node.opresulttype)
    function = prover.catalog.functions.get(oid)
    if function is None:
        return None
    if function.returns_set:
        # Side by side in a target list, the shorter ones run on with NULLs.
        alone = (
            sum(_is_set(found, prover.catalog) for entry in scope.query.targetList for found in walk(entry.expr)) == 1
        )
        return set_column(prover, 1, 1, kind, node, scope) if alone and isinstance(node, FuncExpr) else None
    if function.builtin and not function.strict and not (isinstance(node, FuncExpr) and node.funcvariadic):
        if function.name in functions.NEVER_NULL:
            return "function"
        if function.name in functions.NEEDS_FIRST:
            return "function" if prover.every(node.args[: functions.NEEDS_FIRST[function.name]], scope) else None
        if function.name in functions.NEEDS_ANY:
            return "function" if any(prover.prove(arg, scope) for arg in node.args) else None
    if is_total(function):
        return "function" if prover.every(node.args, scope) else None
    if function.builtin and function.strict and is_total_for(prover, function.name, node.args, scope):
        return "function" if prover.every(node.args, scope) else None
    return call_body(prover, function, kind, node.args, scope)


def _is_set(node: Node, catalog: Catalog) -> bool:
    match node:
        case FuncExpr():
            return node.funcretset
        case OpExpr():
            return node.opretset
        case _:
            return False


def boolean(prover: Prover, node: BoolExpr, scope: Scope) -> Proof:
    """AND and OR of what is never NULL; an argument that decides by itself may be taken not to have done so."""
    if node.boolop == "not":
        return prover.prove(node.args[0], scope)
    goes_on: Callable[[Node, Catalog], Facts] = if_true if node.boolop == "and" else if_false
    decides = 0 if node.boolop == "and" else 1
    pending = list(node.args)
    while pending:
        proven = [arg for arg in pending if prover.prove(arg, scope)]
        if any(isinstance(arg, Const) and (arg.constvalue or b"\2")[0] == decides for arg in proven):
            return "constant"
        if not proven:
            return None
        scope = scope.knowing(frozenset[Node]().union(*(goes_on(arg, prover.catalog) for arg in proven)))
        pending = [arg for arg in pending if arg not in proven]
    return "function"


def coalesce(prover: Prover, node: CoalesceExpr, scope: Scope) -> Proof:
    if any(prover.prove(arg, scope) for arg in node.args):
        return "coalesce"
    # A FULL JOIN fills at most one of its sides, so one argument of each is enough.
    for left, right in scope.joins.full:
        if (
            not scope.groups
            and not scope.is_filled(left[0])
            and all(
                any(prover.prove(arg, scope.knowing(frozenset(), frozenset((side,)))) for arg in node.args)
                for side in (left, right)
            )
        ):
            return "coalesce"
    return None


def largest(prover: Prover, node: MinMaxExpr, scope: Scope) -> Proof:
    return "coalesce" if any(prover.prove(arg, scope) for arg in node.args) else None


def case(prover: Prover, node: CaseExpr, scope: Scope) -> Proof:
    proven = all(result is not None and prover.prove(result, here) for result, here in branches(prover, node, scope))
    return "case" if proven else None


def branches(prover: Prover, node: CaseExpr, scope: Scope) -> Iterator[tuple[Node | None, Scope]]:
    """What CASE may give, None for a missing ELSE: each is reached where its own condition is true and none before."""
    for when in node.args:
        facts = if_true(when.expr, prover.catalog)
        if node.arg is not None and any(isinstance(fact, CaseTestExpr) for fact in facts):
            facts |= if_known(node.arg, prover.catalog)
        here = frozenset(fact for fact in facts if not isinstance(fact, CaseTestExpr))
        settled = _settled(prover, when.expr, scope)
        if settled is False:
            continue
        yield when.result, scope.knowing(here)
        if settled:
            return
        scope = scope.knowing(if_not_true(when.expr, prover.catalog))
    yield node.defresult, scope


def _settled(prover: Prover, node: Node, scope: Scope) -> bool | None:
    """Whether a condition is always true, or never, where that is plain to see."""
    found = outcomes(node, lambda arg: prover.prove(arg, scope))
    return None if True in found and len(found) > 1 else True in found


def null_if(prover: Prover, node: NullIfExpr, scope: Scope) -> Proof:
    """NULL where both are equal: that two constants are not, nor anything and NULL."""
    left, right = node.args
    if is_null(right) or are_distinct(left, right, node, prover.catalog):
        return prover.prove(left, scope)
    return None


def row_comparison(prover: Prover, node: RowCompareExpr, scope: Scope) -> Proof:
    args: Sequence[Node] = (*node.largs, *node.rargs)
    known = all(0 < type_of(arg) < FIRST_USER_OID for arg in args)
    return "function" if known and prover.every(args, scope) else None


def domain(prover: Prover, node: CoerceToDomain, scope: Scope) -> Proof:
    """A cast to a domain lets through what the domain allows."""
    kind = prover.catalog.types.get(node.resulttype)
    return "domain" if kind is not None and kind.not_null else prover.prove(node.arg, scope)
