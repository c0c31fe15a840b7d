"""Types that a project may have of its own, for the case `converted`."""

from collections import UserString
from datetime import date
from decimal import Decimal
from typing import NewType, TypeAlias

from msgspec import Struct

__all__ = [
    "Change",
    "Email",
    "Line",
    "Money",
    "PlacedOrder",
    "PlacedOrders",
    "Settings",
    "Theme",
    "UserId",
    "Wrapping",
    "from_money",
    "to_money",
]

UserId = NewType("UserId", int)


class Email(str):
    """An address; text that is one already."""

    __slots__ = ()

    @property
    def domain(self) -> str:
        return self.partition("@")[2]


class Settings(Struct, frozen=True):
    theme: str
    size: int = 10


class Theme(Struct, frozen=True):
    theme: str


class Change(Struct, frozen=True):
    at: date
    of: str | None = None


class Line(Struct, frozen=True):
    product: str
    count: int


class PlacedOrder(Struct, frozen=True):
    id: int
    lines: Line | None


PlacedOrders: TypeAlias = list[PlacedOrder]


class Wrapping(Struct, frozen=True):
    color: str
    bow: bool = False


class Money(UserString):
    """An amount in its currency, such as 1.50 EUR."""


def to_money(amount: Decimal) -> Money:
    return Money(f"{amount} EUR")


def from_money(money: Money) -> Decimal:
    return Decimal(str(money).split()[0])
