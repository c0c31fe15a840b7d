"""Writes `*` out as the columns that it stands for, so that a column added later does not change what runs."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from .macros import Macros
from .rewriting import Edit, Rewritten

__all__ = ["Expansion", "with_stars", "written_out"]

_WIDTH = 112


class Expansion(Struct, frozen=True):
    """A star written out: the number of its first column in the output, from 0, and how many columns it has."""

    edit: Edit
    first: int
    count: int


def written_out(rewritten: Rewritten, star_start: int, star_end: int, names: Sequence[str]) -> Edit:
    """The edit that puts names in place of a star. If they make the line too long, they are wrapped, and what follows
    begins a new line."""
    sql = rewritten.sql
    line_start = sql.rfind("\n", 0, star_start) + 1
    line_end = sql.find("\n", star_end) if "\n" in sql[star_end:] else len(sql)
    before, after = sql[line_start:star_start], sql[star_end:line_end]
    start, end = rewritten.at(star_start), rewritten.at(star_end - 1) + 1
    written = ", ".join(names)
    if len(before) + len(written) + len(after) <= _WIDTH:
        return Edit(start, end, written)
    indent = "\n" + " " * (len(before) - len(before.lstrip()))
    column = len(before)
    written = ""
    for index, name in enumerate(names):
        word = name + ("," if index + 1 < len(names) else "")
        # A name is never divided: a quoted one may have spaces.
        if index and column + len(word) >= _WIDTH:
            written += f"{indent}  "
            column = len(indent) + 1
        elif index:
            written += " "
            column += 1
        written += word
        column += len(word)
    spaces = len(after) - len(after.lstrip(" "))
    follows = indent if spaces and after.strip() else ""
    return Edit(start, end + (spaces if follows else 0), written + follows)


def with_stars(macros: Macros, stars: Sequence[Expansion]) -> Sequence[Edit]:
    """The edits of macros and stars together; where a macro is an embed, its star replaces it."""
    embeds = {embedded.edit.start: embedded.edit for embedded in macros.embeds}
    edits: list[Edit] = []
    for edit in (star.edit for star in stars):
        # An embed's star counts as one character of the file, but the macro is longer.
        longer = embeds[edit.start].end - edit.start - 1 if edit.start in embeds else 0
        edits.append(replace(edit, end=edit.end + longer))
    # A macro inside a star's expression, as in (f(@x)).*, is written out with it.
    inside = [edit for edit in macros.edits if any(star.start <= edit.start < star.end for star in edits)]
    return [*(edit for edit in macros.edits if edit not in inside), *edits]
