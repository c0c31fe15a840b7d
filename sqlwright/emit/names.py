"""Python's names for PostgreSQL's: kept as they are, unless Python has another use for the word."""

import keyword
import re
from collections.abc import Iterable, Sequence

from ..numbering import numbered

__all__ = ["constant", "field_name", "fields", "method", "module_name", "pascal", "singular"]

_WORDS = re.compile(r"[A-Z]{2,}s(?![a-z])\d*|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+\d*|[A-Z]+\d*|\d+|[^\W\d_a-zA-Z]+")
"""IDs and HTTPServer are words as people read them; a number belongs to the word before it."""


def _words(name: str) -> Sequence[str]:
    return _WORDS.findall(name) or ["x"]


def pascal(name: str) -> str:
    """users_by_id and UsersById become UsersById."""
    return _legal("".join(word[:1].upper() + word[1:] for word in _words(name)))


def method(name: str) -> str:
    """GetUser becomes get_user."""
    return _legal("_".join(word.lower() for word in _words(name)))


def constant(name: str) -> str:
    """GetUser becomes GET_USER."""
    return _legal("_".join(word.upper() for word in _words(name)))


def module_name(stem: str) -> str:
    return _legal(re.sub(r"\W", "_", stem))


def field_name(name: str, number: int) -> str:
    """A column's or parameter's name; `number` is its place, for one that PostgreSQL has no name for."""
    if name == "?column?":
        return f"column_{number}"
    # msgspec keeps names with two leading underscores out of a struct's fields.
    legal = re.sub(r"\W", "_", name)
    return _legal(f"f{legal}" if legal.startswith("__") else legal)


def _legal(name: str) -> str:
    if name[:1].isdigit():
        name = f"_{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def fields(names: Iterable[str]) -> Sequence[str]:
    """Field names for a row's columns: a second column of a name is numbered, as sqlc does it."""
    found: list[str] = []
    for number, name in enumerate(names, 1):
        found.append(numbered(field_name(name, number), found))
    return found


_IRREGULAR = {
    "axes": "axis",
    "bases": "basis",
    "caches": "cache",
    "children": "child",
    "data": "data",
    "feet": "foot",
    "geese": "goose",
    "indices": "index",
    "lives": "life",
    "media": "media",
    "men": "man",
    "mice": "mouse",
    "movies": "movie",
    "news": "news",
    "people": "person",
    "series": "series",
    "shoes": "shoe",
    "species": "species",
    "teeth": "tooth",
    "vertices": "vertex",
    "women": "woman",
}
_RULES: Sequence[tuple[str, str]] = (
    (r"(ss|us|is|news)$", r"\1"),
    (r"(analys|cris|diagnos|hypothes|parenthes|synops|thes)es$", r"\1is"),
    (r"(alias|status|virus|bus)es$", r"\1"),
    (r"([^aeiou])ies$", r"\1y"),
    (r"(x|ch|sh|ss|zz)es$", r"\1"),
    (r"([lr])ves$", r"\1f"),
    (r"oes$", "o"),
    (r"s$", ""),
)


def singular(name: str) -> str:
    """The last word of a table's name in the singular: api_keys becomes api_key."""
    head, separator, last = name.rpartition("_")
    lower = last.lower()
    if lower in _IRREGULAR:
        return head + separator + _IRREGULAR[lower]
    for pattern, replacement in _RULES:
        changed = re.sub(pattern, replacement, last)
        if changed != last or re.search(pattern, last):
            return head + separator + (changed or last)
    return name
