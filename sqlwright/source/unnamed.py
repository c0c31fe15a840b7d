"""Statements without a name, which are no queries: whether one is left out, as sqlc does, or its header is mistyped."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from ..errors import CompileError, nearest
from .headers import Line, name_inside
from .text import SourceFile
from .tokens import Token
from .vocabulary import COMMANDS, REFUSED_COMMANDS

__all__ = ["mistyped_header"]

_COMMAND = re.compile(r"\s:\s*(?P<word>\w+)\s*$")
_NAMED = re.compile(r"\b(?P<name>[A-Za-z_]\w*)\s+:\s*(?P<word>\w+)\s*$")
_LABEL = re.compile(r"^\s*(?P<word>[A-Za-z_]\w*)\s*[:=]\s*\w+\s*$")
_FRAGMENT = re.compile(r"^\s*(?P<word>[A-Za-z_]\w*)\s*[:=]?\s*\w+\s*(?:\([\w\s,]*\))?\s*$")
_VERY_LIKE = 0.85
_BEGINS = frozenset(
    (
        *(
            "select",
            "with",
            "values",
            "table",
            "insert",
            "update",
            "delete",
            "merge",
            "create",
            "alter",
            "drop",
            "grant",
        ),
        *("revoke", "comment", "set", "reset", "show", "begin", "start", "commit", "end", "rollback", "savepoint"),
        *("release", "lock", "copy", "do", "call", "truncate", "vacuum", "analyze", "explain", "refresh", "reindex"),
        *("cluster", "listen", "notify", "unlisten", "prepare", "execute", "deallocate", "declare", "fetch", "move"),
        *("close", "discard", "import", "security", "checkpoint", "load", "reassign", "abort"),
    )
)
"""The words with which PostgreSQL's statements begin."""


def mistyped_header(file: SourceFile, comments: Sequence[Line], body: Sequence[Token]) -> CompileError | None:
    """What is wrong with the header of a statement without a name; None if nothing looks like one."""
    hint = "write a line above it such as: -- name: GetUser :one, or -- fragment: author_json(a)"
    if error := name_inside(file, body):
        return error
    for line in comments:
        at = line.at + len(line.text) - len(line.text.lstrip())
        if _is_fragment(line.text):
            return file.error(at, "this is no name of a fragment", hint="write it as -- fragment: author_json(a)")
        if _is_header(line.text):
            return file.error(at, "this is no name of a query", hint=f"write it as {_as_header(line.text)}")
    if (body[0].word or body[0].text) not in (*_BEGINS, "("):
        return file.error(body[0].start, "statement without a name", hint=hint)
    return None


def _is_fragment(text: str) -> bool:
    """Whether a line says something like `fragment:`, but not as a fragment's name is written."""
    label = _FRAGMENT.match(text)
    return label is not None and SequenceMatcher(None, label["word"].lower(), "fragment").ratio() > _VERY_LIKE


def _is_header(text: str) -> bool:
    """Whether a line of a comment ends with a command, or has something like `name:` before a single word."""
    if command := _COMMAND.search(text):
        known = [*COMMANDS, *REFUSED_COMMANDS]
        return nearest(f":{command['word']}", known) is not None
    label = _LABEL.match(text)
    return label is not None and nearest(label["word"].lower(), ["name"]) is not None


def _as_header(text: str) -> str:
    """The header that a line was meant to be, or else an example."""
    named = _NAMED.search(text)
    command = nearest(f":{named['word']}", COMMANDS) if named is not None else None
    return f"-- name: {named['name']} {command}" if named is not None and command else "-- name: GetUser :one"
