"""What a condition proves: which expressions cannot be NULL if it is true, false, or not NULL.

A fact is an expression that has one value for the whole row, so the same expression has the same value wherever it is
written: a column, a parameter, or the result of functions without side effects on those.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from ...model.catalog import Catalog
from ..tree.enums import BoolTest, NullTestType, ParamKind, Sublink
from ..tree.nodes import (
    Aggref,
    ArrayExpr,
    BooleanTest,
    BoolExpr,
    CaseExpr,
    CaseTestExpr,
    CoalesceExpr,
    Coercion,
    Const,
    DistinctExpr,
    FieldSelect,
    FuncExpr,
    MinMaxExpr,
    Node,
    NullIfExpr,
    NullTest,
    OpExpr,
    Param,
    Query,
    RowCompareExpr,
    RowExpr,
    ScalarArrayOpExpr,
    SubLink,
    SubscriptingRef,
    Var,
    outputs,
)
from .base import NO_FACTS, Facts, is_own_parameter, lowered
from .joins import Conditions, FromClause, Prove, analyse_from, row_facts

__all__ = [
    "from_clause",
    "has_alternatives",
    "if_false",
    "if_known",
    "if_not_false",
    "if_not_true",
    "if_one_true",
    "if_true",
]

_NEVER_NULL = (NullTest, BooleanTest, DistinctExpr)
"""Conditions that are true or false, never unknown."""


def _all(sets: Iterable[Facts]) -> Facts:
    return frozenset[Node]().union(*sets)


def _common(sets: Iterable[Facts]) -> Facts:
    found = list(sets)
    return found[0].intersection(*found[1:]) if found else NO_FACTS


def if_true(node: Node, catalog: Catalog) -> Facts:
    """What cannot be NULL if `node` is true."""
    match node:
        case BoolExpr("and"):
            return _all(if_true(arg, catalog) for arg in node.args)
        case BoolExpr("or"):
            return _common(if_true(arg, catalog) for arg in node.args if not _never(arg, True))
        case BoolExpr("not"):
            return if_false(node.args[0], catalog)
        case NullTest(nulltesttype=NullTestType.IS_NOT_NULL, argisrow=True, arg=RowExpr(args=fields)):
            return _all(if_known(field, catalog) for field in fields)
        case NullTest(nulltesttype=NullTestType.IS_NOT_NULL, argisrow=True, arg=Var()):
            # No column of the row is NULL. The test itself stands for all of them.
            return frozenset((node, node.arg))
        case NullTest(nulltesttype=NullTestType.IS_NOT_NULL):
            return if_known(node.arg, catalog)
        case BooleanTest(booltesttype=test):
            return _IF_TEST_TRUE.get(test, _no_facts)(node.arg, catalog)
        case ScalarArrayOpExpr() if _strict(node.opfuncid, catalog) and (node.useOr or _has_elements(node.args[1])):
            # Over an empty array ANY is false and ALL is true for every left side.
            return _all(if_known(arg, catalog) for arg in node.args) | _compared(node, catalog, all_of=not node.useOr)
        case SubLink(subLinkType=Sublink.EXISTS | Sublink.ANY):
            return _if_found(node, catalog)
        case NullIfExpr():
            return if_known(node, catalog) | if_true(node.args[0], catalog)
        case CoalesceExpr() | CaseExpr():
            return _chosen(node, catalog, True)
        case _:
            return if_known(node, catalog)


def if_false(node: Node, catalog: Catalog) -> Facts:
    """What cannot be NULL if `node` is false."""
    match node:
        case BoolExpr("and"):
            return _common(if_false(arg, catalog) for arg in node.args if not _never(arg, False))
        case BoolExpr("or"):
            return _all(if_false(arg, catalog) for arg in node.args)
        case BoolExpr("not"):
            return if_true(node.args[0], catalog)
        case NullTest(nulltesttype=NullTestType.IS_NULL, argisrow=False):
            return if_known(node.arg, catalog)
        case NullTest(nulltesttype=NullTestType.IS_NULL, arg=Var()):
            # IS NULL is true of a row that an outer join filled with NULLs.
            return frozenset((node.arg,))
        case BooleanTest(booltesttype=test):
            return _IF_TEST_FALSE.get(test, _no_facts)(node.arg, catalog)
        case ScalarArrayOpExpr() if _strict(node.opfuncid, catalog) and (not node.useOr or _has_elements(node.args[1])):
            return _all(if_known(arg, catalog) for arg in node.args) | _compared(node, catalog, all_of=node.useOr)
        case NullIfExpr():
            return if_known(node, catalog) | if_false(node.args[0], catalog)
        case DistinctExpr(args=(left, Const(constisnull=False))):
            return if_known(left, catalog)
        case DistinctExpr(args=(Const(constisnull=False), right)):
            return if_known(right, catalog)
        case CoalesceExpr() | CaseExpr():
            return _chosen(node, catalog, False)
        case _:
            return if_known(node, catalog)


def if_not_false(node: Node, catalog: Catalog) -> Facts:
    """What cannot be NULL if `node` is true or unknown, as a CHECK demands."""
    match node:
        case BoolExpr("and"):
            return _all(if_not_false(arg, catalog) for arg in node.args)
        case BoolExpr("or"):
            return _common(if_not_false(arg, catalog) for arg in node.args)
        case BoolExpr("not"):
            return if_not_true(node.args[0], catalog)
        case _:
            return if_true(node, catalog) if isinstance(node, _NEVER_NULL) else NO_FACTS


def if_not_true(node: Node, catalog: Catalog) -> Facts:
    """What cannot be NULL if `node` is false or unknown, as in the later branches of a CASE."""
    match node:
        case BoolExpr("and"):
            return _common(if_not_true(arg, catalog) for arg in node.args)
        case BoolExpr("or"):
            return _all(if_not_true(arg, catalog) for arg in node.args)
        case BoolExpr("not"):
            return if_not_false(node.args[0], catalog)
        case _:
            return if_false(node, catalog) if isinstance(node, _NEVER_NULL) else NO_FACTS


def has_alternatives(node: Node) -> bool:
    """Whether a condition demands that one of several holds."""
    match node:
        case BoolExpr("and"):
            return any(has_alternatives(arg) for arg in node.args)
        case BoolExpr("or"):
            return True
        case _:
            return False


def if_one_true(node: Node, catalog: Catalog, possible: Callable[[Node], bool]) -> Facts:
    """Like `if_true`, for rows in which only the `possible` arms of OR can be true."""
    match node:
        case BoolExpr("and"):
            return _all(if_one_true(arg, catalog, possible) for arg in node.args)
        case BoolExpr("or"):
            return _common(if_one_true(arg, catalog, possible) for arg in node.args if possible(arg))
        case _:
            return if_true(node, catalog)


def if_known(node: Node, catalog: Catalog) -> Facts:
    """What cannot be NULL if `node` is not NULL, `node` itself included."""
    return _known(node, catalog)[0]


def _known(node: Node, catalog: Catalog) -> tuple[Facts, bool]:
    """The facts, and whether the expression has the same value wherever the query repeats it."""
    match node:
        case Var() | CaseTestExpr():
            return frozenset((node,)), isinstance(node, Var)
        case Const():
            return NO_FACTS, True
        case Param():
            return (frozenset((node,)), True) if node.paramkind == ParamKind.EXTERN else (NO_FACTS, False)
        case Aggref():
            steady = all(_known(entry.expr, catalog)[1] for entry in node.args)
            steady = steady and node.aggfilter is None and not node.aggdirectargs
            return (frozenset((node,)) if steady else NO_FACTS), steady
        case DistinctExpr():
            return _of(node, node.args, catalog, strict=False, steady=_steady(node.opfuncid, catalog))
        case NullIfExpr():
            facts, steady = _of(node, node.args, catalog, strict=False, steady=_steady(node.opfuncid, catalog))
            return facts | if_known(node.args[0], catalog), steady
        case OpExpr(opfuncid=oid) | FuncExpr(funcid=oid):
            return _of(node, node.args, catalog, strict=_strict(oid, catalog), steady=_steady(oid, catalog))
        case ScalarArrayOpExpr():
            facts, steady = _of(node, node.args, catalog, strict=False, steady=_steady(node.opfuncid, catalog))
            return facts | (if_known(node.args[1], catalog) if _strict(node.opfuncid, catalog) else NO_FACTS), steady
        case SubscriptingRef(refassgnexpr=None):
            # A NULL container has no elements, and nothing stands at a NULL subscript.
            bounds = (bound for bound in (*node.refupperindexpr, *node.reflowerindexpr) if bound is not None)
            parts = (node.refexpr, *bounds)
            return _of(node, parts, catalog, strict=True, steady=True)
        case CoalesceExpr(args=args) | MinMaxExpr(args=args):
            facts, steady = _of(node, args, catalog, strict=False, steady=True)
            return facts | _common(if_known(arg, catalog) for arg in args if not _is_null(arg)), steady
        case BoolExpr("not"):
            return _known(node.args[0], catalog)
        case BoolExpr():
            return if_true(node, catalog) & if_false(node, catalog), False
        case RowCompareExpr():
            # The first pair always counts, a later one only if those before it are equal.
            return if_known(node.largs[0], catalog) | if_known(node.rargs[0], catalog), False
        case Coercion() | FieldSelect():
            return _of(node, (node.arg,), catalog, strict=True, steady=True)
        case SubLink(subLinkType=Sublink.EXPR, subselect=Query() as query):
            # The subquery has given a row, and a value in it. What it does with parameters stays its own affair.
            facts = if_known(outputs(query)[0].expr, catalog) if query.setOperations is None else NO_FACTS
            facts = lowered(facts | row_facts(query, catalog, CONDITIONS))
            return frozenset(fact for fact in facts if isinstance(fact, Var)), False
        case CaseExpr():
            return _chosen(node, catalog, None), False
        case _:
            return NO_FACTS, False


def _of(node: Node, args: Sequence[Node], catalog: Catalog, *, strict: bool, steady: bool) -> tuple[Facts, bool]:
    parts = [_known(arg, catalog) for arg in args]
    steady = steady and all(part[1] for part in parts)
    facts = _all(part[0] for part in parts) if strict else NO_FACTS
    return (facts | {node} if steady else facts), steady


def _chosen(node: CoalesceExpr | CaseExpr, catalog: Catalog, value: bool | None) -> Facts:
    """What holds whichever argument or branch gave `value`. None stands for any value but NULL."""
    prove: Prove = {True: if_true, False: if_false, None: if_known}[value]
    if isinstance(node, CoalesceExpr):
        return _common(prove(arg, catalog) for arg in node.args if not _never(arg, value))
    branches: list[Facts] = []
    passed = NO_FACTS
    for when in node.args:
        if not _never(when.result, value) and not _never(when.expr, True):
            branches.append(passed | if_true(when.expr, catalog) | prove(when.result, catalog))
        passed |= if_not_true(when.expr, catalog)
    if node.defresult is not None and not _never(node.defresult, value):
        branches.append(passed | prove(node.defresult, catalog))
    # The tested value exists only inside its own CASE.
    return frozenset(fact for fact in _common(branches) if not isinstance(fact, CaseTestExpr))


def _never(node: Node, value: bool | None) -> bool:
    """Whether a constant differs from `value`. If that is None: whether the constant is NULL."""
    if not isinstance(node, Const):
        return False
    return node.constisnull or (value is not None and (node.constvalue or b"\0")[0] != int(value))


def _has_elements(node: Node) -> bool:
    return isinstance(node, ArrayExpr) and bool(node.elements) and not node.multidims


def _compared(node: ScalarArrayOpExpr, catalog: Catalog, *, all_of: bool) -> Facts:
    """What the elements say of a strict comparison that had the same result for all of them, or for one that decided."""
    array = node.args[1]
    if not isinstance(array, ArrayExpr) or (all_of and array.multidims):
        return NO_FACTS
    facts = [if_known(element, catalog) for element in array.elements if not _is_null(element)]
    return _all(facts) if all_of else _common(facts)


def _is_null(node: Node) -> bool:
    return isinstance(node, Const) and node.constisnull


def _if_found(node: SubLink, catalog: Catalog) -> Facts:
    """What EXISTS, IN and `= any (…)` say of the surrounding query if they are true."""
    if not isinstance(node.subselect, Query):
        return NO_FACTS
    facts = lowered(row_facts(node.subselect, catalog, CONDITIONS))
    if node.testexpr is None:
        return facts
    return facts | frozenset(fact for fact in if_true(node.testexpr, catalog) if is_own_parameter(fact))


def _no_facts(node: Node, catalog: Catalog) -> Facts:
    return NO_FACTS


def _strict(oid: int, catalog: Catalog) -> bool:
    function = catalog.functions.get(oid)
    return function is not None and function.strict and not function.returns_set


def _steady(oid: int, catalog: Catalog) -> bool:
    """Whether a function returns the same for the same arguments throughout a statement. PostgreSQL's own functions
    are believed; others may be declared wrongly."""
    function = catalog.functions.get(oid)
    return function is not None and function.builtin and not function.volatile and not function.returns_set


_IF_TEST_TRUE: Mapping[int, Prove] = {
    BoolTest.IS_TRUE: if_true,
    BoolTest.IS_NOT_TRUE: if_not_true,
    BoolTest.IS_FALSE: if_false,
    BoolTest.IS_NOT_FALSE: if_not_false,
    BoolTest.IS_NOT_UNKNOWN: if_known,
}
"""What holds of the argument of IS TRUE and the like if the test is true."""

_IF_TEST_FALSE: Mapping[int, Prove] = {
    BoolTest.IS_TRUE: if_not_true,
    BoolTest.IS_NOT_TRUE: if_true,
    BoolTest.IS_FALSE: if_not_false,
    BoolTest.IS_NOT_FALSE: if_false,
    BoolTest.IS_UNKNOWN: if_known,
}
"""The same if the test is false."""

CONDITIONS = Conditions(if_true, if_known)
"""For the joins of a query, which hold conditions, as conditions may hold queries."""


def from_clause(query: Query, catalog: Catalog) -> FromClause:
    """What FROM and WHERE of a query say of its rows."""
    return analyse_from(query, catalog, CONDITIONS)
