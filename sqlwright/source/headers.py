"""The lines above a statement: its name, its command, and annotations such as `-- @notnull total`."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, get_args

from msgspec import Struct

from ..errors import nearest
from .text import SourceFile
from .tokens import Token

__all__ = [
    "ANNOTATION",
    "COMMANDS",
    "GIVES_ROWS",
    "NAME",
    "OF_COLUMNS",
    "Annotation",
    "Command",
    "Line",
    "comment_lines",
    "read_annotations",
    "read_command",
]

Command = Literal[
    ":one", ":many", ":exec", ":execrows", ":execresult", ":copyfrom", ":batchexec", ":batchone", ":batchmany"
]
COMMANDS: Sequence[Command] = get_args(Command)
GIVES_ROWS: Sequence[Command] = (":one", ":many", ":batchone", ":batchmany")
OF_COLUMNS: Sequence[str] = ("nullable", "notnull")
"""The `-- @word` annotations that take names of columns."""
ANNOTATIONS: Sequence[str] = (*OF_COLUMNS, "stream")
"""Those that have a meaning; the design names more, which are refused until they have one."""
_NOT_YET = ("optional", "orderby", "page", "json", "group", "batched")
_OF_SQLC = ("sqlc-vet-disable",)


class Annotation(Struct, frozen=True):
    """A name behind `-- @word`; `at` is where it stands in the file."""

    word: str
    name: str
    at: int


NAME = re.compile(r"^\s*name:\s*(?P<name>\S*)\s*(?P<command>\S*)\s*(?P<rest>.*?)\s*$")
_NAMES = re.compile(r'"[^"]+"|[^\s,"]+')
ANNOTATION = re.compile(r"^\s*@(?P<word>[\w-]+)")


class Line(Struct, frozen=True):
    """A line of a comment, without its marks; `at` is where its text begins."""

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
    if command == ":execlastid":
        message = ":execlastid is not PostgreSQL's"
        hint = "write returning with the key's column, and :one"
    elif meant := nearest(command, COMMANDS):
        hint = f"did you mean {meant}?"
    raise file.error(at, message, hint=hint, query=name)


def read_annotations(
    file: SourceFile, line: Line, match: re.Match[str], query: str, command: Command
) -> Iterator[Annotation]:
    """An annotation, or one for each of the names behind it, with commas between them."""
    word = match["word"]
    at = line.at + match.start("word") - 1
    if word in _NOT_YET:
        raise file.error(at, f"@{word} is not supported yet", hint="remove the line", query=query)
    if word not in (*ANNOTATIONS, *_OF_SQLC):
        meant = nearest(word, (*ANNOTATIONS, *_NOT_YET))
        hint = f"did you mean @{meant}?" if meant else "begin the comment with another word if it describes the query"
        raise file.error(at, f"unknown annotation @{word}", hint=hint, query=query)
    if word == "stream":
        if rest := line.text[match.end() :].strip():
            where = line.text.index(rest, match.end())
            raise file.error(line.at + where, "@stream takes no names", hint="write -- @stream alone", query=query)
        if command != ":many":
            raise file.error(at, f"@stream is for :many, and {query} is {command}", hint="remove the line", query=query)
        yield Annotation(word, "", at)
    if word in OF_COLUMNS:
        names = list(_NAMES.finditer(line.text, match.end()))
        if not names or _NAMES.sub("", line.text[match.end() :]).strip(", "):
            raise file.error(at, f"@{word} takes names of columns", hint=f"write -- @{word} total, last", query=query)
        for name in names:
            yield Annotation(word, name[0].strip('"'), line.at + name.start())
