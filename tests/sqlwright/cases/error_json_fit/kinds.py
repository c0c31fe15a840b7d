"""Types that documents do not fit."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Literal, TypeAlias, TypedDict

from msgspec import Struct

__all__ = [
    "Author",
    "Authors",
    "Camel",
    "Closed",
    "Counted",
    "Deep",
    "Few",
    "Mood",
    "Pair",
    "Person",
    "Shown",
    "Span",
]


class Author(Struct, frozen=True):
    name: str
    bio: str


Authors: TypeAlias = list[Author]


class Camel(Struct, frozen=True, rename="camel"):
    full_name: str


class Closed(Struct, frozen=True, forbid_unknown_fields=True):
    name: str


class Mood(StrEnum):
    GLAD = "glad"


@dataclass
class Person:
    id: str


class Counted(TypedDict):
    id: int
    mood: Mood


class Span(Struct, frozen=True):
    took: timedelta


class Few(Struct, frozen=True):
    mood: Literal["sad"] | None


class Deep(Struct, frozen=True):
    author: Author | date


class Shown(Struct, frozen=True):
    price: int
    weight: Decimal | None = None
    born: int | None = None


Pair: TypeAlias = tuple[int, int]
