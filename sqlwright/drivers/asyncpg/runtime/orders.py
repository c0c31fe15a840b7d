"""Orders: the statements of the one that a caller chose."""

from collections.abc import Mapping
from typing import TypeVar

__all__ = ["_Statements", "in_order"]


_Statements = TypeVar("_Statements")


def in_order(statements: Mapping[str, _Statements], order_by: str) -> _Statements:
    """What the table has for an order; a ValueError lists the orders that there are."""
    try:
        return statements[order_by]
    except KeyError:
        names = ", ".join(statements)
        told = f"order_by is {order_by!r}, but the orders are {names}"
        raise ValueError(told) from None
