"""Splits a query file into statements, each with its name, command, comments and annotations."""

import re
from collections.abc import Sequence

from msgspec import Struct

from ..errors import CompileError, Problem
from ..model.commands import Command
from .annotations import ANNOTATION, Annotation, check_combinations, read_annotations
from .fragments import NO_FRAGMENTS, Fragment, Fragments, expanded
from .headers import NAME, Line, comment_lines, is_header, name_inside, read_command
from .parameter_names import parameter_names
from .splitting import split
from .text import SourceFile
from .tokens import Token, scan
from .unnamed import mistyped_header
from .vocabulary import ANNOTATIONS

__all__ = ["QueryFile", "Statement", "read_queries"]


class Statement(Struct, frozen=True):
    """One statement with what stands above it; offsets count the file's characters."""

    name: str
    command: Command
    file: SourceFile
    """What the offsets count in: where fragments were used, a text in which they are replaced."""
    begin: int
    """Where the comments above it begin."""
    name_at: int
    """Where the query's name stands."""
    comments: Sequence[str]
    """The lines that describe the query."""
    annotations: Sequence[Annotation]
    tokens: Sequence[Token]
    """The statement's own tokens with the comments among them, without the semicolon."""

    @property
    def line(self) -> int:
        """The line of its name."""
        return self.file.position(self.name_at)[0]

    def annotated(self, *words: str) -> Sequence[Annotation]:
        """The annotations with one of these words, in the order of the file."""
        return [annotation for annotation in self.annotations if annotation.word in words]

    @property
    def stream(self) -> bool:
        return bool(self.annotated("stream"))

    @property
    def encoded(self) -> bool:
        return bool(self.annotated("encoded"))

    @property
    def count(self) -> bool:
        return bool(self.annotated("count"))

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end

    def error(self, offset: int, message: str, *, hint: str | None = None, detail: str | None = None) -> CompileError:
        return self.file.error(offset, message, hint=hint, detail=detail, query=self.name)

    def fault(self, error: Exception) -> CompileError:
        """An exception that nobody foresaw, reported at the statement's name."""
        return self.file.fault(self.name_at, error, query=self.name)


class QueryFile(Struct, frozen=True):
    file: SourceFile
    comments: Sequence[str]
    """The comment that opens the file, if a blank line follows it."""
    statements: Sequence[Statement]
    unnamed: Sequence[int] = ()
    """The lines of statements without a name, which are no queries."""
    fragments: Sequence[Fragment] = ()


def read_queries(file: SourceFile, fragments: Fragments = NO_FRAGMENTS) -> tuple[QueryFile, Sequence[Problem]]:
    """The statements that can be read, and the problems of the others."""
    try:
        tokens = scan(file)
    except CompileError as error:
        return QueryFile(file, [], []), error.problems
    statements: list[Statement] = []
    problems = [*fragments.problems.get(file.path, [])]
    head: list[str] = []
    unnamed: list[int] = []
    for index, (before, body) in enumerate(split(tokens)):
        if index == 0:
            head = _head(file, before, body)
        try:
            statement = _statement(file, before, body, fragments)
        except CompileError as error:
            problems += error.problems
        except Exception as error:  # noqa: BLE001 - the other statements are read all the same
            problems += file.fault((*body, *before)[0].start, error).problems
        else:
            if statement is not None:
                statements.append(statement)
            elif body and not any(map(is_header, comment_lines(before))):
                unnamed.append(file.position(body[0].start)[0])
    defined = [each for each in fragments.known.values() if each.definition.file is file]
    return QueryFile(file, head, statements, unnamed, defined), problems


def _head(file: SourceFile, comments: Sequence[Token], body: Sequence[Token]) -> list[str]:
    """The comment that opens the file, if a blank line sets it off from the first statement's comment."""
    opening: list[Token] = []
    for token, following in zip(comments, [*comments[1:], *body[:1]], strict=False):
        if any(map(is_header, comment_lines([token]))):
            break
        opening.append(token)
        if _blank_between(file, token, following):
            return _text(list(comment_lines(opening)))
    return []


def _blank_between(file: SourceFile, first: Token, second: Token) -> bool:
    return file.text.count("\n", first.end, second.start) > 1


_RULE = re.compile(r"[-=*#~_+/\\<>─═━]{3,}")
"""A line that only draws a line."""
_BANNER = re.compile(r"^[-=*#~─═━]{2,} +(\S.*?) +[-=*#~─═━]{2,}$")
"""A title between two of them."""


def _text(lines: Sequence[Line]) -> list[str]:
    texts = [_BANNER.sub(r"\1", line.text.strip()) for line in lines if not _RULE.fullmatch(line.text.strip())]
    while texts and not texts[0]:
        texts.pop(0)
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _statement(
    file: SourceFile, before: Sequence[Token], body: Sequence[Token], fragments: Fragments
) -> Statement | None:
    lines = list(comment_lines(before))
    headers = [line for line in lines if is_header(line)]
    if len(headers) > 1:
        raise file.error(
            headers[1].at, "a second name for one statement", hint="end the statement before with a semicolon"
        )
    named = [(index, line, match) for index, line in enumerate(lines) if (match := NAME.match(line.text))]
    if not body:
        if headers and not named:
            return None
        if named:
            raise file.error(
                named[0][1].at,
                f"query {named[0][2]['name']} has no statement",
                hint="write its SQL below, or remove it",
            )
        return None
    if not named:
        if headers:
            return None  # a fragment, which was read before all queries
        if error := mistyped_header(file, lines, body):
            raise error
        return None
    if error := name_inside(file, body):
        raise error
    index, line, match = named[0]
    name_at = line.at + match.start("name")
    name, command = match["name"], read_command(file, line, match)
    own, body = expanded(file, body, fragments)
    # The comment right above the name describes the query too; a comment above a blank line does not.
    adjacent = _adjacent(file, before, line)
    comments: list[Line] = []
    annotations: list[Annotation] = []
    for comment in [*lines[index - adjacent : index], *lines[index + 1 :]]:
        marked = ANNOTATION.match(comment.text)
        found = read_annotations(file, comment, marked, name, command, parameter_names(body)) if marked else None
        if found is None:
            comments.append(comment)
        else:
            annotations += found
    check_combinations(file, annotations, name)
    kept: list[Annotation] = []
    for annotation in annotations:
        if made := ANNOTATIONS[annotation.word].command:
            command = made
        else:
            kept.append(annotation)
    return Statement(name, command, own, before[0].start, name_at, _text(comments), kept, body)


def _adjacent(file: SourceFile, before: Sequence[Token], name: Line) -> int:
    """How many comment lines stand right above the name, with no blank line between."""
    count = 0
    above = [token for token in before if token.end <= name.at - 2]
    following = next(token for token in before if token.start <= name.at < token.end + 1)
    for token in reversed(above):
        if _blank_between(file, token, following):
            break
        count += len(list(comment_lines([token])))
        following = token
    return count
