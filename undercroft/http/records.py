"""Records of a body, read as it arrives: lines of JSON, or records of CSV. A wrong one becomes an error of its own."""

import asyncio
import csv
import re
from collections.abc import AsyncGenerator, AsyncIterable
from typing import TypeVar

import msgspec
from msgspec import Struct

from ..errors import Invalid, TooLarge
from .decoding import converted, decoded

# Far longer than a valid record, and the most of the body that is held at once.
LONGEST = 16 * 1024

# Blank lines are not records, but each takes time.
MOST_LINES = 1_000_000

T = TypeVar("T", bound=Struct)
Item = TypeVar("Item")

# Others get a turn after lines of so many bytes, each of which counts as a few more.
TURN = 64 * 1024
_LINE = 64

# Text within quotes, up to the closing quote or the end of the line; a doubled quote stands for itself.
_QUOTED = re.compile(rb'[^"]*+(?:""[^"]*+)*("?)')
# Fields that end with a comma; one in quotes ends with its closing quote first.
_FIELDS = re.compile(rb'(?:(?:"[^"]*+(?:""[^"]*+)*"(?!")|(?!"))[^,]*+,)*')


async def json_lines(chunks: AsyncIterable[bytes], kind: type[T]) -> AsyncGenerator[tuple[int, T | Invalid]]:
    """Each record with the number of its line."""
    async for number, line in lines(chunks):
        if line is None or line.strip():
            yield number, _json(kind, line)


async def csv_records(chunks: AsyncIterable[bytes], kind: type[T]) -> AsyncGenerator[tuple[int, T | Invalid]]:
    """The same for CSV, whose first record names the fields, in any order."""
    names: list[str] | None = None
    async for number, record in _records(lines(chunks)):
        if names is None:
            names = _names(kind, record)
        elif record is None or record.strip():
            yield number, _csv(kind, names, record)
    if names is None:
        _names(kind, b"")


async def begun(items: AsyncGenerator[Item]) -> AsyncGenerator[Item]:
    """The same items, once the first is there, or the end: until then nothing need be held for a client."""
    first = [item] if (item := await anext(items, None)) is not None else []

    async def all_items() -> AsyncGenerator[Item]:
        for each in first:
            yield each
        async for each in items:
            yield each

    return all_items()


async def lines(chunks: AsyncIterable[bytes]) -> AsyncGenerator[tuple[int, bytes | None]]:
    """Numbers and lines, without their line ends; None for a line that is too long."""
    number = 1
    held = bytearray()
    work = 0
    async for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for part in ended:
            work += len(part) + _LINE
            if work > TURN:
                work = 0
                await asyncio.sleep(0)
            held += part
            yield number, bytes(held) if len(held) <= LONGEST else None
            held.clear()
            number += 1
            if number > MOST_LINES:
                raise TooLarge(f"the file has more than {MOST_LINES} lines")
        if len(held) <= LONGEST:
            held += rest
    if held:
        yield number, bytes(held) if len(held) <= LONGEST else None


async def _records(numbered: AsyncIterable[tuple[int, bytes | None]]) -> AsyncGenerator[tuple[int, bytes | None]]:
    """Joins the lines of a quoted field. After a record that is too long, the next line begins a new one."""
    held: list[bytes] = []
    first, size, is_open = 0, 0, False
    async for number, line in numbered:
        first = first if held else number
        if line is not None:
            held.append(line)
            size += len(line) + 1
            is_open = _is_open(line, is_open)
        is_too_long = line is None or size > LONGEST
        if is_too_long or not is_open:
            yield first, None if is_too_long else b"\n".join(held)
            held.clear()
            size, is_open = 0, False
    if held:
        yield first, b"\n".join(held)


def _is_open(line: bytes, is_open: bool) -> bool:
    """Whether a quoted field is still open at the end of the line; `is_open` says so of its beginning."""
    begin = 0
    if is_open:
        closing = _closing_quote(line, 0)
        if not closing:
            return True
        begin = line.find(b",", closing) + 1
        if not begin:
            return False
    fields = _FIELDS.match(line, begin)
    last = fields.end() if fields else begin
    return line.startswith(b'"', last) and not _closing_quote(line, last + 1)


def _closing_quote(line: bytes, begin: int) -> int:
    """The place after the quote that ends the text from here on; 0 if there is none."""
    quoted = _QUOTED.match(line, begin)
    return quoted.end() if quoted and quoted[1] else 0


def _json(kind: type[T], line: bytes | None) -> T | Invalid:
    if line is None:
        return _too_long()
    try:
        return decoded(kind, line, "row")
    except Invalid as error:
        return error


def _csv(kind: type[T], names: list[str], record: bytes | None) -> T | Invalid:
    if record is None:
        return _too_long()
    try:
        fields = _fields(record.decode())
    except ValueError as error:
        return Invalid.at("row", f"is not CSV in UTF-8: {error}")
    if len(fields) != len(names):
        return Invalid.at("row", f"has {len(fields)} fields where the header has {len(names)}")
    try:
        return converted(kind, dict(zip(names, fields, strict=True)), "row")
    except Invalid as error:
        return error


def without_header(kind: type[Struct]) -> Invalid:
    """The error of a file of CSV that does not begin with the names of the fields."""
    return Invalid.at("body", f"must begin with the header row {','.join(_expected(kind))}")


def _expected(kind: type[Struct]) -> list[str]:
    return [field.name for field in msgspec.structs.fields(kind)]


def _names(kind: type[Struct], record: bytes | None) -> list[str]:
    try:
        # Spreadsheets write a byte order mark first.
        names = _fields((record or b"").decode("utf-8-sig"))
    except ValueError:
        names = []
    if sorted(names) != sorted(_expected(kind)):
        raise without_header(kind)
    return names


def _fields(record: str) -> list[str]:
    try:
        for fields in csv.reader((record,), strict=True):
            return fields
    except csv.Error as error:
        raise ValueError(str(error)) from None
    return []


def _too_long() -> Invalid:
    return Invalid.at("row", f"is longer than {LONGEST} bytes")
