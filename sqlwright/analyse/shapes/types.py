"""The type of any expression whose value may come into a document."""

from ...model.catalog import Catalog
from ..enums import Sublink
from ..nodes import (
    CaseTestExpr,
    GroupingFunc,
    JsonConstructorExpr,
    JsonExpr,
    JsonIsPredicate,
    JsonValueExpr,
    MergeSupportFunc,
    Node,
    Query,
    RowCompareExpr,
    SubLink,
    type_of,
)
from ..prover import outputs

__all__ = ["expression_type"]

_BOOL, _INT4, _TEXT = 16, 23, 25


def expression_type(node: Node, catalog: Catalog) -> int:
    """Its OID; 0 where the node does not tell, as of an array that a subquery is made into."""
    match node:
        case SubLink(subLinkType=Sublink.EXPR, subselect=Query() as query):
            return expression_type(outputs(query)[0].expr, catalog)
        case SubLink(subLinkType=Sublink.EXISTS | Sublink.ANY | Sublink.ALL | Sublink.ROWCOMPARE):
            return _BOOL
        case JsonConstructorExpr(returning=returning) | JsonExpr(returning=returning):
            return 0 if returning is None else returning.typid
        case JsonValueExpr():
            return expression_type(node.formatted_expr, catalog)
        case CaseTestExpr():
            return node.typeId
        case RowCompareExpr() | JsonIsPredicate():
            return _BOOL
        case GroupingFunc():
            return _INT4
        case MergeSupportFunc():
            return _TEXT
        case _:
            return type_of(node)
