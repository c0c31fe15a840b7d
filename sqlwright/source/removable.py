"""What can go from a statement when a parameter is left out: lists of parts, with the keyword before them."""

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from .parentheses import Level, outside_case
from .rewriting import Edit
from .tokens import Token

__all__ = ["Part", "Run", "dropped", "split"]


class Part(Struct, frozen=True):
    """Tokens `first` to `end`: a conjunct, an assignment, a value or an item of ORDER BY."""

    first: int
    end: int
    parts: "Sequence[Part]" = ()
    """Its own conjuncts, if it is a conjunction in parentheses."""


class Run(Struct, frozen=True):
    """The parts of a clause: what stands after its keyword."""

    clause: Literal["where", "on", "having", "filter", "set", "values", "insert", "order", "limit"]
    """For values of an INSERT, `values`, or `insert` if a SELECT gives them; LIMIT stands for OFFSET and FETCH too."""
    keyword: int
    first: int
    end: int
    parts: Sequence[Part]
    verb: str
    """What it is a clause of: the statement's verb, or `conflict` for what ON CONFLICT does."""
    fixed: str | None = None
    """Why none of its parts can go, if that is so."""
    columns: Sequence[Part] = ()
    """For `insert`, the column of each part."""


def split(level: Level, first: int, end: int, separator: str) -> Sequence[Part]:
    """The parts between the separators of this level; the AND of BETWEEN is not one."""
    starts, ends = [first], list[int]()
    between = 0
    for index, word in outside_case(level.words(), first, end):
        between += word == "between" and separator == "and"
        if word == separator:
            if between:
                between -= 1
            else:
                starts.append(index + 1)
                ends.append(index)
    return [Part(*pair) for pair in zip(starts, [*ends, end], strict=True)]


def dropped(tokens: Sequence[Token], parts: Sequence[Part], gone: Sequence[bool]) -> Iterator[Edit]:
    """Removes each part that is gone with the separator before it, or the one after it if no part before it stays."""
    stayed = False
    for index, part in enumerate(parts):
        if not gone[index]:
            stayed = True
        elif stayed:
            yield Edit(tokens[parts[index - 1].end - 1].end, tokens[part.end - 1].end, "")
        else:
            yield Edit(tokens[part.first].start, tokens[parts[index + 1].first].start, "")
