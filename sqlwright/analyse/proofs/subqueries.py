"""Subqueries in expressions."""

from msgspec.structs import replace

from ..rows.count import row_count
from ..tree.enums import Sublink
from ..tree.nodes import Node, Param, Query, SubLink
from .prover import Prover, at
from .scope import Proof, Scope

__all__ = ["gives_value", "sublink", "sublink_column"]


def sublink(prover: Prover, node: SubLink, scope: Scope) -> Proof:
    match node.subLinkType:
        case Sublink.EXISTS | Sublink.ARRAY:
            return "expression"
        case Sublink.EXPR:
            return gives_value(prover, node.subselect, 1, scope)
        case Sublink.ANY | Sublink.ALL | Sublink.ROWCOMPARE if isinstance(node.subselect, Query):
            # Over no row ANY is false and ALL is true, but a comparison of rows is NULL.
            if (
                node.subLinkType == Sublink.ROWCOMPARE
                and row_count(node.subselect, prover.catalog, scope.homes) != "one"
            ):
                return None
            columns = prover.columns(node.subselect, scope)
            test = node.testexpr
            return test and prover.prove(test, replace(scope, sublink=columns, rows=scope.of_rows)) and "subquery"
        case _:
            return None


def sublink_column(scope: Scope, node: Param) -> Proof:
    """The column of a subquery inside a comparison with it."""
    return at(scope.sublink, node.paramid)


def gives_value(prover: Prover, query: Node | None, position: int, scope: Scope) -> Proof:
    """A column of a subquery that is used as a value. Without a row it would be NULL."""
    if not isinstance(query, Query) or row_count(query, prover.catalog, scope.homes) != "one":
        return None
    return at(prover.columns(query, scope), position) and "subquery"
