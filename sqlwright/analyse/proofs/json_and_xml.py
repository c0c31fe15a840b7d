"""SQL/JSON and XML: constructors, and the columns of JSON_TABLE and XMLTABLE."""

from ..tree.enums import JsonBehaviorType, JsonConstructor, JsonOp, XmlOp
from ..tree.nodes import (
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

_MAY_GIVE_NULL = (JsonBehaviorType.NULL, JsonBehaviorType.UNKNOWN, JsonBehaviorType.DEFAULT)
"""DEFAULT is one of them because its expression may be NULL."""


def json_constructor(prover: Prover, node: JsonConstructorExpr, scope: Scope) -> Proof:
    if node.coercion is not None:
        # The cast to the RETURNING type: its argument is not NULL if the document is not.
        given = frozenset(found for found in walk(node.coercion) if isinstance(found, CaseTestExpr))
        if not prover.prove(node.coercion, scope.knowing(given)):
            return None
    if node.type in (JsonConstructor.OBJECT, JsonConstructor.ARRAY):
        return "expression"
    made = (node.func,) if node.func is not None else node.args[:1]
    return "function" if made and prover.every(made, scope) else None


def json_query(prover: Prover, node: JsonExpr, scope: Scope) -> Proof:
    """JSON_EXISTS is not NULL for arguments that are not. JSON_VALUE is NULL for a JSON null, and JSON_QUERY may find nothing."""
    if node.op != JsonOp.EXISTS or not prover.every((node.formatted_expr, node.path_spec), scope):
        return None
    return "function" if _gives_value(node.on_error) else None


def _gives_value(behavior: JsonBehavior | None) -> bool:
    return behavior is None or behavior.btype not in _MAY_GIVE_NULL


def xml(prover: Prover, node: XmlExpr, scope: Scope) -> Proof:
    match node.op:
        case XmlOp.ELEMENT:
            return "expression"
        case XmlOp.CONCAT | XmlOp.FOREST:
            args = (*node.named_args, *node.args)
            return "coalesce" if any(prover.prove(arg, scope) for arg in args) else None
        case XmlOp.PI:
            return "function" if prover.every(node.args, scope) else None
        case _:
            return "function" if node.args and prover.prove(node.args[0], scope) else None


def table_column(prover: Prover, number: int, table: TableFunc, scope: Scope) -> Proof:
    """Columns FOR ORDINALITY or NOT NULL, and EXISTS columns of JSON_TABLE. A nested path may have no rows."""
    index = number - 1
    if index == table.ordinalitycol or index in table.notnulls:
        return "function"
    plan = table.plan
    if not isinstance(plan, JsonTablePathScan) or not plan.colMin <= index <= plan.colMax:
        return None
    value: Node | None = table.colvalexprs[index] if index < len(table.colvalexprs) else None
    if value is None:
        return "function"
    found = isinstance(value, JsonExpr) and value.op == JsonOp.EXISTS and _gives_value(value.on_error)
    return "function" if found else None
