"""The rule by which each kind of node is proven not to be NULL, and the words for the kinds of proof."""

from collections.abc import Callable, Mapping

from ..tree.enums import ValueFunction
from ..tree.nodes import (
    Aggref,
    ArrayExpr,
    BooleanTest,
    BoolExpr,
    CaseExpr,
    CoalesceExpr,
    CoerceToDomain,
    Coercion,
    Const,
    DistinctExpr,
    FieldSelect,
    FieldStore,
    FuncExpr,
    GroupingFunc,
    JsonConstructorExpr,
    JsonExpr,
    JsonIsPredicate,
    JsonValueExpr,
    MergeSupportFunc,
    MinMaxExpr,
    NextValueExpr,
    Node,
    NullIfExpr,
    NullTest,
    OpExpr,
    Param,
    RowCompareExpr,
    RowExpr,
    ScalarArrayOpExpr,
    SQLValueFunction,
    SubLink,
    SubscriptingRef,
    Var,
    WindowFunc,
    XmlExpr,
)
from . import aggregates, arrays, columns, expressions, json_and_xml, subqueries
from .prover import Prover, Rules
from .scope import Proof, Scope

__all__ = ["PROOFS", "RULES"]

PROOFS: Mapping[str, str] = {
    "column": "a column declared NOT NULL that no outer join can fill with NULL",
    "check": "a column with a CHECK that it is not NULL",
    "generated": "a generated column whose expression is not NULL",
    "filter": "a condition of WHERE, ON, HAVING or CASE lets no NULL through",
    "constant": "a constant other than NULL",
    "parameter": "a parameter that takes no NULL",
    "function": "a function or operator that gives no NULL for arguments that are not NULL",
    "aggregate": "an aggregate or window function that is not NULL here",
    "expression": "a construct that is never NULL, such as EXISTS, IS NULL, ARRAY[] or ROW()",
    "coalesce": "an argument of COALESCE, GREATEST or LEAST that is not NULL",
    "case": "no branch of CASE is NULL",
    "assigned": "the value that the statement itself has just assigned",
    "subquery": "a subquery that gives exactly one row, and no NULL in it, or no NULL to compare with",
    "domain": "a cast to a domain that is NOT NULL",
    "asserted": "the query's own -- @notnull, checked whenever it runs",
}


def _always(kind: str) -> Callable[[Prover, Node, Scope], Proof]:
    return lambda prover, node, scope: kind


def _as_argument(prover: Prover, node: Coercion, scope: Scope) -> Proof:
    return prover.prove(node.arg, scope)


RULES: Rules = {
    Var: columns.variable,
    Const: lambda prover, node, scope: None if node.constisnull else "constant",
    Param: expressions.parameter,
    FuncExpr: expressions.call,
    OpExpr: expressions.call,
    ScalarArrayOpExpr: arrays.array_operation,
    RowCompareExpr: expressions.row_comparison,
    BoolExpr: expressions.boolean,
    CoalesceExpr: expressions.coalesce,
    NullIfExpr: expressions.null_if,
    MinMaxExpr: expressions.largest,
    CaseExpr: expressions.case,
    FieldSelect: expressions.field,
    SubLink: subqueries.sublink,
    SubscriptingRef: arrays.subscript,
    Aggref: aggregates.aggregate,
    WindowFunc: aggregates.window,
    JsonConstructorExpr: json_and_xml.json_constructor,
    JsonExpr: json_and_xml.json_query,
    JsonIsPredicate: lambda prover, node, scope: prover.prove(node.expr, scope),
    JsonValueExpr: lambda prover, node, scope: prover.prove(node.formatted_expr, scope),
    XmlExpr: json_and_xml.xml,
    SQLValueFunction: lambda prover, node, scope: None if node.op == ValueFunction.CURRENT_SCHEMA else "function",
    **dict.fromkeys(Coercion.__subclasses__(), _as_argument),
    CoerceToDomain: expressions.domain,
    **dict.fromkeys(
        (
            *(NullTest, BooleanTest, DistinctExpr, RowExpr, ArrayExpr, FieldStore),
            *(GroupingFunc, NextValueExpr, MergeSupportFunc),
        ),
        _always("expression"),
    ),
}
