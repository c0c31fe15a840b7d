"""Arrays: their elements, slices, and comparisons with any or all elements."""

from collections.abc import Sequence

from ..facts.conditions import if_true
from ..facts.full_arrays import is_full_domain, keeps_elements
from ..tree.constants import array_bounds, integer, is_null
from ..tree.enums import ParamKind, Rte, Sublink
from ..tree.nodes import (
    Aggref,
    ArrayCoerceExpr,
    ArrayExpr,
    CaseExpr,
    CoalesceExpr,
    CoerceToDomain,
    Const,
    FuncExpr,
    MinMaxExpr,
    NamedArgExpr,
    Node,
    OpExpr,
    Param,
    Query,
    RelabelType,
    ScalarArrayOpExpr,
    SubLink,
    SubscriptingRef,
    Var,
    outputs,
    type_of,
)
from . import known_functions as functions
from .check_constraints import checked_arrays
from .columns import cte_query, view_query
from .partial_functions import has_elements
from .prover import Prover, at
from .scope import Proof, Scope
from .total_functions import is_total

__all__ = ["array_operation", "elements", "subscript"]


def array_operation(prover: Prover, node: ScalarArrayOpExpr, scope: Scope) -> Proof:
    """`x = any (…)`, which may be NULL if an element is."""
    function = prover.catalog.functions.get(node.opfuncid)
    left, right = node.args
    if function is None or not is_total(function) or not prover.prove(left, scope):
        return None
    return "function" if prover.prove(right, scope) and elements(prover, right, scope) else None


def elements(prover: Prover, node: Node, scope: Scope) -> bool:
    """Whether no element of an array is NULL."""
    if not _is_array(prover, node):
        return False
    if is_full_domain(type_of(node), prover.catalog):
        return True
    match node:
        case ArrayExpr(multidims=True):
            return all(elements(prover, element, scope) for element in node.elements)
        case ArrayExpr():
            return prover.every(node.elements, scope)
        case Const(constvalue=bytes() as datum):
            # ArrayType.dataoffset (`utils/array.h`) is 0 if no element is NULL.
            return _offset(datum) == 0
        case Const():
            return node.constisnull
        case SubLink(subLinkType=Sublink.ARRAY, subselect=Query() as query):
            if _is_array(prover, outputs(query)[0].expr):
                return prover.full_columns(query, scope)[0]
            return bool(at(prover.columns(query, scope), 1))
        case Aggref():
            return _collected(prover, node, scope)
        case ArrayCoerceExpr():
            return keeps_elements(node) and elements(prover, node.arg, scope)
        case RelabelType() | CoerceToDomain() | NamedArgExpr():
            return elements(prover, node.arg, scope)
        case SubscriptingRef(refassgnexpr=None):
            return elements(prover, node.refexpr, scope)
        case CoalesceExpr(args=args) | MinMaxExpr(args=args):
            return all(elements(prover, arg, scope) for arg in args)
        case CaseExpr(args=whens, defresult=default):
            results = [when.result for when in whens]
            return all(elements(prover, each, scope) for each in (*results, *(() if default is None else (default,))))
        case FuncExpr(funcid=oid, args=args) | OpExpr(opfuncid=oid, args=args):
            return _called(prover, oid, args, scope)
        case Var():
            return _variable(prover, node, scope)
        case Param():
            return node.paramkind == ParamKind.EXTERN and node.paramid in prover.full
        case _:
            return False


def _collected(prover: Prover, node: Aggref, scope: Scope) -> bool:
    """array_agg of what is never NULL in the rows that pass FILTER."""
    function = prover.catalog.functions.get(node.aggfnoid)
    if function is None or not function.builtin or function.name != "array_agg" or node.agglevelsup:
        return False
    rows = scope.of_members
    if node.aggfilter is not None:
        rows = rows.knowing(if_true(node.aggfilter, prover.catalog))
    arg = node.args[0].expr
    return elements(prover, arg, rows) if _is_array(prover, arg) else bool(prover.prove(arg, rows))


def _called(prover: Prover, oid: int, args: Sequence[Node], scope: Scope) -> bool:
    function = prover.catalog.functions.get(oid)
    if function is None or not function.builtin:
        return False
    if (function.name, len(args)) in functions.FULL_ARRAYS:
        return True
    if function.name == "array_remove" and is_null(args[1]):
        return True
    if function.name == "array_fill":
        return bool(prover.prove(args[0], scope))
    kept = functions.ARRAYS_OF_ARRAYS.get(function.name)
    # Arguments that are no arrays become elements.
    return kept is not None and all(
        elements(prover, arg, scope) if _is_array(prover, arg) else prover.prove(arg, scope) for arg in args[:kept]
    )


def _is_array(prover: Prover, node: Node) -> bool:
    kind = type_of(node)
    return kind not in prover.catalog.types or bool(prover.catalog.base_type(kind).element)


def _offset(datum: bytes) -> int:
    # After a varlena header of one byte or four, and the number of dimensions.
    head = 1 if datum[0] & 1 else 4
    return int.from_bytes(datum[head + 4 : head + 8], "little")


def subscript(prover: Prover, node: SubscriptingRef, scope: Scope) -> Proof:
    """A slice, which is empty if there is nothing, or an element, which may not exist."""
    kind = prover.catalog.types.get(node.refcontainertype)
    if kind is None or not kind.element or node.refassgnexpr is not None:
        return None
    if not node.reflowerindexpr:
        return _element(prover, node, scope)
    # A bound that is left out is None.
    parts = [part for part in (node.refexpr, *node.refupperindexpr, *node.reflowerindexpr) if part is not None]
    return "function" if prover.every(parts, scope) else None


def _element(prover: Prover, node: SubscriptingRef, scope: Scope) -> Proof:
    """An element that certainly exists."""
    number = integer(node.refupperindexpr[0]) if len(node.refupperindexpr) == 1 else None
    bounds = array_bounds(node.refexpr, prover.catalog)
    if isinstance(node.refexpr, Aggref) and has_elements(prover, node.refexpr, scope):
        bounds = (1, 1)
    if number is None or bounds is None or not bounds[0] <= number <= bounds[1]:
        return None
    if isinstance(node.refexpr, ArrayExpr):
        return prover.prove(node.refexpr.elements[number - 1], scope)
    return "constant" if elements(prover, node.refexpr, scope) else None


def _variable(prover: Prover, node: Var, scope: Scope) -> bool:
    """Whether a variable is an array that is known to contain no NULL."""
    if node.varlevelsup:
        outer = Var(node.varno, node.varattno, node.vartype, node.varlevelsup - 1, node.varreturningtype)
        return scope.outer is not None and prover.elements(outer, scope.outer)
    entry = scope.query.rtable[node.varno - 1]
    index = node.varattno - 1
    if index < 0:
        return False
    if entry.rtekind == Rte.RELATION:
        return _stored(prover, node.varattno, entry.relid, written=scope.returning)
    if scope.returning:
        return False
    match entry.rtekind:
        case Rte.SUBQUERY if entry.subquery is not None:
            return prover.full_columns(entry.subquery, scope.of_lateral if entry.lateral else scope.of_rows)[index]
        case Rte.JOIN if index < len(entry.joinaliasvars):
            return prover.elements(entry.joinaliasvars[index], scope)
        case Rte.GROUP if index < len(entry.groupexprs):
            return prover.elements(entry.groupexprs[index], scope.of_rows)
        case Rte.VALUES:
            return all(prover.elements(row[index], scope.of_lateral) for row in entry.values_lists)
        case Rte.CTE:
            found = cte_query(entry, scope)
            if found is None or found[0].cterecursive or not isinstance(found[0].ctequery, Query):
                return False
            columns = prover.full_columns(found[0].ctequery, found[1].of_rows)
            return index < len(columns) and columns[index]
        case _:
            return False


def _stored(prover: Prover, number: int, relid: int, *, written: bool) -> bool:
    """Whether a column of a table or view is an array without NULLs. Where an outer join fills it in, there is no array."""
    relation = prover.catalog.relations.get(relid)
    if relation is None or (written and (relation.rules or not relation.is_table)):
        return False
    if relation.view is None:
        return relation.is_table and number in checked_arrays(prover, relation)
    query = view_query(prover, relation)
    return query is not None and prover.full_columns(query)[number - 1]
