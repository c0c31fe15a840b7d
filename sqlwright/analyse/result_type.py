"""The type of an expression's value, as PostgreSQL's exprType tells it (`src/backend/nodes/nodeFuncs.c`)."""

from .nodes import (
    Aggref,
    ArrayExpr,
    BooleanTest,
    BoolExpr,
    CaseExpr,
    CoalesceExpr,
    CollateExpr,
    Const,
    DistinctExpr,
    FuncExpr,
    MinMaxExpr,
    Node,
    NullTest,
    OpExpr,
    Param,
    RowExpr,
    ScalarArrayOpExpr,
    SQLValueFunction,
    Var,
    WindowFunc,
)

__all__ = ["result_type"]

_BOOL = 16
_FIELDS: dict[type[Node], str] = {
    Aggref: "aggtype",
    ArrayExpr: "array_typeid",
    CaseExpr: "casetype",
    CoalesceExpr: "coalescetype",
    Const: "consttype",
    FuncExpr: "funcresulttype",
    MinMaxExpr: "minmaxtype",
    OpExpr: "opresulttype",
    Param: "paramtype",
    RowExpr: "row_typeid",
    SQLValueFunction: "type",
    Var: "vartype",
    WindowFunc: "wintype",
}


def result_type(node: Node) -> int:
    """The type's OID; 0 where the tree's reader keeps none."""
    if isinstance(node, BoolExpr | BooleanTest | NullTest | DistinctExpr | ScalarArrayOpExpr):
        return _BOOL
    if isinstance(node, CollateExpr):
        return result_type(node.arg)
    return getattr(node, _FIELDS.get(type(node), "resulttype"), 0)
