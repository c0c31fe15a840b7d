"""The type of any expression whose value may become part of a document."""

from ...model.catalog import Catalog
from ..tree.enums import Sublink
from ..tree.nodes import (
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
    outputs,
    type_of,
)
from ..tree.oids import TypeOid

__all__ = ["expression_type"]


def expression_type(node: Node, catalog: Catalog) -> int:
    """The type's OID, or 0 if the node does not say it, as for `array(select …)`."""
    match node:
        case SubLink(subLinkType=Sublink.EXPR, subselect=Query() as query):
            return expression_type(outputs(query)[0].expr, catalog)
        case SubLink(subLinkType=Sublink.EXISTS | Sublink.ANY | Sublink.ALL | Sublink.ROWCOMPARE):
            return TypeOid.BOOL
        case JsonConstructorExpr(returning=returning) | JsonExpr(returning=returning):
            return 0 if returning is None else returning.typid
        case JsonValueExpr():
            return expression_type(node.formatted_expr, catalog)
        case CaseTestExpr():
            return node.typeId
        case RowCompareExpr() | JsonIsPredicate():
            return TypeOid.BOOL
        case GroupingFunc():
            return TypeOid.INT4
        case MergeSupportFunc():
            return TypeOid.TEXT
        case _:
            return type_of(node)
