"""What a person would call the value that an expression is compared with."""

import re
from collections.abc import Iterator, Mapping, Sequence

from ...model.catalog import Catalog, Function
from ...model.spelling import snake_case
from ..tree.constants import text
from ..tree.enums import ParamKind
from ..tree.nodes import (
    Aggref,
    ArrayExpr,
    BoolExpr,
    CaseExpr,
    CoalesceExpr,
    Coercion,
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
    TargetEntry,
    children,
    type_of,
)
from .sources import bare, column_name, own_parameter

__all__ = [
    "alias_of",
    "alternatives",
    "argument_names",
    "inner_parameter",
    "is_document",
    "is_of_arrays",
    "key_of",
    "keyed",
    "name_of",
    "parameters_in",
    "ranges",
    "values",
]

_OF_A_KEY = ("json_object_field", "json_object_field_text", "jsonb_object_field", "jsonb_object_field_text")
_CONCATENATIONS = ("textcat", "textanycat", "anytextcat")
_OF_ARRAYS = tuple(
    f"array_{verb}" for verb in ("append", "cat", "position", "positions", "prepend", "remove", "replace")
)
_OBJECTS = ("json_build_object", "jsonb_build_object")
_ARGUMENTS: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("array_to_string", "string_to_array"), ("", "delimiter")),
    **dict.fromkeys(("date_part", "date_trunc"), ("field",)),
    "generate_series": ("start", "stop", "step"),
    **dict.fromkeys(("left", "right"), ("", "length")),
    "nextval": ("sequence",),
    "pg_notify": ("channel", "payload"),
    **dict.fromkeys(("current_setting", "set_config"), ("setting", "value")),
    "split_part": ("", "delimiter", "position"),
    "timezone": ("zone",),
    **dict.fromkeys(("to_char", "to_date", "to_number", "to_timestamp"), ("", "format")),
}
"""Arguments that the catalog has no names for."""
_UNNAMED = ("?column?", "array", "bool", "case", "coalesce", "greatest", "least", "nullif", "row")
"""What PostgreSQL calls an expression without an alias."""
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
            # The only argument that is neither a constant nor a parameter, as in date_trunc('day', at).
            found = [arg for arg in node.args if not isinstance(bare(arg), Const) and own_parameter(arg) is None]
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
        case FuncExpr() if any(keyed(found, catalog)):
            return None
        case FuncExpr(args=args) | CoalesceExpr(args=args) | NullIfExpr(args=args):
            pass
        case OpExpr(args=args) if _is_one_of(found.opfuncid, _CONCATENATIONS, catalog):
            pass
        case _:
            return None
    inner = [arg for arg in args if not isinstance(bare(arg), Const)]
    return inner_parameter(inner[0], catalog) if len(inner) == 1 else None


def keyed(node: FuncExpr, catalog: Catalog) -> Iterator[tuple[Node, str]]:
    """The values that a function puts into a document, with the names of their keys."""
    if _is_one_of(node.funcid, _OBJECTS, catalog):
        for key, value in zip(node.args[::2], node.args[1::2], strict=False):
            if (name := _of_key(key)) is not None:
                yield value, name


def is_of_arrays(node: FuncExpr, catalog: Catalog) -> bool:
    """Whether a function puts elements into an array, takes them out, or looks for them."""
    return _is_one_of(node.funcid, _OF_ARRAYS, catalog)


def key_of(node: OpExpr, catalog: Catalog) -> Node | None:
    """What stands for the key in `meta->>$1`."""
    return node.args[1] if _is_one_of(node.opfuncid, _OF_A_KEY, catalog) else None


def parameters_in(node: Node) -> Iterator[int]:
    """The parameters in an expression, subqueries and the conditions of CASE aside."""
    match node:
        case Param(paramkind=ParamKind.EXTERN):
            yield node.paramid
        case CaseExpr():
            for value in values(node):
                yield from parameters_in(value)
        case Query():
            pass
        case _:
            for child in children(node):
                yield from parameters_in(child)


def alias_of(entry: TargetEntry, catalog: Catalog) -> str | None:
    """The name of an output, unless PostgreSQL gives it: a function's, a type's, or one for an expression."""
    given: set[str] = set()
    node = entry.expr
    while True:
        given |= {kind.typname for kind in (catalog.types.get(type_of(node)),) if kind is not None}
        match node:
            case FuncExpr(args=(first, *_)):
                given |= {function.name for function in (catalog.functions.get(node.funcid),) if function is not None}
                node = first
            case Coercion():
                node = node.arg
            case _:
                return None if entry.resname in {*_UNNAMED, *given} else entry.resname


def argument_names(function: Function) -> Sequence[str]:
    """The names of a function's arguments; an argument without a name has an empty one."""
    return _ARGUMENTS.get(function.name, ()) if function.builtin and not function.arguments else function.arguments


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
