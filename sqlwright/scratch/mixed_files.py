"""Files that hold both schema and queries: statements with a name are queries or fragments, the others are schema."""

import re
from collections.abc import Iterator

from .psql_syntax import PIECE, after_block, blank

__all__ = ["has_queries", "only_named", "without_named"]

_NAME = re.compile(r"^(?:--|/\*)?\s*(?:name:\s*\w+\s*:\w|fragment:\s*\w+\s*\()", re.MULTILINE)


def has_queries(text: str) -> bool:
    return _NAME.search(text) is not None


def without_named(text: str) -> str:
    """The text with the queries blanked out, so that offsets stay the same."""
    return _blanked(text, named=True) if has_queries(text) else text


def only_named(text: str) -> str:
    """The text with everything but the queries and comments blanked out."""
    return _blanked(text, named=False)


def _blanked(text: str, *, named: bool) -> str:
    parts: list[str] = []
    position = 0
    for start, end, has_name in _statements(text):
        if has_name is named:
            parts += [text[position:start], blank(text[start:end])]
            position = end
    return "".join([*parts, text[position:]])


def _statements(text: str) -> Iterator[tuple[int, int, bool]]:
    """Each statement's start and end, with its semicolon, and whether a comment above it gives it a name."""
    start: int | None = None
    named = False
    depth = 0
    atomic = 0
    before = ""
    position = 0
    while piece := PIECE.search(text, position):
        position = piece.end()
        kind = piece.lastgroup
        if kind in ("block", "line"):
            position = after_block(text, position) if kind == "block" else position
            named = named or (start is None and _NAME.match(text[piece.start() : position]) is not None)
            continue
        word = piece[0].lower() if kind == "word" else ""
        depth += {"open": 1, "close": -1}.get(kind or "", 0)
        # The body of a SQL-standard function contains semicolons of its own.
        if word == "atomic" and before == "begin":
            atomic = 1
        elif atomic:
            atomic += {"case": 1, "end": -1}.get(word, 0)
        before = word
        if kind == "end" and depth <= 0 and not atomic:
            if start is not None:
                yield start, position, named
            start, named, depth = None, False, 0
        elif start is None:
            start = piece.start()
    if start is not None:
        yield start, len(text), named
