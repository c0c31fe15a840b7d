"""Python's names for PostgreSQL's: unchanged, unless the word is reserved in Python."""

import keyword
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ..model.numbering import numbered

__all__ = ["constant", "distinct", "field_name", "in_words", "method", "module_name", "pascal", "singular", "words"]

_kept = lru_cache(maxsize=1 << 14)
"""The same names are asked for in each module, and again on each save."""

_WORDS = re.compile(r"U{2,}s(?![ls])d*|U+(?=U[ls])|U?[ls]+d*|U+d*|d+|o+")
"""Splits names in the letters of _kind: IDs is 1 word, HTTPServer is 2, and a number belongs to the word before it."""


def _kind(char: str) -> str:
    """U is a capital, l a lower-case letter, s the s of a plural, d a digit, o a letter of a script without case."""
    if char == "s" or not f"_{char}".isidentifier():
        return char
    if char.isdecimal():
        return "d"
    return "U" if char.isupper() else "l" if char.islower() else "_" if char == "_" else "o"


@_kept
def words(name: str) -> Sequence[str]:
    name = "_".join(_legal_parts(name))
    return tuple(name[slice(*match.span())] for match in _WORDS.finditer("".join(map(_kind, name))))


def in_words(name: str) -> str:
    """UserCard becomes "User card"."""
    first, *others = words(name)
    return " ".join([first, *map(str.lower, others)])


@_kept
def pascal(name: str) -> str:
    """users_by_id and UsersById become UsersById."""
    return _legal("".join(word[:1].upper() + word[1:] for word in words(name)) or "X", "N")


@_kept
def method(name: str) -> str:
    """GetUser becomes get_user."""
    return _legal("_".join(word.lower() for word in words(name)) or "x", "n")


@_kept
def constant(name: str) -> str:
    """GetUser becomes GET_USER."""
    return _legal("_".join(word.upper() for word in words(name)) or "X", "N")


def module_name(stem: str) -> str:
    return field_name(stem, 0, "file")


@_kept
def field_name(name: str, number: int, unnamed: str = "column") -> str:
    """A column's or parameter's name; `number` is its position, for a name that has no letter that Python allows."""
    legal = "_".join(_legal_parts(name))
    if name == "?column?" or not legal:
        return f"{unnamed}_{number}"
    # A name with two leading underscores is no field for msgspec, and a class mangles it.
    return _legal(f"f{legal}" if legal.startswith("__") else legal, "n")


def _legal_parts(name: str) -> Sequence[str]:
    """The parts between characters that Python does not allow in names; a ligature is its letters, as in Python."""
    name = unicodedata.normalize("NFKC", name)
    parts = "".join(char if f"_{char}".isidentifier() else " " for char in name).split()
    return [part for part in parts if part.strip("_")] or parts


def _legal(name: str, first: str) -> str:
    """Puts `first` before a name that Python does not allow to begin so: an underscore would make the name private."""
    name = unicodedata.normalize("NFKC", name)
    if not name.isidentifier():
        # A combining mark may join the letter that is put before it.
        name = unicodedata.normalize("NFKC", first + name)
    return f"{name}_" if keyword.iskeyword(name) else name


def distinct(names: Sequence[str], made: Sequence[str], taken: Iterable[str] = ()) -> Sequence[str]:
    """The names made of others, without duplicates: an unchanged name is kept, any other is numbered."""
    used = set(taken)
    if not used and len(set(made)) == len(made):
        return made
    found: dict[int, str] = {}
    for index, (name, mine) in enumerate(zip(names, made, strict=True)):
        if name == mine and mine not in used:
            found[index] = mine
            used.add(mine)
    for index, mine in enumerate(made):
        if index not in found:
            found[index] = numbered(mine, used)
            used.add(found[index])
    return [found[index] for index in range(len(made))]


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


@_kept
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
