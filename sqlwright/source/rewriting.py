"""Changes a statement's text, keeping the way back to the file."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from .statements import Statement
from .text import SourceFile
from .tokens import scan

__all__ = ["Edit", "NamedParam", "Rewritten", "edited", "renumbered", "rewrite"]


class NamedParam(Struct, frozen=True):
    """A parameter as the query names it; `at` is where it is first written."""

    number: int
    name: str | None
    optional: bool
    """By `sqlc.narg`."""
    at: int


class Edit(Struct, frozen=True):
    """Characters `start` to `end` become `text`."""

    start: int
    end: int
    text: str
    origin: int | None = None
    """Where in the file the text stands, if it does: another place than what it replaces."""


class Rewritten(Struct, frozen=True):
    """SQL as PostgreSQL gets it."""

    sql: str
    params: Sequence[NamedParam]
    anchors: Sequence[tuple[int, int, bool]]
    """An offset in `sql`, the file's, and whether they run in step from there on: an edit's text stands for its start."""

    def at(self, offset: int) -> int:
        """Where in the file an offset of `sql` comes from."""
        start, origin, in_step = self.anchors[bisect_right(self.anchors, offset, key=lambda anchor: anchor[0]) - 1]
        return origin + offset - start if in_step else origin


def rewrite(statement: Statement, edits: Sequence[Edit], params: Sequence[NamedParam]) -> Rewritten:
    """The statement's text with the edits made, whose places are the file's."""
    start = statement.start
    whole = Rewritten(statement.file.text[start : statement.end], params, [(0, start, True)])
    return edited(whole, [replace(edit, start=edit.start - start, end=edit.end - start) for edit in edits])


def edited(rewritten: Rewritten, edits: Sequence[Edit]) -> Rewritten:
    """The text with more edits made."""
    parts: list[str] = []
    anchors: list[tuple[int, int, bool]] = []
    length = position = 0
    for edit in [*sorted(edits, key=lambda edit: (edit.start, edit.end)), Edit(len(rewritten.sql), 0, "")]:
        for start, origin, in_step in _kept(rewritten, position, edit.start):
            anchors.append((length + start - position, origin, in_step))
        parts += [rewritten.sql[position : edit.start], edit.text]
        length += edit.start - position
        origin = rewritten.at(edit.start) if edit.origin is None else edit.origin
        anchors.append((length, origin, edit.origin is not None))
        length += len(edit.text)
        position = edit.end
    return Rewritten("".join(parts), rewritten.params, anchors)


def _kept(rewritten: Rewritten, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """The anchors of a part of the text, the first of them at its start."""
    first = bisect_right(rewritten.anchors, start, key=lambda anchor: anchor[0]) - 1
    yield start, rewritten.at(start), rewritten.anchors[first][2]
    for anchor in rewritten.anchors[first + 1 :]:
        if anchor[0] >= end:
            break
        yield anchor


def renumbered(rewritten: Rewritten, numbers: Sequence[int]) -> Rewritten:
    """The text with those parameters numbered from $1 on; no other may stand in it."""
    found = {number: index for index, number in enumerate(numbers, 1)}
    edits = [
        Edit(token.start, token.end, f"${found[number]}")
        for token in scan(SourceFile("", rewritten.sql))
        if token.kind == "PARAM" and found[number := int(token.text[1:])] != number
    ]
    by_number = {param.number: param for param in rewritten.params}
    params = [replace(by_number[number], number=index) for number, index in found.items() if number in by_number]
    return replace(edited(rewritten, edits), params=params)
