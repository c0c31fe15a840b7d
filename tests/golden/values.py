"""The golden project's own types, which its overrides name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NewType, TypeAlias, TypedDict

from msgspec import Struct

__all__ = [
    "Cents",
    "Desk",
    "Email",
    "Loan",
    "Metadata",
    "Notes",
    "Origin",
    "Origins",
    "Place",
    "Prize",
    "Tag",
    "Web",
    "from_notes",
    "to_cents",
    "to_decimal",
    "to_notes",
]

Email = NewType("Email", str)


class Metadata(Struct, frozen=True):
    """Further facts about a book."""

    prize: str | None = None
    series: int | None = None


class Cents(Struct, frozen=True):
    """Money that counts whole cents."""

    count: int


def to_cents(amount: Decimal) -> Cents:
    return Cents(int(amount * 100))


def to_decimal(cents: Cents) -> Decimal:
    return Decimal(cents.count) / 100


class Notes(Struct, frozen=True):
    """A member's likes, and other notes."""

    likes: str | None
    more: Mapping[str, str | None]


def to_notes(pairs: Mapping[str, str | None]) -> Notes:
    return Notes(pairs.get("likes"), {key: value for key, value in pairs.items() if key != "likes"})


def from_notes(notes: Notes) -> dict[str, str | None]:
    return {**notes.more, "likes": notes.likes}


class Place(TypedDict, total=False):
    """Part of a document, for a search."""

    place: str


class Loan(Struct, frozen=True):
    """What happened to a copy, and when."""

    place: str
    at: date | None = None


@dataclass(frozen=True)
class Tag:
    label: str


class Desk(Struct, frozen=True, tag="desk"):
    number: int


class Web(Struct, frozen=True, tag="web"):
    agent: str


Origin: TypeAlias = Desk | Web
Origins: TypeAlias = list[Origin | None]


class Prize(Struct, frozen=True):
    prize: str | None = None
