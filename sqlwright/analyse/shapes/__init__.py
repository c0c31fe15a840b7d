"""The shapes of JSON documents that a query itself builds.

Soundness comes first: what is not certain has no shape. A shape describes every document that the query may give, nulls
included; these are proven like the nullness of columns.
"""

from collections.abc import Mapping, Sequence

from ...model import Shape
from ..proofs.prover import Prover
from ..tree import nodes
from ..tree.nodes import Query, outputs
from . import arrays, builders, expressions, row_objects
from .finder import Finder, Rule, Rules

__all__ = ["shapes"]

_DOCUMENTS: Mapping[type[nodes.Node], Rule] = {
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
_RULES = Rules(_DOCUMENTS, arrays.array, row_objects.row, row_objects.whole_row)


def shapes(prover: Prover, query: Query) -> Sequence[Shape | None]:
    """The shape of each output column that is such a document."""
    finder = Finder(prover, _RULES)
    return [finder.output(query, index) for index in range(len(outputs(query)))]
