"""What a person would call the value that an expression is compared with."""

import re
from collections.abc import Iterator

from ...model.catalog import Catalog
from ...model.spelling import snake_case
from ..tree.constants import text
from ..tree.enums import ParamKind
from ..tree.nodes import (
    Aggref,
    ArrayExpr,
    BoolExpr,
    CaseExpr,
    CoalesceExpr,
    Const,
    FuncExpr,
    MinMaxExpr,
    Node,
    NullIfExpr,
    OpExpr,
    Param,
    Query,
    ScalarArrayOpExpr,
    SubscriptingRef,
    type_of,
)
from .sources import bare, column_name

__all__ = ["alternatives", "inner_parameter", "is_document", "name_of", "ranges", "values"]

_OF_A_KEY = ("json_object_field", "json_object_field_text", "jsonb_object_field", "jsonb_object_field_text")
_CONCATENATIONS = ("textcat", "textanycat", "anytextcat")
_LOWER = re.compile(r"(^|_|\d|[a-z])(ge|gt)(_|$)")
_UPPER = re.compile(r"(^|_|\d|[a-z])(le|lt)(_|$)")


def name_of(node: Node, query: Query | None, catalog: Catalog) -> str | None:
    """The name of a column, of an aggregate, or of a document's key, whatever is done with it."""
    if (name := column_name(node, query)) is not None:
        return name
    node = bare(node)
    match node:
        case Aggref(aggfnoid=oid, args=args):
            function = catalog.functions.get(oid)
            of = name_of(args[0].expr, query, catalog) if args else None
            return None if function is None else f"{function.name}_{of}" if of else function.name
        case OpExpr(args=(document, key)) if _is_one_of(node.opfuncid, _OF_A_KEY, catalog):
            return _of_key(key) or name_of(document, query, catalog)
        case SubscriptingRef(refassgnexpr=None):
            keys = [_of_key(key) for key in node.refupperindexpr if key is not None]
            return (keys[-1] if keys else None) or name_of(node.refexpr, query, catalog)
        case FuncExpr() | OpExpr() | CoalesceExpr() | MinMaxExpr() | NullIfExpr():
            # The only argument that is no constant, as in date_trunc('day', at).
            found = [arg for arg in node.args if not isinstance(bare(arg), Const)]
            return name_of(found[0], query, catalog) if len(found) == 1 else None
        case _:
            return None


def _of_key(key: Node) -> str | None:
    """The name made from a constant key."""
    found = re.sub(r"\W+", "_", text(bare(key)) or "").strip("_")
    return snake_case(found) if found.isidentifier() else None


def inner_parameter(node: Node, catalog: Catalog) -> int | None:
    """The parameter in `lower($1)`, `'%' || $1 || '%'` or `coalesce($1, 'x')`: the one argument that is no constant."""
    found = bare(node)
    match found:
        case Param(paramkind=ParamKind.EXTERN):
            return found.paramid
        case FuncExpr(args=args) | CoalesceExpr(args=args) | NullIfExpr(args=args):
            pass
        case OpExpr(args=args) if _is_one_of(found.opfuncid, _CONCATENATIONS, catalog):
            pass
        case _:
            return None
    inner = [arg for arg in args if not isinstance(bare(arg), Const)]
    return inner_parameter(inner[0], catalog) if len(inner) == 1 else None


def values(node: Node) -> Iterator[Node]:
    """The expressions that may become the value: the branches of CASE, the arguments of COALESCE."""
    found = bare(node)
    match found:
        case CaseExpr():
            for when in found.args:
                yield from values(when.result)
            if found.defresult is not None:
                yield from values(found.defresult)
        case CoalesceExpr(args=args) | MinMaxExpr(args=args):
            for arg in args:
                yield from values(arg)
        case NullIfExpr(args=(first, _)):
            yield from values(first)
        case _:
            yield node


def ranges(node: BoolExpr, catalog: Catalog) -> Iterator[tuple[Node, Node, Node]]:
    """Each expression that AND bounds on both sides, as BETWEEN does, with the lower and the upper bound."""
    lower: dict[Node, Node] = {}
    upper: dict[Node, Node] = {}
    for arg in node.args if node.boolop == "and" else ():
        if type(arg) is OpExpr and len(arg.args) == 2:
            function = catalog.functions.get(arg.opfuncid)
            name = function.name if function is not None and function.builtin else ""
            for bounds, pattern in ((lower, _LOWER), (upper, _UPPER)):
                if pattern.search(name):
                    bounds.setdefault(bare(arg.args[0]), arg.args[1])
    for bounded, bound in lower.items():
        if bounded in upper:
            yield bounded, bound, upper[bounded]


def alternatives(node: ScalarArrayOpExpr) -> tuple[Node, ...]:
    """The values of `in (a, b)`."""
    found = bare(node.args[1])
    return found.elements if isinstance(found, ArrayExpr) else ()


def is_document(node: SubscriptingRef, catalog: Catalog) -> bool:
    kind = catalog.types.get(node.refcontainertype or type_of(node.refexpr))
    return kind is not None and not catalog.base_type(kind.oid).element


def _is_one_of(oid: int, names: tuple[str, ...], catalog: Catalog) -> bool:
    function = catalog.functions.get(oid)
    return function is not None and function.builtin and function.name in names
