"""The type of an output column's value, as PostgreSQL's exprType says it (`src/backend/nodes/nodeFuncs.c`)."""

from ..tree.nodes import (
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
from ..tree.oids import TypeOid

__all__ = ["result_type"]

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
    """The type's OID, or 0 if the tree's reader does not keep it."""
    if isinstance(node, BoolExpr | BooleanTest | NullTest | DistinctExpr | ScalarArrayOpExpr):
        return TypeOid.BOOL
    if isinstance(node, CollateExpr):
        return result_type(node.arg)
    return getattr(node, _FIELDS.get(type(node), "resulttype"), 0)
