"""Reads one fragment: its header, its parameters, and what its text is."""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from ...errors import CompileError, Problem
from ..annotations import ANNOTATION
from ..headers import FRAGMENT, NAME, Line, comment_lines, is_header
from ..text import SourceFile
from ..tokens import Token, words_of
from ..vocabulary import ANNOTATIONS
from .bodies import Kind, NotAFragment, Reference, read_body
from .words import Word, texts_of, tokens_of

__all__ = [
    "NO_FRAGMENTS",
    "Definition",
    "Fragment",
    "Fragments",
    "Place",
    "as_fragment",
    "by_character",
    "error_in",
    "is_query_parameter",
    "read_definition",
]

_NAMES = re.compile(r"\(\s*(?P<names>[^()]*?)\s*\)")
_HINT = "write -- fragment: author_json(a)"


class Place(Struct, frozen=True):
    """Where in the text a parameter stands, and what it is there."""

    param: int
    reference: Reference


class Definition(Struct, frozen=True):
    """A fragment as it is written."""

    name: str
    file: SourceFile
    name_at: int
    params: Mapping[str, int]
    """Their names, each with its place."""
    body: Sequence[Token]


class Fragment(Struct, frozen=True):
    """A fragment whose own uses of fragments are replaced."""

    definition: Definition
    body: Sequence[Word]
    kind: Kind
    places: Mapping[int, Place]
    """By the index of the word."""

    @property
    def name(self) -> str:
        return self.definition.name

    @property
    def params(self) -> Sequence[str]:
        return list(self.definition.params)

    @property
    def place(self) -> str:
        return self.definition.file.place(self.definition.name_at)


class Fragments(Struct, frozen=True):
    """The fragments of all query files together, by their names in lower case."""

    known: Mapping[str, Fragment] = {}
    wrong: Mapping[str, str] = {}
    """The places of those with a mistake of their own."""
    problems: Mapping[str, Sequence[Problem]] = {}
    """By the path of the file."""


NO_FRAGMENTS = Fragments()


def read_definition(file: SourceFile, before: Sequence[Token], body: Sequence[Token]) -> Definition | None:
    """The fragment that the comments name; None if they name none, or a query too, which is reported there."""
    lines = list(comment_lines(before))
    headers = [(line, match) for line in lines if (match := FRAGMENT.match(line.text))]
    if len(headers) != 1 or any(NAME.match(line.text) for line in lines):
        return None
    line, match = headers[0]
    name, name_at = match["name"], line.at + match.start("name")
    if not name:
        raise file.error(name_at, "the fragment has no name", hint=_HINT)
    if not (name.isidentifier() and name.isascii()):
        hint = "use letters, digits and underscores: author_json"
        raise file.error(name_at, f"{name} is no name for a fragment", hint=hint)
    params = _params(file, line, match)
    _check_comments(file, lines, body)
    if not body:
        raise file.error(name_at, f"fragment {name} has no text", hint="write its SQL below, or remove it")
    return Definition(name, file, name_at, params, body)


def as_fragment(definition: Definition, body: Sequence[Word]) -> Fragment:
    """What PostgreSQL's parser makes of the fragment's words; a CompileError if they cannot be part of a query."""
    file, name = definition.file, definition.name
    try:
        found = read_body(texts_of(body))
    except NotAFragment as error:
        hint = "a fragment is an expression, columns, tables with their joins, or a query; correct the syntax there"
        raise error_in(body, error, hint) from None
    for param, at in definition.params.items():
        if param in found.aliases:
            message = f"{param} is a parameter of fragment {name}, and a table in it is called {param} too"
            raise file.error(at, message, hint="give one of them another name")
    places = _places(body, found.references, list(definition.params))
    used = {place.param for place in places.values()}
    for number, (param, at) in enumerate(definition.params.items()):
        if number not in used:
            hint = f"remove it, or write {param} in the fragment"
            raise file.error(at, f"fragment {name} does not use its parameter {param}", hint=hint)
    return Fragment(definition, body, found.kind, places)


def error_in(words: Sequence[Word], error: NotAFragment, hint: str) -> CompileError:
    """An error of PostgreSQL's parser, at the word where it is."""
    offset = len(texts_of(words).encode()[: error.at].decode(errors="ignore"))
    tokens = tokens_of(words, 0)
    word = words[max(index for index, token in enumerate(tokens) if not index or token.start <= offset)]
    return word.error(str(error), hint)


def _params(file: SourceFile, line: Line, match: re.Match[str]) -> Mapping[str, int]:
    """The names of the parameters, each with its place."""
    at = line.at + match.start("params")
    listed = _NAMES.fullmatch(match["params"])
    if listed is None:
        raise file.error(at, "a fragment's parameters stand in parentheses, and nothing follows them", hint=_HINT)
    found: dict[str, int] = {}
    if not listed["names"]:
        return found
    for each in listed["names"].split(","):
        name = each.strip().lower()
        param_at = (
            at + listed.start("names") + sum(len(other) + 1 for other in listed["names"].split(",")[: len(found)])
        )
        param_at += len(each) - len(each.lstrip())
        if not (name.isidentifier() and name.isascii()):
            raise file.error(param_at, f"{name or 'nothing'} is no name for a parameter", hint=_HINT)
        if words_of(name)[0].reserved:
            hint = f"choose another name, such as {name[0]} or the_{name}"
            raise file.error(param_at, f"{name} is a word of SQL, so no parameter can be called {name}", hint=hint)
        if name in found:
            raise file.error(param_at, f"a second parameter called {name}", hint="rename one of them")
        found[name] = param_at
    return found


def _check_comments(file: SourceFile, lines: Sequence[Line], body: Sequence[Token]) -> None:
    for line in lines:
        if (marked := ANNOTATION.match(line.text)) and marked["word"] in ANNOTATIONS:
            raise file.error(
                line.at + marked.start("word") - 1,
                f"@{marked['word']} is for queries, and this is a fragment",
                hint="write it above the queries that use the fragment",
            )
    for inner in comment_lines([token for token in body if token.is_comment]):
        if is_header(inner):
            raise file.error(inner.at, "a name inside a fragment", hint="end the fragment before it with a semicolon")


def _places(words: Sequence[Word], references: Sequence[Reference], params: Sequence[str]) -> Mapping[int, Place]:
    tokens = tokens_of(words, 0)
    by_offset = by_character(words, references)
    found: dict[int, Place] = {}
    for index, token in enumerate(tokens):
        reference = by_offset.get(token.start)
        is_quoted = token.text.startswith('"')
        if reference is None or is_quoted or token.word not in params or is_query_parameter(tokens, index):
            continue
        found[index] = Place(params.index(token.word), reference)
    return found


def by_character(words: Sequence[Word], references: Sequence[Reference]) -> Mapping[int, Reference]:
    """The references by their offsets in the text, in characters."""
    data = texts_of(words).encode()
    return {len(data[: each.at].decode()): each for each in references}


def is_query_parameter(body: Sequence[Token], index: int) -> bool:
    """Whether it is the name in `@name`; with a dot after it, `@` is PostgreSQL's operator for the absolute value."""
    after = body[index + 1].text if index + 1 < len(body) else ""
    before = body[index - 1] if index else None
    return before is not None and before.text.endswith("@") and before.end == body[index].start and after != "."
