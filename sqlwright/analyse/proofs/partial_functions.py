"""PostgreSQL's functions that are NULL for some arguments that are not NULL, and the arguments for which they never are."""

from collections.abc import Sequence

from ..rows.count import gives_rows
from ..tree.constants import array_bounds, integer, is_false, text
from ..tree.enums import Sublink
from ..tree.nodes import Aggref, FuncExpr, NamedArgExpr, Node, OpExpr, Query, SubLink, outputs, type_of
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

_JOINED = "array_cat(anycompatiblearray,anycompatiblearray)"


def is_total_for(prover: Prover, name: str, args: Sequence[Node], scope: Scope) -> bool:
    """Whether a function gives a value for these arguments, provided that none of them is NULL."""
    match name, args:
        case "extract" | "date_part", [unit, time]:
            # An infinite date or time has a year, infinity, but no month.
            return (text(unit) or "").lower() in _UNBOUNDED_UNITS or is_finite(time, prover.catalog)
        case "to_char", [time, form]:
            return bool(text(form)) and is_finite(time, prover.catalog)
        case "time" | "timetz", [moment]:
            return is_finite(moment, prover.catalog)
        case "jsonb_path_exists" | "jsonb_path_exists_tz", [_, _, *more]:
            # Its NULL stands for an error that is to be silent, which it is not by default.
            return not any(isinstance(arg, NamedArgExpr) for arg in more) and all(is_false(arg) for arg in more[1:])
        case "array_length" | "array_lower" | "array_upper", [array, dimension]:
            return integer(dimension) == 1 and has_elements(prover, array, scope)
        case "array_ndims" | "array_dims", [array]:
            return has_elements(prover, array, scope)
        case _:
            return False


def has_elements(prover: Prover, array: Node, scope: Scope) -> bool:
    match array:
        case Aggref(aggfnoid=oid) | FuncExpr(funcid=oid) | OpExpr(opfuncid=oid):
            function = prover.catalog.functions.get(oid)
            if function is None or not function.builtin:
                return False
            if function.signature == _JOINED and not isinstance(array, Aggref):
                return any(has_elements(prover, arg, scope) for arg in array.args)
            return function.signature in _FILLED and prover.prove(array, scope) is not None
        case SubLink(subLinkType=Sublink.ARRAY, subselect=Query() as query):
            # Arrays of arrays may be empty in spite of their rows.
            output = type_of(outputs(query)[0].expr)
            element = prover.catalog.types.get(output)
            plain = element is not None and not prover.catalog.base_type(output).element
            return plain and gives_rows(query, prover.catalog, scope.homes)
        case _:
            return array_bounds(array, prover.catalog) is not None
