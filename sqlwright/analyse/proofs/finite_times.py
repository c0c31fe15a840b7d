"""Dates and times that are not infinite: an infinite one has no month, and to_char() gives NULL for it."""

from collections.abc import Mapping

from ...model.catalog import Catalog
from ..tree.nodes import Const, FuncExpr, Node, OpExpr, SQLValueFunction, type_of
from ..tree.oids import TypeOid

__all__ = ["is_finite"]

_WIDTHS: Mapping[int, int] = {TypeOid.DATE: 4, TypeOid.TIMESTAMP: 8, TypeOid.TIMESTAMPTZ: 8}
"""Their widths in bytes. An infinite value is the greatest or the smallest number."""

_CLOCKS = frozenset(["clock_timestamp", "now", "statement_timestamp", "transaction_timestamp"])
_MAKERS = frozenset(["make_date", "make_timestamp", "make_timestamptz"])
_KEEPS = frozenset(
    [
        *("date", "date_trunc", "timestamp", "timestamptz", "timezone", "date_pli", "date_mii"),
        *(f"{kind}_{sign}_interval" for kind in ("date", "timestamp", "timestamptz") for sign in ("pl", "mi")),
        *("timestamp_mi", "timestamptz_mi"),
    ]
)
"""Functions that give something finite for finite arguments; an overflow is an error."""


def is_finite(node: Node, catalog: Catalog) -> bool:
    match node:
        case SQLValueFunction():
            return True
        case Const(consttype=kind, constvalue=bytes() as datum):
            if kind == TypeOid.INTERVAL:
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
            times = [arg for arg in node.args if type_of(arg) in (*_WIDTHS, TypeOid.INTERVAL)]
            return function.name in _KEEPS and bool(times) and all(is_finite(time, catalog) for time in times)
        case _:
            return type_of(node) in (TypeOid.TIME, TypeOid.TIMETZ)


def _interval(half: int) -> bytes:
    """An infinite interval: each of its three numbers is the greatest or the smallest."""
    ends = {7: (b"\xff", b"\x7f"), 8: (b"\0", b"\x80")}[half]
    return b"".join(ends[0] * (width - 1) + ends[1] for width in (8, 4, 4))
