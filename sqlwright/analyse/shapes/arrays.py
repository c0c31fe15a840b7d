"""PostgreSQL's arrays as JSON's lists of lists, which have no dimensions."""

from ...model import Shape
from ..facts.conditions import if_true
from ..proofs.scope import Scope
from ..tree.enums import Sublink
from ..tree.nodes import Aggref, ArrayExpr, Node, Query, SubLink
from ..types.array_depths import depth
from ..types.expression_types import expression_type
from .finder import Finder
from .sources import written
from .unions import either
from .values import value_shape

__all__ = ["array", "members"]


def array(finder: Finder, node: Node, scope: Scope) -> Shape | None:
    """The shape of an expression that is an array; None if that is not known."""
    match node:
        case ArrayExpr() if node.elements:
            return Shape("array", items=(either(finder.element(each, scope) for each in node.elements),))
        case SubLink(subLinkType=Sublink.ARRAY, subselect=Query() as query):
            found = [finder.element(each, inner) for each, inner in written(finder.prover, query, scope, 0)]
            return Shape("array", items=(either(found),)) if found else None
        case Aggref() if _collects(finder, node):
            return Shape("array", items=(finder.element(node.args[0].expr, members(finder, node, scope)),))
        case _:
            kind = expression_type(node, finder.catalog)
            if kind not in finder.catalog.types:
                return None
            full = finder.prover.elements(node, scope)
            return value_shape(finder.catalog, kind, dims=depth(node, _homes(scope), finder.catalog), full=full)


def _collects(finder: Finder, node: Aggref) -> bool:
    function = finder.catalog.functions.get(node.aggfnoid)
    return function is not None and function.builtin and function.name == "array_agg" and not node.agglevelsup


def members(finder: Finder, node: Aggref, scope: Scope) -> Scope:
    """The scope of the rows that an aggregate takes in, for its arguments."""
    rows = scope.of_members
    return rows if node.aggfilter is None else rows.knowing(if_true(node.aggfilter, finder.catalog))


def _homes(scope: Scope) -> tuple[Query, ...]:
    """The queries around, from the outermost in."""
    return (*(_homes(scope.outer) if scope.outer is not None else ()), scope.query)
