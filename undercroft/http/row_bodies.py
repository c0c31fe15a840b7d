"""Rows of a body that is read as it arrives: lines of JSON, or records of CSV; one that is wrong is its own error."""

import csv
import re
from collections.abc import AsyncGenerator, AsyncIterable
from typing import TypeVar

import msgspec
from msgspec import Struct

from ..errors import Invalid, TooLarge
from .requests import decoded, invalid

# Far more than a valid one takes, and all that is held of the body at once.
LONGEST_ROW = 16 * 1024

# Blank lines are no rows, but each takes its time.
MOST_LINES = 1_000_000

T = TypeVar("T", bound=Struct)

# Within quotes, up to the closing one or the end of the line; a doubled one stands for itself.
_QUOTED = re.compile(rb'[^"]*(?:""[^"]*)*("?)')


async def ndjson(chunks: AsyncIterable[bytes], kind: type[T]) -> AsyncGenerator[tuple[int, T | Invalid]]:
    """Each row with the number of its line."""
    async for number, line in lines(chunks):
        if line is None or line.strip():
            yield number, _json(kind, line)


async def csv_records(chunks: AsyncIterable[bytes], kind: type[T]) -> AsyncGenerator[tuple[int, T | Invalid]]:
    """The same; the first record names the fields, in any order."""
    names: list[str] | None = None
    async for number, record in _records(lines(chunks)):
        if names is None:
            names = _names(kind, record)
        elif record is None or record.strip():
            yield number, _csv(kind, names, record)
    if names is None:
        _names(kind, b"")


async def lines(chunks: AsyncIterable[bytes]) -> AsyncGenerator[tuple[int, bytes | None]]:
    """Numbers and lines, without their ends; None for one that is longer than a row may be."""
    number = 1
    held = bytearray()
    async for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for part in ended:
            held += part
            yield number, bytes(held) if len(held) <= LONGEST_ROW else None
            held.clear()
            number += 1
            if number > MOST_LINES:
                raise TooLarge(f"the file has more than {MOST_LINES} lines")
        if len(held) <= LONGEST_ROW:
            held += rest
    if held:
        yield number, bytes(held) if len(held) <= LONGEST_ROW else None


async def _records(numbered: AsyncIterable[tuple[int, bytes | None]]) -> AsyncGenerator[tuple[int, bytes | None]]:
    """The lines of each quoted field together; after a record that is too long the next line begins another."""
    held: list[bytes] = []
    first, size, is_open = 0, 0, False
    async for number, line in numbered:
        first = first if held else number
        if line is not None:
            held.append(line)
            size += len(line) + 1
            is_open = _is_open(line, is_open)
        is_too_long = line is None or size > LONGEST_ROW
        if is_too_long or not is_open:
            yield first, None if is_too_long else b"\n".join(held)
            held.clear()
            size, is_open = 0, False
    if held:
        yield first, b"\n".join(held)


def _is_open(line: bytes, is_open: bool) -> bool:
    """Whether a quoted field goes on behind the line, at whose beginning one does or does not."""
    position = 0
    if not is_open and line.startswith(b'"'):
        is_open, position = True, 1
    while True:
        if is_open:
            quoted = _QUOTED.match(line, position)
            if quoted is None or not quoted[1]:
                return True
            position = quoted.end()
        comma = line.find(b",", position)
        if comma < 0:
            return False
        is_open = line.startswith(b'"', comma + 1)
        position = comma + 1 + is_open


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
        return msgspec.convert(dict(zip(names, fields, strict=True)), kind)
    except msgspec.ValidationError as error:
        return invalid(str(error), "row")


def _names(kind: type[Struct], record: bytes | None) -> list[str]:
    expected = [field.name for field in msgspec.structs.fields(kind)]
    try:
        # Spreadsheets begin with a byte order mark.
        names = _fields((record or b"").decode("utf-8-sig"))
    except ValueError:
        names = []
    if sorted(names) != sorted(expected):
        raise Invalid.at("body", f"must begin with the header row {','.join(expected)}")
    return names


def _fields(record: str) -> list[str]:
    try:
        for fields in csv.reader((record,), strict=True):
            return fields
    except csv.Error as error:
        raise ValueError(str(error)) from None
    return []


def _too_long() -> Invalid:
    return Invalid.at("row", f"is longer than {LONGEST_ROW} bytes")
