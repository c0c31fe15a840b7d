"""What a condition proves: the expressions that cannot be NULL once it is known to be true, false, or not NULL.

A fact is a Var, a Param or an Aggref over such: what has one value for the whole row, so that the same expression
written elsewhere has the same value.
"""

from collections.abc import Iterable

from .catalog import Catalog
from .nodes import (
    Aggref,
    BooleanTest,
    BoolExpr,
    CaseTestExpr,
    Coercion,
    Const,
    DistinctExpr,
    FuncExpr,
    Node,
    NullIfExpr,
    NullTest,
    OpExpr,
    Param,
    RowCompareExpr,
    RowExpr,
    ScalarArrayOpExpr,
    SubLink,
    Var,
)

__all__ = ["EXTERN", "Facts", "if_false", "if_known", "if_true"]

Facts = frozenset[Node]
EXTERN = 0
"""Param.paramkind of a query's own `$n`."""

_NONE: Facts = frozenset()


def _all(sets: Iterable[Facts]) -> Facts:
    return frozenset[Node]().union(*sets)


def _common(sets: Iterable[Facts]) -> Facts:
    first, *rest = sets
    return first.intersection(*rest)


def if_true(node: Node, catalog: Catalog) -> Facts:
    """What cannot be NULL where `node` is true."""
    match node:
        case BoolExpr("and"):
            return _all(if_true(arg, catalog) for arg in node.args)
        case BoolExpr("or"):
            return _common(if_true(arg, catalog) for arg in node.args)
        case BoolExpr("not"):
            return if_false(node.args[0], catalog)
        case NullTest(nulltesttype=1, arg=RowExpr(args=fields)):
            return _all(if_known(field, catalog) for field in fields)
        case NullTest(nulltesttype=1):
            return if_known(node.arg, catalog)
        case BooleanTest(booltesttype=0):
            return if_true(node.arg, catalog)
        case BooleanTest(booltesttype=2):
            return if_false(node.arg, catalog)
        case BooleanTest(booltesttype=5):
            return if_known(node.arg, catalog)
        case ScalarArrayOpExpr(useOr=True) if _strict(node.opfuncid, catalog):
            # Of an empty array it is false whatever the left side is: only true tells.
            return _all(if_known(arg, catalog) for arg in node.args)
        case SubLink(subLinkType=2, testexpr=Node() as test):
            return frozenset(fact for fact in if_true(test, catalog) if not _is_sublink_param(fact))
        case _:
            return if_known(node, catalog)


def if_false(node: Node, catalog: Catalog) -> Facts:
    """What cannot be NULL where `node` is false."""
    match node:
        case BoolExpr("and"):
            return _common(if_false(arg, catalog) for arg in node.args)
        case BoolExpr("or"):
            return _all(if_false(arg, catalog) for arg in node.args)
        case BoolExpr("not"):
            return if_true(node.args[0], catalog)
        case NullTest(nulltesttype=0, argisrow=False):
            return if_known(node.arg, catalog)
        case BooleanTest(booltesttype=1):
            return if_true(node.arg, catalog)
        case BooleanTest(booltesttype=3):
            return if_false(node.arg, catalog)
        case BooleanTest(booltesttype=4):
            return if_known(node.arg, catalog)
        case ScalarArrayOpExpr(useOr=False) if _strict(node.opfuncid, catalog):
            return _all(if_known(arg, catalog) for arg in node.args)
        case DistinctExpr(args=(left, Const(constisnull=False))):
            return if_known(left, catalog)
        case DistinctExpr(args=(Const(constisnull=False), right)):
            return if_known(right, catalog)
        case _:
            return if_known(node, catalog)


def if_known(node: Node, catalog: Catalog) -> Facts:
    """What cannot be NULL where `node` is not NULL, itself among it."""
    match node:
        case Var() | CaseTestExpr():
            return frozenset((node,))
        case Param(paramkind=kind):
            return frozenset((node,)) if kind == EXTERN else _NONE
        case Aggref() if all(isinstance(entry.expr, Var) for entry in node.args):
            return frozenset((node,))
        case DistinctExpr() | NullIfExpr():
            return _NONE
        case OpExpr() if _strict(node.opfuncid, catalog):
            return _all(if_known(arg, catalog) for arg in node.args)
        case FuncExpr() if _strict(node.funcid, catalog):
            return _all(if_known(arg, catalog) for arg in node.args)
        case ScalarArrayOpExpr() if _strict(node.opfuncid, catalog):
            return if_known(node.args[1], catalog)
        case BoolExpr("not"):
            return if_known(node.args[0], catalog)
        case BoolExpr():
            return if_true(node, catalog) & if_false(node, catalog)
        case RowCompareExpr():
            # The first pair always counts; a later one only where those before are equal.
            return if_known(node.largs[0], catalog) | if_known(node.rargs[0], catalog)
        case Coercion():
            return if_known(node.arg, catalog)
        case _:
            return _NONE


def _strict(oid: int, catalog: Catalog) -> bool:
    function = catalog.functions.get(oid)
    return function is not None and function.strict and not function.returns_set


def _is_sublink_param(fact: Node) -> bool:
    return isinstance(fact, Param) and fact.paramkind != EXTERN
