"""Splits a query file into statements with their names, commands, comments and annotations."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, get_args

from msgspec import Struct

from ..errors import CompileError, Problem, nearest
from .text import SourceFile
from .tokens import Token, scan

__all__ = ["COMMANDS", "GIVES_ROWS", "Annotation", "Command", "QueryFile", "Statement", "read_queries"]

Command = Literal[
    ":one", ":many", ":exec", ":execrows", ":execresult", ":copyfrom", ":batchexec", ":batchone", ":batchmany"
]
COMMANDS: Sequence[Command] = get_args(Command)
GIVES_ROWS: Sequence[Command] = (":one", ":many", ":batchone", ":batchmany")
ANNOTATIONS: Sequence[str] = ("nullable", "notnull")
"""The `-- @word` annotations that have a meaning; the design names more, which are refused until they have one."""
_NOT_YET = ("stream", "optional", "orderby", "page", "json", "group", "batched")
_OF_SQLC = ("sqlc-vet-disable",)


class Annotation(Struct, frozen=True):
    """A name behind `-- @word`; `at` is where it stands in the file."""

    word: str
    name: str
    at: int


class Statement(Struct, frozen=True):
    """One annotated statement; offsets are characters of the file."""

    name: str
    command: Command
    file: SourceFile
    name_at: int
    """Where the query's name stands."""
    comments: Sequence[str]
    """The lines that describe the query."""
    annotations: Sequence[Annotation]
    tokens: Sequence[Token]
    """The statement's own tokens, comments among them, without the semicolon."""

    @property
    def line(self) -> int:
        """That of its name."""
        return self.file.position(self.name_at)[0]

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end

    def error(self, offset: int, message: str, *, hint: str | None = None, detail: str | None = None) -> CompileError:
        return self.file.error(offset, message, hint=hint, detail=detail, query=self.name)


class QueryFile(Struct, frozen=True):
    file: SourceFile
    comments: Sequence[str]
    """The lines at the file's head, set off by a blank line."""
    statements: Sequence[Statement]


def read_queries(file: SourceFile) -> tuple[QueryFile, Sequence[Problem]]:
    """The file's statements, and what is wrong with those that cannot be read."""
    try:
        tokens = scan(file)
    except CompileError as error:
        return QueryFile(file, [], []), error.problems
    statements: list[Statement] = []
    problems: list[Problem] = []
    head: list[str] = []
    for index, (before, body) in enumerate(_split(tokens)):
        if index == 0:
            head = _head(file, before, body)
        try:
            statement = _statement(file, before, body)
        except CompileError as error:
            problems += error.problems
        else:
            statements += [] if statement is None else [statement]
    return QueryFile(file, head, statements), problems


def _split(tokens: Sequence[Token]) -> Iterator[tuple[Sequence[Token], Sequence[Token]]]:
    """Each statement's leading comments and its own tokens; comments at the file's end belong to none."""
    before: list[Token] = []
    body: list[Token] = []
    depth = 0
    atomic = 0
    for token in tokens:
        if token.is_comment and not body:
            before.append(token)
            continue
        depth += {"ASCII_40": 1, "ASCII_41": -1}.get(token.kind, 0)
        # The body of a SQL-standard function holds semicolons of its own.
        if token.word == "atomic" and body and body[-1].word == "begin":
            atomic = 1
        elif atomic:
            atomic += {"case": 1, "end": -1}.get(token.word, 0)
        if token.kind == "ASCII_59" and depth <= 0 and not atomic:
            if body:
                yield before, _trim(body)
                before = []
            body, depth = [], 0
        else:
            body.append(token)
    if body or before:
        yield before, _trim(body)


def _trim(body: Sequence[Token]) -> Sequence[Token]:
    """Without the comments after the last word, which are not the statement's."""
    end = len(body)
    while end and body[end - 1].is_comment:
        end -= 1
    return body[:end]


_NAME = re.compile(r"^\s*name:\s*(?P<name>\S*)\s*(?P<command>\S*)\s*(?P<rest>.*?)\s*$")
_NAMES = re.compile(r'"[^"]+"|[^\s,"]+')
_ANNOTATION = re.compile(r"^\s*@(?P<word>[\w-]+)")


class _Line(Struct, frozen=True):
    """A line of a comment, without its marks; `at` is where its text begins."""

    text: str
    at: int


def _lines(comments: Sequence[Token]) -> Iterator[_Line]:
    for token in comments:
        if token.kind == "SQL_COMMENT":
            yield _Line(token.text[2:].rstrip(), token.start + 2)
        else:
            at = token.start + 2
            for line in token.text[2:-2].split("\n"):
                yield _Line(line.rstrip(), at)
                at += len(line) + 1


def _head(file: SourceFile, comments: Sequence[Token], body: Sequence[Token]) -> list[str]:
    """The comment that opens the file, if a blank line sets it off from the first statement's own."""
    opening: list[Token] = []
    for token, following in zip(comments, [*comments[1:], *body[:1]], strict=False):
        if any(_NAME.match(line.text) for line in _lines([token])):
            break
        opening.append(token)
        if _blank_between(file, token, following):
            return _text(list(_lines(opening)))
    return []


def _blank_between(file: SourceFile, first: Token, second: Token) -> bool:
    return file.text.count("\n", first.end, second.start) > 1


def _text(lines: Sequence[_Line]) -> list[str]:
    texts = [line.text.strip() for line in lines]
    while texts and not texts[0]:
        texts.pop(0)
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _statement(file: SourceFile, before: Sequence[Token], body: Sequence[Token]) -> Statement | None:
    lines = list(_lines(before))
    named = [(index, line, match) for index, line in enumerate(lines) if (match := _NAME.match(line.text))]
    if not body:
        if named:
            raise file.error(
                named[0][1].at,
                f"query {named[0][2]['name']} has no statement",
                hint="write its SQL below, or remove it",
            )
        return None
    if not named:
        raise file.error(
            body[0].start, "statement without a name", hint="write a line above it such as: -- name: GetUser :one"
        )
    if len(named) > 1:
        raise file.error(
            named[1][1].at, "a second name for one statement", hint="end the statement before with a semicolon"
        )
    for inner in _lines([token for token in body if token.is_comment]):
        if _NAME.match(inner.text):
            raise file.error(inner.at, "a name inside a statement", hint="end the statement before it with a semicolon")
    index, line, match = named[0]
    name_at = line.at + match.start("name")
    name, command = match["name"], _command(file, line, match)
    # What stands right above the name describes the query too; a blank line sets it off.
    adjacent = _adjacent(file, before, line)
    comments: list[_Line] = []
    annotations: list[Annotation] = []
    for comment in [*lines[index - adjacent : index], *lines[index + 1 :]]:
        annotation = _ANNOTATION.match(comment.text)
        if annotation:
            annotations += _annotations(file, comment, annotation, name)
        else:
            comments.append(comment)
    return Statement(name, command, file, name_at, _text(comments), annotations, body)


def _adjacent(file: SourceFile, before: Sequence[Token], name: _Line) -> int:
    """How many comment lines stand right above the name."""
    count = 0
    above = [token for token in before if token.end <= name.at - 2]
    following = next(token for token in before if token.start <= name.at < token.end + 1)
    for token in reversed(above):
        if _blank_between(file, token, following):
            break
        count += len(list(_lines([token])))
        following = token
    return count


def _command(file: SourceFile, line: _Line, match: re.Match[str]) -> Command:
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


def _annotations(file: SourceFile, line: _Line, match: re.Match[str], query: str) -> Iterator[Annotation]:
    """The names behind an annotation, with commas between them."""
    word = match["word"]
    at = line.at + match.start("word") - 1
    if word in _NOT_YET:
        raise file.error(at, f"@{word} is not supported yet", hint="remove the line", query=query)
    if word not in (*ANNOTATIONS, *_OF_SQLC):
        meant = nearest(word, (*ANNOTATIONS, *_NOT_YET))
        hint = f"did you mean @{meant}?" if meant else "begin the comment with another word if it describes the query"
        raise file.error(at, f"unknown annotation @{word}", hint=hint, query=query)
    if word in ANNOTATIONS:
        names = list(_NAMES.finditer(line.text, match.end()))
        if not names or _NAMES.sub("", line.text[match.end() :]).strip(", "):
            raise file.error(at, f"@{word} takes names of columns", hint=f"write -- @{word} total, last", query=query)
        for name in names:
            yield Annotation(word, name[0].strip('"'), line.at + name.start())
