"""SQL/JSON and XML: their constructors, and the columns of JSON_TABLE and XMLTABLE."""

from .nodes import (
    CaseTestExpr,
    JsonBehavior,
    JsonConstructorExpr,
    JsonExpr,
    JsonTablePathScan,
    Node,
    TableFunc,
    XmlExpr,
    walk,
)
from .prover import Prover
from .scope import Proof, Scope

__all__ = ["json_constructor", "json_query", "table_column", "xml"]

_OBJECT, _ARRAY = 1, 2
"""JsonConstructorType of those that make a document whatever they are given."""
_EXISTS, _QUERY = 0, 1
"""JsonExprOp."""
_GIVES_NO_VALUE = (0, 5, 8)
"""JsonBehaviorType: NULL, UNKNOWN, and DEFAULT, whose expression decides."""
_DEFAULT = 8
_CONCAT, _ELEMENT, _FOREST, _PARSE, _PI, _ROOT, _SERIALIZE, _DOCUMENT = range(8)
"""XmlExprOp."""


def json_constructor(prover: Prover, node: JsonConstructorExpr, scope: Scope) -> Proof:
    if node.coercion is not None:
        # Its RETURNING type: what stands in for the document there is known if the document is.
        given = frozenset(found for found in walk(node.coercion) if isinstance(found, CaseTestExpr))
        if not prover.prove(node.coercion, scope.knowing(given)):
            return None
    if node.type in (_OBJECT, _ARRAY):
        return "expression"
    made = (node.func,) if node.func is not None else node.args[:1]
    return "function" if made and prover.every(made, scope) else None


def json_query(prover: Prover, node: JsonExpr, scope: Scope) -> Proof:
    """JSON_EXISTS of what is there; JSON_VALUE is NULL for a JSON null, and JSON_QUERY may find nothing."""
    if node.op != _EXISTS or not prover.every((node.formatted_expr, node.path_spec), scope):
        return None
    return "function" if _gives_value(node.on_error) else None


def _gives_value(behavior: JsonBehavior | None) -> bool:
    return behavior is None or behavior.btype not in _GIVES_NO_VALUE


def xml(prover: Prover, node: XmlExpr, scope: Scope) -> Proof:
    match node.op:
        case op if op == _ELEMENT:
            return "expression"
        case op if op in (_CONCAT, _FOREST):
            args = (*node.named_args, *node.args)
            return "coalesce" if any(prover.prove(arg, scope) for arg in args) else None
        case op if op == _PI:
            return "function" if prover.every(node.args, scope) else None
        case _:
            return "function" if node.args and prover.prove(node.args[0], scope) else None


def table_column(prover: Prover, number: int, table: TableFunc, scope: Scope) -> Proof:
    """Those FOR ORDINALITY or NOT NULL, and JSON_TABLE's EXISTS; a nested path may be without rows."""
    index = number - 1
    if index == table.ordinalitycol or index in table.notnulls:
        return "function"
    plan = table.plan
    if not isinstance(plan, JsonTablePathScan) or not plan.colMin <= index <= plan.colMax:
        return None
    value: Node | None = table.colvalexprs[index] if index < len(table.colvalexprs) else None
    if value is None:
        return "function"
    found = isinstance(value, JsonExpr) and value.op == _EXISTS and _gives_value(value.on_error)
    return "function" if found else None
