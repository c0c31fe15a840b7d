"""Reads what stands after an annotation's word: names, a number, or names with values. One reader for each form."""

import re
from collections.abc import Callable, Iterator
from keyword import iskeyword
from typing import TypeAlias

from msgspec import Struct

from .text import SourceFile

__all__ = [
    "Annotation",
    "Place",
    "Reader",
    "class_name",
    "given_name",
    "group",
    "json",
    "names_of",
    "nothing",
    "optional",
    "orders",
    "page",
    "perhaps_names_of",
    "rows",
]


class Annotation(Struct, frozen=True):
    """One name after `-- @word`, and the value after its colon; the offsets are places in the file."""

    word: str
    name: str
    at: int
    """Where the name stands."""
    value: str = ""
    value_at: int = 0
    word_at: int = 0
    """Where the `@` stands."""


class Place(Struct, frozen=True):
    """The rest of a comment line, after an annotation's word."""

    file: SourceFile
    word: str
    word_at: int
    """Where the `@` stands in the file."""
    text: str
    at: int
    """Where `text` begins in the file."""
    query: str

    def annotation(self, name: str, at: int, value: str = "", value_at: int = 0) -> Annotation:
        """`at` and `value_at` are offsets in `text`."""
        return Annotation(self.word, name.strip('"'), self.at + at, value, self.at + value_at, self.word_at)

    def error(self, message: str, hint: str, *, at: int | None = None) -> Exception:
        """An error at an offset of `text`, or else at the annotation itself."""
        return self.file.error(
            self.word_at if at is None else self.at + at, message, hint=f"write -- {hint}", query=self.query
        )


Reader: TypeAlias = Callable[[Place], Iterator[Annotation]]

_NAMES = re.compile(r'"[^"]+"|[^\s,"]+')
_PAIR = re.compile(r'\s*(?P<name>"[^"]+"|[^\s,:"]+)\s*(?::\s*(?P<value>\S.*?))?\s*$')
_NAMED = re.compile(r"name\s+(?P<name>[A-Z][A-Za-z0-9_]*)")
_PAGE = re.compile(r"\s*(?P<name>[1-9]\d*)(?P<value>(?:\s+both\s+ways)?(?:\s+as\s+[A-Z]\w*)?)\s*$", re.ASCII)
_OPTIONAL = re.compile(
    r"""(?P<name>"[^"]+"|[^\s,"=]+)(?:\s*=\s*(?P<value>'(?:[^']|'')*'|[^\s,'=]+))?\s*(?:,\s*|$|(?=[^\s,=]))"""
)
_CLASS = re.compile(r"\s*(?P<name>[A-Z][A-Za-z0-9_]*)\s*$")
_CHOICE = re.compile(r"(?:^|,)\s*(?P<name>[-+]?\w+)\s*:(?!:)\s*")


def nothing(place: Place) -> Iterator[Annotation]:
    if rest := place.text.strip():
        raise place.error(f"@{place.word} takes no names", f"@{place.word} alone", at=place.text.index(rest))
    yield place.annotation("", 0)


def names_of(what: str, example: str) -> Reader:
    """A reader of one or more names, with commas between them."""

    def names(place: Place) -> Iterator[Annotation]:
        found = list(_NAMES.finditer(place.text))
        if not found or _NAMES.sub("", place.text).strip(", "):
            raise place.error(f"@{place.word} takes names of {what}", f"@{place.word} {example}")
        for name in found:
            yield place.annotation(name[0], name.start())

    return names


def perhaps_names_of(what: str, example: str) -> Reader:
    """A reader of names, or of nothing; then it gives one annotation with an empty name."""

    def perhaps_names(place: Place) -> Iterator[Annotation]:
        yield from names_of(what, example)(place) if place.text.strip() else nothing(place)

    return perhaps_names


def optional(place: Place) -> Iterator[Annotation]:
    """One or more names, each perhaps with the value that it has if it is left out."""
    found = list(_OPTIONAL.finditer(place.text))
    if not found or _OPTIONAL.sub("", place.text).strip():
        raise place.error(
            f"@{place.word} takes names of parameters, and values for those that are never left out",
            f"@{place.word} city, tier, or -- @{place.word} n = 20",
        )
    for name in found:
        yield place.annotation(name["name"], name.start("name"), name["value"] or "", max(name.start("value"), 0))


def page(place: Place) -> Iterator[Annotation]:
    """A number from 1; the value says whether pages lead back too, and what their struct is called."""
    found = _PAGE.match(place.text)
    if found is None or iskeyword((found["value"].split() or [""])[-1]):
        raise place.error(
            "@page takes the usual number of rows, and perhaps a name for the page's struct",
            "@page 50, or -- @page 50 both ways as UserPage",
        )
    yield place.annotation(found["name"], found.start("name"), found["value"] or "", max(found.start("value"), 0))


def class_name(place: Place) -> Iterator[Annotation]:
    """A reader of one name that a class of Python can have."""
    found = _CLASS.match(place.text)
    if found is None or iskeyword(found["name"]):
        raise place.error(f"@{place.word} takes a name for a class, with a capital first", f"@{place.word} User")
    yield place.annotation(found["name"], found.start("name"))


def json(place: Place) -> Iterator[Annotation]:
    pair = _PAIR.match(place.text)
    value = "" if pair is None or pair["value"] is None else pair["value"]
    named = _NAMED.fullmatch(value)
    if pair is None or value == "name" or not (named or re.fullmatch(r"[\w.]+", value)):
        raise place.error(
            "@json takes the name of a column or parameter and its type, or a name for the struct of a document",
            "@json settings: package.module.Settings, or -- @json author: name Author",
        )
    if named and iskeyword(named["name"]):
        raise place.error(f"{named['name']} is a word of Python", "@json author: name Author", at=pair.start("value"))
    at = pair.start("value") + (named.start("name") if named else 0)
    yield place.annotation(pair["name"], pair.start("name"), value, at)


def given_name(annotation: Annotation) -> str | None:
    """The name that `@json` gives to a document's struct, if it does not name a type."""
    named = _NAMED.fullmatch(annotation.value)
    return named["name"] if named else None


def group(place: Place) -> Iterator[Annotation]:
    pair = _PAIR.match(place.text)
    lists = [] if pair is None or pair["value"] is None else pair["value"].split(",")
    if pair is None or not all(name.strip().isidentifier() for name in lists):
        raise place.error(
            "@group takes the name of an embed or table, and optionally a name for the list of its rows, or those of several",
            "@group author, or -- @group author: books",
        )
    yield place.annotation(pair["name"], pair.start("name"), pair["value"] or "", max(pair.start("value"), 0))


def orders(place: Place) -> Iterator[Annotation]:
    choices = list(_CHOICE.finditer(place.text))
    ends = [*(choice.start() for choice in choices), len(place.text)][1:]
    found = [(choice, place.text[choice.end() : end].rstrip()) for choice, end in zip(choices, ends, strict=True)]
    if not found or choices[0].start() or not all(value for _, value in found):
        raise place.error("@orderby takes a name and what to order by", "@orderby newest: created_at desc, id desc")
    for choice, value in found:
        yield place.annotation(choice["name"], choice.start("name"), value, choice.end())


def rows(place: Place) -> Iterator[Annotation]:
    """One annotation for each array of a list."""
    pair = _PAIR.match(place.text)
    fields = list(_NAMES.finditer(pair["value"] or "")) if pair is not None else []
    if pair is None or not pair["name"].isidentifier() or not fields or not _is_a_list(pair["value"]):
        raise place.error(
            "@rows takes a name for the list, and the parameters with its columns", "@rows items: sku, quantity"
        )
    for field in fields:
        name = field[0].strip("@")
        at = pair.start("value") + field.start() + field[0].index(name)
        yield place.annotation(pair["name"], pair.start("name"), name, at)


def _is_a_list(text: str) -> bool:
    return all(part.strip(" @").isidentifier() for part in text.split(","))
