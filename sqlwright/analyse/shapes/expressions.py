"""Expressions that pass on a document."""

from ...model import Shape
from ..proofs.expressions import branches
from ..proofs.scope import Scope
from ..tree.constants import document, is_null
from ..tree.enums import Sublink
from ..tree.nodes import CaseExpr, CoalesceExpr, Coercion, Const, Query, SubLink, Var
from .finder import Finder
from .functions import column
from .sources import written
from .unions import united

__all__ = ["case", "coalesce", "coerced", "constant", "subquery", "variable"]


def constant(finder: Finder, node: Const, scope: Scope) -> Shape | None:
    """An empty document, as COALESCE has it in place of a missing one."""
    match document(node):
        case "[]":
            return Shape("array")
        case "{}":
            return Shape("object")
        case _:
            return None


def coalesce(finder: Finder, node: CoalesceExpr, scope: Scope) -> Shape | None:
    return united(finder.document(arg, scope) for arg in node.args if not is_null(arg))


def case(finder: Finder, node: CaseExpr, scope: Scope) -> Shape | None:
    found = branches(finder.prover, node, scope)
    return united(finder.document(result, here) for result, here in found if result is not None and not is_null(result))


def coerced(finder: Finder, node: Coercion, scope: Scope) -> Shape | None:
    """A cast between json, jsonb and domains over them. Of text nothing is known."""
    return finder.document(node.arg, scope)


def subquery(finder: Finder, node: SubLink, scope: Scope) -> Shape | None:
    if node.subLinkType != Sublink.EXPR or not isinstance(node.subselect, Query):
        return None
    return finder.agreed(written(finder.prover, node.subselect, scope, 0))


def variable(finder: Finder, node: Var, scope: Scope) -> Shape | None:
    return column(finder, node, scope) or finder.agreed(finder.behind(node, scope))
