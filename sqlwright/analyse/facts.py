"""What a condition proves: the expressions that cannot be NULL once it is known to be true, false, or not NULL.

A fact is an expression that has one value for the whole row, so that the same expression written elsewhere has the same
value: a column, a parameter, and what functions without side effects make of those.
"""

from collections.abc import Callable, Iterable, Sequence

from ..model.catalog import Catalog
from .nodes import (
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
)

__all__ = ["EXTERN", "Facts", "if_false", "if_known", "if_not_false", "if_not_true", "if_true", "lowered"]

Facts = frozenset[Node]
EXTERN = 0
"""Param.paramkind of a query's own `$n`."""

_NONE: Facts = frozenset()
_NEVER_NULL = (NullTest, BooleanTest, DistinctExpr)
"""Conditions that are true or false, never unknown."""


def _all(sets: Iterable[Facts]) -> Facts:
    return frozenset[Node]().union(*sets)


def _common(sets: Iterable[Facts]) -> Facts:
    found = list(sets)
    return found[0].intersection(*found[1:]) if found else _NONE


def if_true(node: Node, catalog: Catalog) -> Facts:
    """What cannot be NULL where `node` is true."""
    match node:
        case BoolExpr("and"):
            return _all(if_true(arg, catalog) for arg in node.args)
        case BoolExpr("or"):
            return _common(if_true(arg, catalog) for arg in node.args if not _never(arg, True))
        case BoolExpr("not"):
            return if_false(node.args[0], catalog)
        case NullTest(nulltesttype=1, argisrow=True, arg=RowExpr(args=fields)):
            return _all(if_known(field, catalog) for field in fields)
        case NullTest(nulltesttype=1, argisrow=True, arg=Var()):
            # Of the whole row no column is NULL: the test itself is kept for all of them.
            return frozenset((node, node.arg))
        case NullTest(nulltesttype=1):
            return if_known(node.arg, catalog)
        case BooleanTest(booltesttype=0 | 3):
            return (if_true if node.booltesttype == 0 else if_not_false)(node.arg, catalog)
        case BooleanTest(booltesttype=1 | 2):
            return (if_not_true if node.booltesttype == 1 else if_false)(node.arg, catalog)
        case BooleanTest(booltesttype=5):
            return if_known(node.arg, catalog)
        case ScalarArrayOpExpr() if _strict(node.opfuncid, catalog) and (node.useOr or _has_elements(node.args[1])):
            # Over an empty array ANY is false and ALL true whatever the left side is.
            return _all(if_known(arg, catalog) for arg in node.args)
        case SubLink():
            return _if_found(node, catalog)
        case CoalesceExpr() | CaseExpr():
            return _chosen(node, catalog, True)
        case _:
            return if_known(node, catalog)


def if_false(node: Node, catalog: Catalog) -> Facts:
    """What cannot be NULL where `node` is false."""
    match node:
        case BoolExpr("and"):
            return _common(if_false(arg, catalog) for arg in node.args if not _never(arg, False))
        case BoolExpr("or"):
            return _all(if_false(arg, catalog) for arg in node.args)
        case BoolExpr("not"):
            return if_true(node.args[0], catalog)
        case NullTest(nulltesttype=0, argisrow=False):
            return if_known(node.arg, catalog)
        case NullTest(nulltesttype=0, arg=Var()):
            # Of a row that an outer join has filled with NULLs, IS NULL is true.
            return frozenset((node.arg,))
        case BooleanTest(booltesttype=0 | 3):
            return (if_not_true if node.booltesttype == 0 else if_false)(node.arg, catalog)
        case BooleanTest(booltesttype=1 | 2):
            return (if_true if node.booltesttype == 1 else if_not_false)(node.arg, catalog)
        case BooleanTest(booltesttype=4):
            return if_known(node.arg, catalog)
        case ScalarArrayOpExpr() if _strict(node.opfuncid, catalog) and (not node.useOr or _has_elements(node.args[1])):
            return _all(if_known(arg, catalog) for arg in node.args)
        case DistinctExpr(args=(left, Const(constisnull=False))):
            return if_known(left, catalog)
        case DistinctExpr(args=(Const(constisnull=False), right)):
            return if_known(right, catalog)
        case CoalesceExpr() | CaseExpr():
            return _chosen(node, catalog, False)
        case _:
            return if_known(node, catalog)


def if_not_false(node: Node, catalog: Catalog) -> Facts:
    """What cannot be NULL where `node` is true or unknown, as a CHECK demands."""
    match node:
        case BoolExpr("and"):
            return _all(if_not_false(arg, catalog) for arg in node.args)
        case BoolExpr("or"):
            return _common(if_not_false(arg, catalog) for arg in node.args)
        case BoolExpr("not"):
            return if_not_true(node.args[0], catalog)
        case _:
            return if_true(node, catalog) if isinstance(node, _NEVER_NULL) else _NONE


def if_not_true(node: Node, catalog: Catalog) -> Facts:
    """What cannot be NULL where `node` is false or unknown, as in the branch of a CASE after it."""
    match node:
        case BoolExpr("and"):
            return _common(if_not_true(arg, catalog) for arg in node.args)
        case BoolExpr("or"):
            return _all(if_not_true(arg, catalog) for arg in node.args)
        case BoolExpr("not"):
            return if_not_false(node.args[0], catalog)
        case _:
            return if_false(node, catalog) if isinstance(node, _NEVER_NULL) else _NONE


def if_known(node: Node, catalog: Catalog) -> Facts:
    """What cannot be NULL where `node` is not NULL, itself among it."""
    return _known(node, catalog)[0]


def _known(node: Node, catalog: Catalog) -> tuple[Facts, bool]:
    """The facts, and whether the expression gives the same wherever it is written in the query."""
    match node:
        case Var() | CaseTestExpr():
            return frozenset((node,)), isinstance(node, Var)
        case Const():
            return _NONE, True
        case Param():
            return (frozenset((node,)), True) if node.paramkind == EXTERN else (_NONE, False)
        case Aggref():
            steady = all(_known(entry.expr, catalog)[1] for entry in node.args)
            steady = steady and node.aggfilter is None and not node.aggdirectargs
            return (frozenset((node,)) if steady else _NONE), steady
        case DistinctExpr():
            return _of(node, node.args, catalog, strict=False, steady=_steady(node.opfuncid, catalog))
        case NullIfExpr():
            facts, steady = _of(node, node.args, catalog, strict=False, steady=_steady(node.opfuncid, catalog))
            return facts | if_known(node.args[0], catalog), steady
        case OpExpr(opfuncid=oid) | FuncExpr(funcid=oid):
            return _of(node, node.args, catalog, strict=_strict(oid, catalog), steady=_steady(oid, catalog))
        case ScalarArrayOpExpr():
            facts, steady = _of(node, node.args, catalog, strict=False, steady=_steady(node.opfuncid, catalog))
            return facts | (if_known(node.args[1], catalog) if _strict(node.opfuncid, catalog) else _NONE), steady
        case SubscriptingRef(refassgnexpr=None):
            # Of a NULL container there is nothing to take, nor at a subscript that is NULL.
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
            # The first pair always counts; a later one only where those before are equal.
            return if_known(node.largs[0], catalog) | if_known(node.rargs[0], catalog), False
        case Coercion():
            return _of(node, (node.arg,), catalog, strict=True, steady=True)
        case CaseExpr():
            return _chosen(node, catalog, None), False
        case _:
            return _NONE, False


def _of(node: Node, args: Sequence[Node], catalog: Catalog, *, strict: bool, steady: bool) -> tuple[Facts, bool]:
    parts = [_known(arg, catalog) for arg in args]
    steady = steady and all(part[1] for part in parts)
    facts = _all(part[0] for part in parts) if strict else _NONE
    return (facts | {node} if steady else facts), steady


def _chosen(node: CoalesceExpr | CaseExpr, catalog: Catalog, value: bool | None) -> Facts:
    """What holds whichever argument or branch has given `value`; None stands for any but NULL."""
    prove: Callable[[Node, Catalog], Facts] = {True: if_true, False: if_false, None: if_known}[value]
    if isinstance(node, CoalesceExpr):
        return _common(prove(arg, catalog) for arg in node.args if not _never(arg, value))
    branches = [
        if_true(when.expr, catalog) | prove(when.result, catalog)
        for when in node.args
        if not _never(when.result, value) and not _never(when.expr, True)
    ]
    if node.defresult is not None and not _never(node.defresult, value):
        branches.append(prove(node.defresult, catalog))
    # The tested value has a name only inside its own CASE.
    return frozenset(fact for fact in _common(branches) if not isinstance(fact, CaseTestExpr))


def _never(node: Node, value: bool | None) -> bool:
    """Whether a constant is another than `value`; of None, whether it is NULL."""
    if not isinstance(node, Const):
        return False
    return node.constisnull or (value is not None and (node.constvalue or b"\0")[0] != int(value))


def _has_elements(node: Node) -> bool:
    return isinstance(node, ArrayExpr) and bool(node.elements) and not node.multidims


def _is_null(node: Node) -> bool:
    return isinstance(node, Const) and node.constisnull


def _if_found(node: SubLink, catalog: Catalog) -> Facts:
    """What EXISTS, IN and `= any (…)` say of the query around, where they are true."""
    # The two rooms need each other: a condition may hold a query, and a query's joins hold conditions.
    from .joins import row_facts

    if node.subLinkType not in (0, 2) or not isinstance(node.subselect, Query):
        return _NONE
    facts = lowered(row_facts(node.subselect, catalog))
    if node.testexpr is None:
        return facts
    return facts | frozenset(
        fact for fact in if_true(node.testexpr, catalog) if not (isinstance(fact, Param) and fact.paramkind != EXTERN)
    )


def lowered(facts: Facts) -> Facts:
    """What facts of an inner query say of the columns of the one around it, and of parameters."""
    found: set[Node] = set()
    for fact in facts:
        if isinstance(fact, Var) and fact.varlevelsup:
            found.add(Var(fact.varno, fact.varattno, fact.vartype, fact.varlevelsup - 1, fact.varreturningtype))
        elif isinstance(fact, Param):
            found.add(fact)
    return frozenset(found)


def _strict(oid: int, catalog: Catalog) -> bool:
    function = catalog.functions.get(oid)
    return function is not None and function.strict and not function.returns_set


def _steady(oid: int, catalog: Catalog) -> bool:
    """Whether a function gives the same for the same arguments throughout a statement: of PostgreSQL's own, its word
    is taken for it."""
    function = catalog.functions.get(oid)
    return function is not None and function.builtin and not function.volatile and not function.returns_set
