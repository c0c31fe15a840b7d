"""The words of a new project's subject: how they must look, and how they take the place of the template's."""

import builtins
import io
import keyword
import re
import tokenize
from collections.abc import Iterable, Iterator

from msgspec import Struct

from ..emit.names import singular
from ..source.tokens import words_of
from .errors import InitError

__all__ = ["Subject", "subject_named"]

_MOST = 24
"""With longer names, lines of the template would get too long."""
_TEMPLATE = re.compile(r"(?<![A-Za-z])(notes?)(?![a-z])|(Notes?)(?![a-z])|(?<![A-Z])(NOTES?)(?![A-Z])")


class Subject(Struct, frozen=True):
    many: str
    one: str

    def put_into(self, text: str) -> str:
        """The template's text, about this subject instead of notes."""
        return _TEMPLATE.sub(self._word, text)

    def _word(self, found: re.Match[str]) -> str:
        word = found[0]
        name = self.many if word.lower() == "notes" else self.one
        if word.isupper():
            return name.upper()
        return _camel(name) if word[0].isupper() else name


def subject_named(table: str, template: Iterable[str]) -> Subject:
    """The subject with this table; the `template` is Python whose names it may not repeat."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", table) or len(table) > _MOST:
        raise InitError(
            f"--table {table}: must be lower-case letters, digits and single underscores, at most {_MOST} of them"
        )
    one = singular(table)
    if one == table:
        raise InitError(f"--table {table}: name the table in the plural, such as notes")
    if any(token.reserved for token in words_of(table)):
        raise InitError(f"--table {table}: is a reserved word of SQL: choose another name")
    taken = {name for text in template for name in _names(text)} | set(dir(builtins)) | set(keyword.kwlist)
    for word in (table, one, _camel(table), _camel(one)):
        if word in taken:
            raise InitError(
                f"--table {table}: {word} already means something else in Python or here: choose another name"
            )
    return Subject(table, one)


def _names(text: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME and not _TEMPLATE.search(token.string):
            yield token.string


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
