"""Types of documents in a view; only one fits."""

from msgspec import Struct


class Author(Struct):
    name: str


class Pair(Struct):
    id: int


class Plain:
    pass


class Holder(Struct):
    name: Plain


class Good(Struct):
    name: str | None
    bio: str = ""
