"""PostgreSQL's functions that are NULL for some arguments that are not NULL, and the arguments for which they never are."""

from collections.abc import Sequence

from ..tree.constants import array_bounds, integer, text
from ..tree.nodes import Aggref, FuncExpr, Node
from .finite_times import is_finite
from .prover import Prover
from .scope import Scope

__all__ = ["has_elements", "is_total_for"]

_UNBOUNDED_UNITS = frozenset(["year", "decade", "century", "millennium", "isoyear", "julian", "epoch"])

_FILLED = frozenset(
    [
        "array_agg(anynonarray)",
        *("array_append(anycompatiblearray,anycompatible)", "array_prepend(anycompatible,anycompatiblearray)"),
        *("regexp_split_to_array(text,text)", "regexp_split_to_array(text,text,text)"),
    ]
)
"""Functions whose array is never empty. array_agg() of arrays is not one of them: all of those may be empty."""


def is_total_for(prover: Prover, name: str, args: Sequence[Node], scope: Scope) -> bool:
    """Whether a function gives a value for these arguments, provided that none of them is NULL."""
    match name, args:
        case "extract" | "date_part", [unit, time]:
            # An infinite date or time has a year, infinity, but no month.
            return (text(unit) or "").lower() in _UNBOUNDED_UNITS or is_finite(time, prover.catalog)
        case "to_char", [time, form]:
            return bool(text(form)) and is_finite(time, prover.catalog)
        case "array_length" | "array_lower" | "array_upper", [array, dimension]:
            return integer(dimension) == 1 and has_elements(prover, array, scope)
        case "array_ndims" | "array_dims", [array]:
            return has_elements(prover, array, scope)
        case _:
            return False


def has_elements(prover: Prover, array: Node, scope: Scope) -> bool:
    match array:
        case Aggref(aggfnoid=oid) | FuncExpr(funcid=oid):
            function = prover.catalog.functions.get(oid)
            known = function is not None and function.builtin and function.signature in _FILLED
            return known and prover.prove(array, scope) is not None
        case _:
            return array_bounds(array, prover.catalog) is not None
