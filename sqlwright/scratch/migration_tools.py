"""The marks by which migration tools tell the way up from the way down, and what of theirs cannot be read."""

import re
from collections.abc import Iterator

from ..errors import Problem
from ..source.text import SourceFile
from .psql_syntax import blank, without_psql

__all__ = ["is_down", "refused", "way_up"]

_UP = r"migrate:up|\+goose[ \t]+up|\+migrate[ \t]+up|rambler[ \t]+up|up[ \t]+migration|==+[ \t]*up[ \t]*==+"
_UP_LINE = re.compile(rf"^[ \t]*--[ \t]*(?:{_UP})(?![\w-])(?P<options>.*)$", re.IGNORECASE | re.MULTILINE)
_DOWN_LINE = re.compile(rf"^[ \t]*--[ \t]*(?:{_UP.replace('up', 'down')})(?![\w-]).*$", re.IGNORECASE | re.MULTILINE)
_TERN_LINE = re.compile(r"^----[ \t]*create above[ \t]*/[ \t]*drop below[ \t]*----.*$", re.IGNORECASE | re.MULTILINE)
_STATEMENT_END = re.compile(r"^[ \t]*--[ \t]*\+(?:goose|migrate)[ \t]+StatementEnd\b.*$", re.IGNORECASE | re.MULTILINE)
_NO_TRANSACTION = re.compile(r"transaction:[ \t]*false|notransaction|no[ \t]+transaction", re.IGNORECASE)
_GOOSE_NO_TRANSACTION = re.compile(r"^[ \t]*--[ \t]*\+goose[ \t]+no[ \t]+transaction\b", re.IGNORECASE | re.MULTILINE)
_DOWN_NAMES = re.compile(r"(?:.*\.)?down\.sql|U\d+(?:[._]\d+)*__.*\.sql", re.IGNORECASE)

_FLYWAY_NAME = re.compile(r"(?:.*/)?(?:[VB]\d+(?:[._]\d+)*|R)__.*\.sql", re.IGNORECASE)
_PSQL_INCLUDE = re.compile(r"^[ \t]*\\(?:i|ir|include|include_relative)[ \t]+(\S+)", re.MULTILINE)
_UNREADABLE = (
    (
        re.compile(r"^[ \t]*--[ \t]*\+goose[ \t]+ENVSUB[ \t]+ON\b", re.IGNORECASE | re.MULTILINE),
        "goose's ENVSUB",
        "write the values out",
    ),
    (
        re.compile(r"^[ \t]*--[ \t]*atlas:delimiter\b", re.IGNORECASE | re.MULTILINE),
        "Atlas's delimiter",
        "end statements with a semicolon",
    ),
)
_TEMPLATES = (
    (re.compile(r"\$\{[\w.:-]+\}"), "Flyway's placeholder", _FLYWAY_NAME),
    (re.compile(r"\{\{-?\s*(?:template\b|\.\w).*?\}\}"), "tern's template", re.compile(r"(?:.*/)?\d+_.*\.sql")),
)


def is_down(name: str) -> bool:
    """Whether a file, by its name, holds only the way down: golang-migrate, diesel and Flyway keep it apart."""
    return _DOWN_NAMES.fullmatch(name) is not None


def way_up(text: str) -> tuple[str, bool]:
    """The text with everything else blanked out, and whether the tool applies it in one transaction."""
    up = _UP_LINE.search(text)
    if up is None:
        tern = _TERN_LINE.search(text)
        return without_psql(text[: tern.start()] if tern else text), False
    down = _DOWN_LINE.search(text, up.end())
    end = down.start() if down else len(text)
    transaction = not (_NO_TRANSACTION.search(up["options"]) or _GOOSE_NO_TRANSACTION.search(text))
    # A goose block may end without a semicolon: the mark itself becomes one.
    statements = _STATEMENT_END.sub(lambda mark: ";" + blank(mark[0][1:]), text[up.end() : end])
    return blank(text[: up.end()]) + without_psql(statements), transaction


def refused(file: SourceFile) -> Iterator[Problem]:
    """What a tool would replace or follow before PostgreSQL sees it."""
    for included in _PSQL_INCLUDE.finditer(file.text):
        at = file.text.index("\\", included.start())
        hint = f"list {included[1]} under schema in sqlc.yaml, before this file, and remove this line"
        yield file.problem(at, f"psql's {file.text[at : included.end()]} is not followed", hint=hint)
    for mark, what, hint in _UNREADABLE:
        if found := mark.search(file.text):
            yield file.problem(found.start(), f"{what} is not supported", hint=hint)
    for mark, what, name in _TEMPLATES:
        if name.fullmatch(file.path) and (found := mark.search(way_up(file.text)[0])):
            hint = "write its value here, or give sqlwright the SQL that the tool makes of this file"
            yield file.problem(found.start(), f"{what} {found[0]} is not replaced", hint=hint)
