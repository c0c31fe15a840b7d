"""The functions, aggregates and constructors that build documents."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from ...model import Key, Shape
from ..facts.conditions import if_true
from ..proofs.scope import Scope
from ..tree.constants import text
from ..tree.enums import JsonConstructor
from ..tree.nodes import Aggref, FuncExpr, JsonConstructorExpr, Node, WindowFunc
from ..tree.oids import TypeOid
from .arrays import members
from .finder import Finder
from .functions import result
from .unions import either
from .values import value_shape

__all__ = ["aggregate", "call", "constructor", "window"]


def call(finder: Finder, node: FuncExpr, scope: Scope) -> Shape | None:
    function = finder.catalog.functions.get(node.funcid)
    if function is None or node.funcvariadic:
        return None
    if not function.builtin:
        return result(finder, node, scope)
    match function.name:
        case "json_build_object" | "jsonb_build_object":
            return _object(finder, node.args, scope)
        case "json_build_array" | "jsonb_build_array":
            return _places(finder.element(arg, scope) for arg in node.args)
        case "to_json" | "to_jsonb" | "row_to_json" | "array_to_json":
            return finder.value(node.args[0], scope)
        case "json_object" | "jsonb_object":
            return Shape("map", items=(value_shape(finder.catalog, TypeOid.TEXT, nullable=True),))
        case _:
            return None


def aggregate(finder: Finder, node: Aggref, scope: Scope) -> Shape | None:
    if node.agglevelsup:
        return None
    args = [entry.expr for entry in node.args]
    return _collected(finder, node.aggfnoid, args, members(finder, node, scope))


def window(finder: Finder, node: WindowFunc, scope: Scope) -> Shape | None:
    """A window function, which sees other rows than the one about which a branch of CASE knows something."""
    rows = finder.prover.scope(scope.query, scope.outer)
    if node.aggfilter is not None:
        rows = rows.knowing(if_true(node.aggfilter, finder.catalog))
    return _collected(finder, node.winfnoid, node.args, rows)


def _collected(finder: Finder, oid: int, args: Sequence[Node], rows: Scope) -> Shape | None:
    function = finder.catalog.functions.get(oid)
    if function is None or not function.builtin:
        return None
    # A strict aggregate leaves out NULLs.
    taken = finder.value if function.name.endswith("_strict") else finder.element
    match function.name.removeprefix("jsonb_").removeprefix("json_"):
        case "agg" | "agg_strict":
            return Shape("array", items=(taken(args[0], rows),))
        case "object_agg" | "object_agg_strict" | "object_agg_unique" | "object_agg_unique_strict":
            return Shape("map", items=(taken(args[1], rows),))
        case _:
            return None


def constructor(finder: Finder, node: JsonConstructorExpr, scope: Scope) -> Shape | None:
    if node.coercion is not None:
        return None
    if node.func is not None:
        return finder.document(node.func, scope)
    if node.type == JsonConstructor.OBJECT:
        return _object(finder, node.args, scope, without_nulls=node.absent_on_null)
    if node.type == JsonConstructor.SCALAR:
        return finder.value(node.args[0], scope)
    if node.type != JsonConstructor.ARRAY:
        return None
    if node.absent_on_null and not finder.prover.every(node.args, scope):
        return Shape("array", items=(either(finder.value(arg, scope) for arg in node.args),))
    return _places(finder.element(arg, scope) for arg in node.args)


def _places(items: Iterable[Shape]) -> Shape:
    found = list(items)
    return Shape("tuple", items=found) if found else Shape("array")


def _object(finder: Finder, args: Sequence[Node], scope: Scope, *, without_nulls: bool = False) -> Shape | None:
    """An object, if every key is a constant and none stands twice."""
    names = [text(arg) for arg in args[::2]]
    keys: list[Key] = []
    for name, arg in zip(names, args[1::2], strict=False):
        if name is None or "\N{REPLACEMENT CHARACTER}" in name:
            return None
        found = finder.element(arg, scope)
        if without_nulls and not finder.prover.prove(arg, scope):
            keys.append(Key(name, replace(found, nullable=finder.value(arg, scope).nullable), optional=True))
        else:
            keys.append(Key(name, found))
    return Shape("object", keys=keys) if len(set(names)) == len(keys) else None
