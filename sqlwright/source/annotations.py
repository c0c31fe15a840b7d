"""Lines such as `-- @notnull total` above a statement: what sqlwright is told beyond sqlc's language."""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from ..errors import nearest
from ..model.commands import Command
from .headers import Line
from .text import SourceFile

__all__ = ["ANNOTATION", "OF_COLUMNS", "Annotation", "read_annotations"]

OF_COLUMNS: Sequence[str] = ("nullable", "notnull")
"""The words that say whether columns can be NULL."""
_RUN_ALONE: Sequence[Command] = (":one", ":many", ":exec", ":execrows", ":execresult")
_COMMANDS: Mapping[str, Sequence[Command]] = {
    "nullable": (),
    "notnull": (),
    "stream": (":many",),
    "optional": _RUN_ALONE,
    "orderby": (":one", ":many"),
    "page": (":many",),
    "json": (),
    "group": (":one", ":many"),
    "batched": (":one",),
}
"""The words that have a meaning, and the commands that take them; none for all."""
_OF_SQLC = ("sqlc-vet-disable",)


class Annotation(Struct, frozen=True):
    """A name behind `-- @word`, and what stands behind a colon after it; both with their place in the file."""

    word: str
    name: str
    at: int
    value: str = ""
    value_at: int = 0


ANNOTATION = re.compile(r"^\s*@(?P<word>[\w-]+)")
_NAMES = re.compile(r'"[^"]+"|[^\s,"]+')
_PAIR = re.compile(r'\s*(?P<name>"[^"]+"|[^\s,:"]+)\s*(?::\s*(?P<value>\S.*?))?\s*$')
_NUMBER = re.compile(r"\s*(?P<name>[1-9]\d*)\s*$")
_CHOICE = re.compile(r"(?:^|,)\s*(?P<name>[-+]?\w+)\s*:(?!:)\s*")


def read_annotations(
    file: SourceFile, line: Line, match: re.Match[str], query: str, command: Command
) -> Iterator[Annotation]:
    """An annotation, or one for each of the names behind it."""
    word = match["word"]
    at = line.at + match.start("word") - 1
    if word in _OF_SQLC:
        return
    if word not in _COMMANDS:
        meant = nearest(word, _COMMANDS)
        hint = f"did you mean @{meant}?" if meant else "begin the comment with another word if it describes the query"
        raise file.error(at, f"unknown annotation @{word}", hint=hint, query=query)
    commands = _COMMANDS[word]
    if commands and command not in commands:
        known = " and ".join([", ".join(commands[:-1]), commands[-1]] if len(commands) > 1 else commands)
        raise file.error(at, f"@{word} is for {known}, and {query} is {command}", hint="remove the line", query=query)
    yield from _READERS[word](_Place(file, line, match.end(), word, query))


class _Place(Struct, frozen=True):
    """What stands behind an annotation's word."""

    file: SourceFile
    line: Line
    start: int
    word: str
    query: str

    @property
    def text(self) -> str:
        return self.line.text[self.start :]

    def annotation(self, name: str, at: int, value: str = "", value_at: int = 0) -> Annotation:
        """Of places counted in `text`."""
        return Annotation(self.word, name.strip('"'), self._at(at), value, self._at(value_at))

    def error(self, at: int, message: str, hint: str) -> Exception:
        return self.file.error(self._at(at), message, hint=hint, query=self.query)

    def _at(self, offset: int) -> int:
        return self.line.at + self.start + offset


def _alone(place: _Place) -> Iterator[Annotation]:
    if rest := place.text.strip():
        raise place.error(place.text.index(rest), f"@{place.word} takes no names", hint=f"write -- @{place.word} alone")
    yield place.annotation("", 0)


def _names(place: _Place) -> Iterator[Annotation]:
    names = list(_NAMES.finditer(place.text))
    if not names or _NAMES.sub("", place.text).strip(", "):
        what, example = ("parameters", "city, tier") if place.word == "optional" else ("columns", "total, last")
        raise place.error(
            -len(place.word) - 1, f"@{place.word} takes names of {what}", hint=f"write -- @{place.word} {example}"
        )
    for name in names:
        yield place.annotation(name[0], name.start())


def _json(place: _Place) -> Iterator[Annotation]:
    pair = _PAIR.match(place.text)
    if pair is None or pair["value"] is None or not re.fullmatch(r"[\w.]+", pair["value"]):
        raise place.error(
            -len(place.word) - 1,
            "@json takes the name of a column or parameter and its type",
            hint="write -- @json settings: package.module.Settings",
        )
    yield place.annotation(pair["name"], pair.start("name"), pair["value"], pair.start("value"))


def _group(place: _Place) -> Iterator[Annotation]:
    pair = _PAIR.match(place.text)
    if pair is None or (pair["value"] is not None and not pair["value"].isidentifier()):
        raise place.error(
            -len(place.word) - 1,
            "@group takes the name of an embed, and if need be that of the list of its rows",
            hint="write -- @group author, or -- @group author: books",
        )
    yield place.annotation(pair["name"], pair.start("name"), pair["value"] or "", max(pair.start("value"), 0))


def _page(place: _Place) -> Iterator[Annotation]:
    number = _NUMBER.match(place.text)
    if number is None:
        raise place.error(-len(place.word) - 1, "@page takes the usual number of rows", hint="write -- @page 50")
    yield place.annotation(number["name"], number.start("name"))


def _orderby(place: _Place) -> Iterator[Annotation]:
    choices = list(_CHOICE.finditer(place.text))
    ends = [*(choice.start() for choice in choices), len(place.text)][1:]
    found = [(choice, place.text[choice.end() : end].rstrip()) for choice, end in zip(choices, ends, strict=True)]
    if not found or choices[0].start() or not all(value for _, value in found):
        raise place.error(
            -len(place.word) - 1,
            "@orderby takes a name and what to order by",
            hint="write -- @orderby newest: created_at desc, id desc",
        )
    for choice, value in found:
        yield place.annotation(choice["name"], choice.start("name"), value, choice.end())


_READERS = {
    **dict.fromkeys((*OF_COLUMNS, "optional"), _names),
    **dict.fromkeys(("stream", "batched"), _alone),
    "json": _json,
    "group": _group,
    "page": _page,
    "orderby": _orderby,
}
