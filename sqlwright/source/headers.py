"""Reads the comment lines above a statement, and from them its name and command."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from ..errors import nearest
from ..model.commands import Command
from .text import SourceFile
from .tokens import Token
from .vocabulary import COMMANDS, REFUSED_COMMANDS

__all__ = ["FRAGMENT", "NAME", "Line", "comment_lines", "is_header", "read_command"]

NAME = re.compile(r"^\s*name:\s*(?P<name>\S*)\s*(?P<command>\S*)\s*(?P<rest>.*?)\s*$")

FRAGMENT = re.compile(r"^\s*fragment:\s*(?P<name>[^\s(]*)\s*(?P<params>\(.*?)\s*$")
"""The parentheses belong to it: without them, it is prose."""


class Line(Struct, frozen=True):
    """A line of a comment, without `--` or `/*`; `at` is where its text begins."""

    text: str
    at: int


def comment_lines(comments: Sequence[Token]) -> Iterator[Line]:
    for token in comments:
        if token.kind == "SQL_COMMENT":
            yield Line(token.text[2:].rstrip(), token.start + 2)
        else:
            at = token.start + 2
            for line in token.text[2:-2].split("\n"):
                yield Line(line.rstrip(), at)
                at += len(line) + 1


def is_header(line: Line) -> bool:
    """Whether it names a query or a fragment."""
    return bool(NAME.match(line.text) or FRAGMENT.match(line.text))


def read_command(file: SourceFile, line: Line, match: re.Match[str]) -> Command:
    name, command = match["name"], match["command"]
    at = line.at + match.start("name")
    if name.startswith(":") or not name:
        raise file.error(at, "the query has no name", hint="write -- name: GetUser :one")
    if not (name.isidentifier() and name.isascii()):
        raise file.error(at, f"{name} is no name for a query", hint="use letters, digits and underscores: GetUser")
    at = line.at + match.start("command")
    if not command:
        raise file.error(
            line.at + match.end("name"),
            f"query {name} has no command",
            hint=f"add one of {', '.join(COMMANDS)}",
            query=name,
        )
    for known in COMMANDS:
        if command == known:
            if match["rest"]:
                raise file.error(
                    line.at + match.start("rest"),
                    f"unexpected {match['rest']!r} after the command",
                    hint="move it to a comment line of its own",
                    query=name,
                )
            return known
    hint = f"the commands are {', '.join(COMMANDS)}"
    message = f"unknown command {command}"
    if command in REFUSED_COMMANDS:
        message, hint = REFUSED_COMMANDS[command]
    elif meant := nearest(command, COMMANDS):
        hint = f"did you mean {meant}?"
    raise file.error(at, message, hint=hint, query=name)
