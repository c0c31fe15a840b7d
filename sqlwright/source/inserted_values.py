"""The values of INSERT that go when a parameter is left out: DEFAULT stands in for one, or the column goes too."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from .parentheses import Level
from .removable import Part, Run, split

__all__ = ["insert_runs"]

_SETS = ("union", "intersect", "except")
_AFTER_ITEMS = frozenset(
    {
        *("from", "where", "group", "having", "window", "order", "limit", "offset", "fetch", "for", "on", "returning"),
        *_SETS,
    }
)
"""The words that end the select list of an INSERT."""
_AFTER_ROWS = ("on", "returning", "when", *_SETS)


def insert_runs(level: Level) -> Iterator[Run]:
    """The values of the INSERTs of this level, those of MERGE among them."""
    words = list(level.words())
    for place, (_, word) in enumerate(words):
        if word == "insert":
            yield from _values(level, words[place:], "merge" if place and words[place - 1][1] == "then" else "insert")


def _values(level: Level, words: Sequence[tuple[int, str]], verb: str) -> Iterator[Run]:
    """The values after the word INSERT."""
    columns: Sequence[Part] | None = None
    before = ""
    for place, (index, word) in enumerate(words):
        if word == "(" and before not in ("(", "select") and columns is None:
            inside = level.at(index)
            if inside is not None and inside.places:
                columns = split(inside, inside.first, inside.end, ",")
        elif word == "values" and before != "default":
            yield from _rows(level, words[place + 1 :], verb)
            return
        elif word == "select":
            yield _selected(level, words[place:], columns)
            return
        elif word in ("with", "table", "default", "update", "delete", "when"):
            return
        before = word


def _rows(level: Level, words: Sequence[tuple[int, str]], verb: str) -> Iterator[Run]:
    for index, word in words:
        if word in _AFTER_ROWS:
            return
        inside = level.at(index) if word == "(" else None
        if inside is not None and inside.places:
            parts = split(inside, inside.first, inside.end, ",")
            yield Run("values", index, parts[0].first, parts[-1].end, parts, verb)


def _selected(level: Level, words: Sequence[tuple[int, str]], columns: Sequence[Part] | None) -> Run:
    select = words[0][0]
    ends = [index for index, word in words if word in _AFTER_ITEMS]
    end = ends[0] if ends else words[-1][0] + 1
    first = select + 1 + (words[1][1] == "all")
    parts = split(level, first, end, ",")
    columns = columns or ()
    return Run("insert", select, first, end, parts, "insert", _fixed(level, words, parts, columns), columns)


def _fixed(
    level: Level, words: Sequence[tuple[int, str]], parts: Sequence[Part], columns: Sequence[Part]
) -> str | None:
    if not columns:
        return "insert does not name its columns"
    if len(parts) != len(columns):
        return "the select list of insert has other columns than insert names"
    if words[1][1] == "distinct":
        return "select distinct compares the rows by it"
    if any(word in _SETS for _, word in words):
        return "several selects give the rows of insert"
    if any(word in ("group", "order") for _, word in words) and _counts(level, words):
        return "group by or order by counts the columns by number"
    return None


def _counts(level: Level, words: Sequence[tuple[int, str]]) -> bool:
    """Whether an item of GROUP BY or ORDER BY is a number, which says the place of a column."""
    start = next(index for index, word in words if word in ("group", "order"))
    own = [level.tokens[index] for index, _ in words if index >= start]
    return any(
        token.kind == "ICONST" and (before.word == "by" or before.text == ",") for before, token in pairwise(own)
    )
