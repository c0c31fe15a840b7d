"""How many rows PostgreSQL's own set-returning functions give, where the call shows it."""

from ...model.catalog import Catalog
from ..tree.constants import array_bounds, integer
from ..tree.nodes import FuncExpr, Node

__all__ = ["set_size"]

_ELEMENTS = frozenset(f"{kind}_array_elements{text}" for kind in ("json", "jsonb") for text in ("", "_text"))
_MEMBERS = frozenset(f"{kind}_each{text}" for kind in ("json", "jsonb") for text in ("", "_text"))


def set_size(call: Node, catalog: Catalog) -> int | None:
    """The number of rows that a call gives, or None if that depends on more than the call."""
    if not isinstance(call, FuncExpr) or not call.funcretset:
        return None
    function = catalog.functions.get(call.funcid)
    if function is None or not function.builtin:
        return None
    match function.name, call.args:
        case "generate_series", args:
            return _series([integer(arg) for arg in args])
        case "unnest", (array,):
            return _length(array, catalog)
        case name, (document,) if name in _ELEMENTS:
            made = _made(document, "build_array", catalog)
            return None if made is None else len(made.args)
        case name, (document,) if name in _MEMBERS:
            # Of several members with the same key only one remains.
            made = _made(document, "build_object", catalog)
            return 1 if made is not None and len(made.args) == 2 else None
        case _:
            return None


def _series(bounds: list[int | None]) -> int | None:
    first, last, step = (*bounds, 1)[:3] if len(bounds) in (2, 3) else (None, None, None)
    if first is None or last is None or not step:
        return None
    return max(0, (last - first) // step + 1)


def _length(array: Node, catalog: Catalog) -> int | None:
    bounds = array_bounds(array, catalog)
    return None if bounds is None else bounds[1] - bounds[0] + 1


def _made(document: Node, what: str, catalog: Catalog) -> FuncExpr | None:
    if not isinstance(document, FuncExpr) or document.funcvariadic:
        return None
    function = catalog.functions.get(document.funcid)
    made = function is not None and function.builtin and function.name in (f"json_{what}", f"jsonb_{what}")
    return document if made else None
