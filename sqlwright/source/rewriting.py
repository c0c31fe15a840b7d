"""Changes a statement's text, and remembers where in the file each part of it comes from."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from .statements import Statement
from .tokens import Token, words_of

__all__ = ["Edit", "NamedParam", "Rewritten", "edited", "renumbered", "rewrite"]


class NamedParam(Struct, frozen=True):
    """A parameter of a query; `at` is where the file first has it."""

    number: int
    name: str | None
    optional: bool
    """Whether `sqlc.narg` says that it takes NULL."""
    at: int
    is_array: bool = False
    """Whether `sqlc.slice` says that it is an array."""
    folded: str | None = None
    """The name as PostgreSQL folds it, if that is another."""


class Edit(Struct, frozen=True):
    """Characters `start` to `end` become `text`."""

    start: int
    end: int
    text: str
    origin: int | None = None
    """Where in the file `text` comes from, if that is another place than the one that it replaces."""


class Rewritten(Struct, frozen=True, dict=True):
    """The SQL that PostgreSQL gets."""

    sql: str
    params: Sequence[NamedParam]
    anchors: Sequence[tuple[int, int, bool]]
    """Offsets in `sql`, each with its offset in the file, and whether the two go on in step. Where they do not, the text
    is an edit's, and all of it stands at the place of the edit."""

    @cached_property
    def words(self) -> Sequence[Token]:
        """The tokens of `sql`, without comments. A text is scanned once, when they are first asked for."""
        return words_of(self.sql)

    def at(self, offset: int) -> int:
        """The offset in the file for one in `sql`."""
        start, origin, in_step = self.anchors[bisect_right(self.anchors, offset, key=lambda anchor: anchor[0]) - 1]
        return origin + offset - start if in_step else origin


def rewrite(statement: Statement, edits: Sequence[Edit], params: Sequence[NamedParam]) -> Rewritten:
    """The statement's text with the edits made; their offsets are the file's."""
    start = statement.start
    whole = Rewritten(statement.file.text[start : statement.end], params, [(0, start, True)])
    return edited(whole, [replace(edit, start=edit.start - start, end=edit.end - start) for edit in edits])


def edited(rewritten: Rewritten, edits: Sequence[Edit]) -> Rewritten:
    """The text with more edits made; their offsets are the text's."""
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
    """The anchors of a part of the text; the first one is at its start."""
    first = bisect_right(rewritten.anchors, start, key=lambda anchor: anchor[0]) - 1
    yield start, rewritten.at(start), rewritten.anchors[first][2]
    for anchor in rewritten.anchors[first + 1 :]:
        if anchor[0] >= end:
            break
        yield anchor


def renumbered(rewritten: Rewritten, numbers: Sequence[int]) -> Rewritten:
    """The text with these parameters numbered from $1; it must have no others."""
    found = {number: index for index, number in enumerate(numbers, 1)}
    edits = [
        Edit(token.start, token.end, f"${found[number]}")
        for token in rewritten.words
        if token.kind == "PARAM" and found[number := int(token.text[1:])] != number
    ]
    by_number = {param.number: param for param in rewritten.params}
    params = [replace(by_number[number], number=index) for number, index in found.items() if number in by_number]
    return replace(edited(rewritten, edits), params=params)
