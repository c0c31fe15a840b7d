"""SQL/JSON and XML, as `nodes/primnodes.h` defines them."""

from .base import Node

__all__ = [
    "JsonBehavior",
    "JsonConstructorExpr",
    "JsonExpr",
    "JsonIsPredicate",
    "JsonReturning",
    "JsonTablePathScan",
    "JsonValueExpr",
    "TableFunc",
    "XmlExpr",
]


class JsonReturning(Node, frozen=True):
    """The type of RETURNING, written or not."""

    typid: int


class JsonConstructorExpr(Node, frozen=True):
    """JSON_OBJECT, JSON_ARRAY, JSON_OBJECTAGG, JSON_ARRAYAGG, JSON, JSON_SCALAR, JSON_SERIALIZE."""

    type: int
    """enums.JsonConstructor."""
    args: tuple[Node, ...] = ()
    func: Node | None = None
    coercion: Node | None = None
    returning: JsonReturning | None = None
    absent_on_null: bool = False


class JsonValueExpr(Node, frozen=True):
    """A value with a FORMAT clause."""

    raw_expr: Node
    formatted_expr: Node


class JsonIsPredicate(Node, frozen=True):
    expr: Node


class JsonBehavior(Node, frozen=True):
    btype: int
    """enums.JsonBehaviorType."""
    expr: Node | None = None


class JsonExpr(Node, frozen=True):
    """JSON_EXISTS, JSON_QUERY, JSON_VALUE, and a column or the whole of JSON_TABLE."""

    op: int
    """enums.JsonOp."""
    formatted_expr: Node
    path_spec: Node
    passing_values: tuple[Node, ...] = ()
    on_empty: JsonBehavior | None = None
    on_error: JsonBehavior | None = None
    returning: JsonReturning | None = None


class JsonTablePathScan(Node, frozen=True):
    """One level of JSON_TABLE, with the columns from one index to another."""

    colMin: int
    colMax: int


class XmlExpr(Node, frozen=True):
    op: int
    """enums.XmlOp."""
    named_args: tuple[Node, ...] = ()
    args: tuple[Node, ...] = ()


class TableFunc(Node, frozen=True):
    """XMLTABLE or JSON_TABLE."""

    functype: int = 0
    docexpr: Node | None = None
    rowexpr: Node | None = None
    colexprs: tuple[Node | None, ...] = ()
    coldefexprs: tuple[Node | None, ...] = ()
    colvalexprs: tuple[Node | None, ...] = ()
    passingvalexprs: tuple[Node, ...] = ()
    notnulls: tuple[int, ...] = ()
    plan: Node | None = None
    ordinalitycol: int = -1
