"""Which outputs of a query can be NULL, and for those that cannot, the kind of the proof.

The rule is sound first: whatever is not proven is nullable. The kinds are PROOFS; the rules stand in the rooms beside.
"""

from collections.abc import Callable, Mapping, Sequence

from ..model import Shape
from ..model.catalog import Catalog
from . import (
    aggregates,
    arrays,
    documents,
    expressions,
    sublinks,
    variables,
)
from .nodes import (
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
    Query,
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
from .prover import Prover, Rules, outputs
from .recursion import deep
from .scope import Proof, Scope
from .shapes import shapes

__all__ = ["PROOFS", "RULES", "Nullness", "Proof", "outputs"]

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

_CURRENT_SCHEMA = 14
"""SQLValueFunction.op of the one that can be NULL."""


class Nullness:
    """Proofs over one statement's tree; `optional` says which parameters may be NULL, `full` which arrays hold none."""

    def __init__(self, catalog: Catalog, optional: Mapping[int, bool], full: frozenset[int] = frozenset()) -> None:
        self._prover = Prover(catalog, optional, RULES, arrays.elements, full)

    def columns(self, query: Query) -> Sequence[Proof]:
        """The proof of each output column."""
        return deep(lambda: self._prover.columns(query), otherwise=[None] * len(outputs(query)))

    def elements(self, query: Query) -> Sequence[bool]:
        """Whether each output column is an array in which no NULL can be."""
        return deep(lambda: self._prover.full_columns(query), otherwise=[False] * len(outputs(query)))

    def shapes(self, query: Query) -> Sequence[Shape | None]:
        """What each output column is that is a document which the query puts together."""
        return deep(lambda: shapes(self._prover, query), otherwise=[None] * len(outputs(query)))


def _always(kind: str) -> Callable[[Prover, Node, Scope], Proof]:
    return lambda prover, node, scope: kind


def _as_argument(prover: Prover, node: Coercion, scope: Scope) -> Proof:
    return prover.prove(node.arg, scope)


RULES: Rules = {
    Var: variables.variable,
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
    SubLink: sublinks.sublink,
    SubscriptingRef: arrays.subscript,
    Aggref: aggregates.aggregate,
    WindowFunc: aggregates.window,
    JsonConstructorExpr: documents.json_constructor,
    JsonExpr: documents.json_query,
    JsonIsPredicate: lambda prover, node, scope: prover.prove(node.expr, scope),
    JsonValueExpr: lambda prover, node, scope: prover.prove(node.formatted_expr, scope),
    XmlExpr: documents.xml,
    SQLValueFunction: lambda prover, node, scope: None if node.op == _CURRENT_SCHEMA else "function",
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
