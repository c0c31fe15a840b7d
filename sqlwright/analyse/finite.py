"""Dates and times that are not infinite: of an infinite one there is no month, and to_char() has nothing to show."""

from ..model.catalog import Catalog
from .nodes import (
    Const,
    FuncExpr,
    Node,
    OpExpr,
    SQLValueFunction,
    type_of,
)

__all__ = ["is_finite"]

_DATE, _TIME, _TIMETZ, _TIMESTAMP, _TIMESTAMPTZ, _INTERVAL = 1082, 1083, 1266, 1114, 1184, 1186
_WIDTHS = {_DATE: 4, _TIMESTAMP: 8, _TIMESTAMPTZ: 8}
"""An infinite one is the greatest or the smallest number."""

_CLOCKS = frozenset(["clock_timestamp", "now", "statement_timestamp", "transaction_timestamp"])
_MAKERS = frozenset(["make_date", "make_timestamp", "make_timestamptz"])
_KEEPS = frozenset(
    [
        *("date", "date_trunc", "timestamp", "timestamptz", "timezone", "date_pli", "date_mii"),
        *(f"{kind}_{sign}_interval" for kind in ("date", "timestamp", "timestamptz") for sign in ("pl", "mi")),
        *("timestamp_mi", "timestamptz_mi"),
    ]
)
"""Finite for what is finite; an overflow is an error."""


def is_finite(node: Node, catalog: Catalog) -> bool:
    match node:
        case SQLValueFunction():
            return True
        case Const(consttype=kind, constvalue=bytes() as datum):
            if kind == _INTERVAL:
                return datum not in (_interval(7), _interval(8))
            width = _WIDTHS.get(kind)
            number = int.from_bytes(datum[:width], "little", signed=True)
            return width is not None and number not in (2 ** (8 * width - 1) - 1, -(2 ** (8 * width - 1)))
        case FuncExpr(funcid=oid) | OpExpr(opfuncid=oid):
            function = catalog.functions.get(oid)
            if function is None or not function.builtin:
                return False
            if function.name in _CLOCKS | _MAKERS:
                return True
            times = [arg for arg in node.args if type_of(arg) in (*_WIDTHS, _INTERVAL)]
            return function.name in _KEEPS and bool(times) and all(is_finite(time, catalog) for time in times)
        case _:
            return type_of(node) in (_TIME, _TIMETZ)


def _interval(half: int) -> bytes:
    """Infinity, forwards or backwards: each of its three numbers the greatest or the smallest."""
    ends = {7: (b"\xff", b"\x7f"), 8: (b"\0", b"\x80")}[half]
    return b"".join(ends[0] * (width - 1) + ends[1] for width in (8, 4, 4))
