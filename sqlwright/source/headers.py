"""Reads the comment lines above a statement, and from them its name and command."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from ..errors import CompileError, nearest
from ..model.commands import Command
from .text import SourceFile
from .tokens import Token
from .vocabulary import COMMANDS, REFUSED_COMMANDS

__all__ = ["FRAGMENT", "NAME", "Line", "comment_lines", "is_header", "name_inside", "read_command"]

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


def name_inside(file: SourceFile, body: Sequence[Token]) -> CompileError | None:
    """The error of a statement with a name in it, which the statement before it has swallowed."""
    for inner in comment_lines([token for token in body if token.is_comment]):
        if is_header(inner):
            return file.error(inner.at, "a name inside a statement", hint=_end_before(file, body, inner.at))
    return None


def _end_before(file: SourceFile, body: Sequence[Token], at: int) -> str:
    """What ends the statement before this offset."""
    before = [token for token in body if token.end <= at]
    if body[0].text == "\\":
        return f"remove line {file.position(body[0].start)[0]}: only psql understands what begins with \\"
    opened: list[Token] = []
    for token in before:
        if token.kind == "ASCII_40":
            opened.append(token)
        elif token.kind == "ASCII_41":
            del opened[-1:]
    if opened and any(token.kind == "ASCII_59" for token in before):
        line, column = file.position(opened[-1].start)
        return f"close the parenthesis of line {line}, column {column}"
    return "end the statement before it with a semicolon"


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
    if command == ":" and f":{match['rest']}" in COMMANDS:
        hint = f"write :{match['rest']}, without a space in it"
    elif command in REFUSED_COMMANDS:
        message, hint = REFUSED_COMMANDS[command]
    elif meant := nearest(command, COMMANDS):
        hint = f"did you mean {meant}?"
    raise file.error(at, message, hint=hint, query=name)
