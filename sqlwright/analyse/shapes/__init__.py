"""What the JSON looks like that a query itself puts together, where the analysed tree tells.

Sound first: what is not sure has no shape. A shape says of every document that the query may give how it is made, with
the nulls in it: those are proven as the columns' are.
"""

from collections.abc import Sequence

from ...model import Shape
from .. import nodes
from ..nodes import Query
from ..prover import Prover, outputs
from . import builders, expressions
from .finder import Finder, Rules

__all__ = ["shapes"]

_RULES: Rules = {
    nodes.Aggref: builders.aggregate,
    nodes.CaseExpr: expressions.case,
    nodes.CoalesceExpr: expressions.coalesce,
    nodes.CoerceToDomain: expressions.coerced,
    nodes.CoerceViaIO: expressions.coerced,
    nodes.Const: expressions.constant,
    nodes.FuncExpr: builders.call,
    nodes.JsonConstructorExpr: builders.constructor,
    nodes.JsonValueExpr: lambda finder, node, scope: finder.document(node.formatted_expr, scope),
    nodes.NullIfExpr: lambda finder, node, scope: finder.document(node.args[0], scope),
    nodes.RelabelType: expressions.coerced,
    nodes.SubLink: expressions.subquery,
    nodes.Var: expressions.variable,
    nodes.WindowFunc: builders.window,
}


def shapes(prover: Prover, query: Query) -> Sequence[Shape | None]:
    """Of each output column that is such a document."""
    finder = Finder(prover, _RULES)
    return [finder.output(query, index) for index in range(len(outputs(query)))]
