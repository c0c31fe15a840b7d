"""The members of an enum's class: what a label is called does not depend on the labels beside it."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from .names import constant

__all__ = ["member_name", "member_names"]

_SEPARATORS = " -_./:,"
"""Between two letters or digits these part words: in-progress is IN_PROGRESS."""
_SPELLED: Mapping[str, str] = {
    " ": "SPACE",
    "!": "EXCLAMATION",
    "#": "HASH",
    "%": "PERCENT",
    "&": "AND",
    "*": "STAR",
    "+": "PLUS",
    ",": "COMMA",
    "-": "MINUS",
    ".": "DOT",
    "/": "SLASH",
    ":": "COLON",
    "<": "LESS",
    "=": "EQUAL",
    ">": "GREATER",
    "?": "QUESTION",
    "@": "AT",
    "_": "UNDERSCORE",
    "|": "OR",
    "~": "TILDE",
}
"""How a character beside letters is spelled; others by their names in Unicode."""
_AMBIGUOUS = ("I", "O")
"""Names that linters take for digits (E741 of pycodestyle)."""


def member_names(labels: Sequence[str]) -> Sequence[str]:
    """The labels' members. Labels that would share a member get longer names, all of them.

    None of them keeps the shared name, so a label that is added later can break code that uses it, but can never make
    it mean something else.
    """
    short = [member_name(label) for label in labels]
    shared = _repeated(short)
    found = [_long(label, name) if name in shared else name for label, name in zip(labels, short, strict=True)]
    shared = _repeated(found)
    return [f"{name}_{_digest(label)}" if name in shared else name for label, name in zip(labels, found, strict=True)]


def member_name(label: str) -> str:
    """so-so becomes SO_SO, and A+ A_PLUS; what has no letters is spelled as Unicode does it: + becomes PLUS_SIGN."""
    if not label:
        return "EMPTY"
    if not any(f"_{char}".isidentifier() and char != "_" for char in label):
        return constant("_".join(unicodedata.name(char, "x") for char in label))
    return _plain(constant(_spelled(label, _SEPARATORS)))


def _plain(name: str) -> str:
    return f"{name}_" if name in _AMBIGUOUS else name


def _long(label: str, short: str) -> str:
    """A name that spells the separators too, or says how the letters are written."""
    name = _plain(constant(_spelled(label, ""))) if label else short
    if name != short:
        return name
    case = "LOWERCASE" if label.islower() else "UPPERCASE" if label.isupper() else "MIXED_CASE"
    return f"{name.rstrip('_')}_{case}"


def _spelled(label: str, separators: str) -> str:
    """The label with a word for each character that no name can hold; separators inside it stay."""
    parts: list[str] = []
    for index, char in enumerate(label):
        inside = 0 < index < len(label) - 1 and _is_word(label[index - 1]) and _is_word(label[index + 1])
        if _is_word(char) or (inside and char in separators):
            parts.append(char)
        elif separators and char.isspace():
            parts.append(" ")
        else:
            parts.append(f" {_SPELLED.get(char) or unicodedata.name(char, f'U{ord(char):04X}')} ")
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def _is_word(char: str) -> bool:
    return char != "_" and f"_{char}".isidentifier()


def _repeated(names: Sequence[str]) -> frozenset[str]:
    return frozenset(name for name, count in Counter(names).items() if count > 1)


def _digest(label: str) -> str:
    return hashlib.sha256(label.encode()).hexdigest()[:6].upper()
