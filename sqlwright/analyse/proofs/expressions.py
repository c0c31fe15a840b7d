"""Expressions: calls, boolean logic, arrays, CASE and COALESCE."""

from collections.abc import Callable, Iterator, Sequence

from ...model.catalog import FIRST_USER_OID, Catalog
from ..facts.base import Facts
from ..facts.conditions import if_false, if_known, if_not_true, if_true
from ..rows.sets import set_size
from ..tree.constants import are_distinct, is_null, outcomes
from ..tree.enums import ParamKind
from ..tree.nodes import (
    BoolExpr,
    CaseExpr,
    CaseTestExpr,
    CoalesceExpr,
    CoerceToDomain,
    Const,
    FieldSelect,
    FuncExpr,
    MinMaxExpr,
    Node,
    NullIfExpr,
    OpExpr,
    Param,
    RelabelType,
    RowCompareExpr,
    RowExpr,
    Var,
    type_of,
    walk,
)
from . import known_functions as functions
from .columns import out_column, set_column
from .partial_functions import is_total_for
from .prover import Prover
from .returning import multiple
from .scope import Proof, Scope
from .sql_functions import call_body, field_count, gives_row_value
from .subqueries import sublink_column
from .total_functions import is_total

__all__ = [
    "boolean",
    "branches",
    "call",
    "case",
    "coalesce",
    "field",
    "largest",
    "null_if",
    "parameter",
    "row_comparison",
]


def parameter(prover: Prover, node: Param, scope: Scope) -> Proof:
    match node.paramkind:
        case ParamKind.SUBLINK:
            return sublink_column(scope, node)
        case ParamKind.MULTIEXPR:
            return multiple(prover, node, scope)
        case ParamKind.EXTERN:
            return None if prover.optional.get(node.paramid, True) else "parameter"
        case _:
            return None


def call(prover: Prover, node: FuncExpr | OpExpr, scope: Scope) -> Proof:
    oid, kind = (node.funcid, node.funcresulttype) if isinstance(node, FuncExpr) else (node.opfuncid, node.opresulttype)
    function = prover.catalog.functions.get(oid)
    if function is None:
        return None
    if function.returns_set:
        if not isinstance(node, FuncExpr) or not _is_longest(prover, node, scope):
            return None
        return "function" if gives_row_value(prover, function, kind) else set_column(prover, 1, 1, kind, node, scope)
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


def field(prover: Prover, node: FieldSelect, scope: Scope) -> Proof:
    """A field of a row that the query makes, or that a function returns."""
    match node.arg:
        case RowExpr(args=args):
            return prover.prove(args[node.fieldnum - 1], scope) if node.fieldnum <= len(args) else None
        case FuncExpr(funcid=oid) as row if oid in prover.catalog.functions:
            count = field_count(prover, row)
            if row.funcretset:
                longest = count and _is_longest(prover, row, scope)
                return set_column(prover, node.fieldnum, count, node.resulttype, row, scope) if longest else None
            return out_column(prover, node.fieldnum, count, node.resulttype, row, scope) if count else None
        case _:
            return None


def _is_longest(prover: Prover, node: FuncExpr, scope: Scope) -> bool:
    """Whether no other set in the target list gives more rows. The shorter ones continue with NULLs."""
    sets = [found for entry in scope.query.targetList for found in walk(entry.expr) if _is_set(found, prover.catalog)]
    if _repeats(node, prover.catalog):
        # `(jsonb_each(d)).*` calls it for each field, with the same rows each time.
        sets = [node, *(found for found in sets if found != node)]
    sizes = [set_size(found, prover.catalog) for found in sets]
    own = set_size(node, prover.catalog)
    return len(sets) == 1 or (own is not None and all(size is not None and size <= own for size in sizes))


def _repeats(call: FuncExpr, catalog: Catalog) -> bool:
    """Whether a call certainly gives the same each time it is written for a row: one by PostgreSQL's own functions."""
    for node in walk(call):
        match node:
            case FuncExpr(funcid=oid) | OpExpr(opfuncid=oid):
                function = catalog.functions.get(oid)
                if function is None or not function.builtin or function.volatile:
                    return False
            case Const() | Param() | Var() | FieldSelect() | RelabelType():
                pass
            case _:
                return False
    return True


def _is_set(node: Node, catalog: Catalog) -> bool:
    match node:
        case FuncExpr():
            return node.funcretset
        case OpExpr():
            return node.opretset
        case _:
            return False


def boolean(prover: Prover, node: BoolExpr, scope: Scope) -> Proof:
    """AND and OR of arguments that are never NULL. An argument that decides by itself may be assumed not to have done so."""
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
    # A FULL JOIN fills at most one of its sides, so one argument from each side is enough.
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
    """The results of CASE, None for a missing ELSE. Each is reached if its own condition is true and none before it is."""
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
    """Whether a condition is certainly always true, or never."""
    found = outcomes(node, lambda arg: prover.prove(arg, scope))
    return None if True in found and len(found) > 1 else True in found


def null_if(prover: Prover, node: NullIfExpr, scope: Scope) -> Proof:
    """NULL if both are equal, which two different constants are not, nor anything and NULL."""
    left, right = node.args
    if is_null(right) or are_distinct(left, right, node, prover.catalog):
        return prover.prove(left, scope)
    return None


def row_comparison(prover: Prover, node: RowCompareExpr, scope: Scope) -> Proof:
    args: Sequence[Node] = (*node.largs, *node.rargs)
    known = all(0 < type_of(arg) < FIRST_USER_OID for arg in args)
    return "function" if known and prover.every(args, scope) else None


def domain(prover: Prover, node: CoerceToDomain, scope: Scope) -> Proof:
    """A cast to a domain passes what the domain allows."""
    kind = prover.catalog.types.get(node.resulttype)
    return "domain" if kind is not None and kind.not_null else prover.prove(node.arg, scope)
