"""The codecs that asyncpg is taught."""

from collections.abc import Callable
from enum import StrEnum
from math import isfinite
from operator import itemgetter
from struct import pack, unpack_from
from typing import Any, cast

from msgspec import Struct, json, to_builtins
from msgspec.structs import astuple

from .teaching import _Codec

__all__ = ["Element", "_builtin", "_composite", "_document", "_enum", "_json", "_mac", "_text", "_vector"]


def _enum(
    name: str,
    schema: str,
    labels: type[StrEnum],
    *kept: type[str],
) -> _Codec:
    """`kept` is what labels that the class does not have become; otherwise they are an error."""
    return _Codec(name, schema, str.encode, _members(f"{schema}.{name}", labels, *kept))


class _UnknownLabel(ValueError):
    """A label is newer than these modules."""

    def __init__(self, label: str, name: str, labels: type[StrEnum]) -> None:
        super().__init__(label, name, labels)
        self.label = label
        self.name = name
        self.labels = labels

    def __str__(self) -> str:
        return (
            f"{self.label!r}, a label of {self.name} that {self.labels.__name__} does not have:"
            " generate the modules again"
        )


def _members(
    name: str,
    labels: type[StrEnum],
    *kept: type[str],
) -> Callable[[bytes], str]:
    members: dict[bytes, str] = {label.encode(): label for label in labels}

    def decode(data: bytes) -> str:
        member = members.get(data)
        if member is not None:
            return member
        if not kept:
            raise _UnknownLabel(data.decode(), name, labels)
        return kept[0](data.decode())

    return decode


def _composite(
    name: str,
    schema: str,
    make: Callable[[tuple[Any, ...]], Struct],
    take: Callable[[Any], tuple[Any, ...]] = astuple,
) -> _Codec:
    return _Codec(name, schema, take, make, form="tuple")


def _builtin(name: str, schema: str, codec: str) -> _Codec:
    """One that asyncpg has, for a type of an extension."""
    return _Codec(name, schema, alias=codec)


class Element:
    """An array's element that may be a list, which asyncpg would otherwise take for a dimension."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __repr__(self) -> str:
        return repr(self.value)


def _document(value: Any) -> bytes:
    """The value as JSON. msgspec would make null of NaN and infinity."""
    found = json.encode(value)
    if b"null" in found and _is_unwritten(to_builtins(value, str_keys=True)):
        raise ValueError("JSON has neither NaN nor infinity: send None or a text")
    return found


def _is_unwritten(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_is_unwritten, cast("dict[str, Any]", value).values()))
    if isinstance(value, list | tuple):
        return any(map(_is_unwritten, cast("list[Any]", value)))
    return isinstance(value, float) and not isfinite(value)


def _json(name: str, version: bytes) -> _Codec:
    """Gives documents undecoded, without the `version` that begins their binary form."""

    def encode(value: Any) -> bytes:
        return version + _document(value)

    return _Codec(name, "pg_catalog", encode, itemgetter(slice(len(version), None)))


def _text(name: str, schema: str, version: bytes) -> _Codec:
    """`version` begins the binary form."""

    def encode(value: str) -> bytes:
        return version + value.encode()

    def decode(data: bytes) -> str:
        return data[len(version) :].decode()

    return _Codec(name, schema, encode, decode)


def _mac(name: str) -> _Codec:
    def encode(value: str) -> bytes:
        return bytes.fromhex(value.replace(":", "").replace("-", "").replace(".", ""))

    def decode(data: bytes) -> str:
        return data.hex(":")

    return _Codec(name, "pg_catalog", encode, decode)


def _vector(name: str, schema: str, item: str) -> _Codec:
    """`item` is the format character of an element, as in the module struct."""

    def encode(value: Any) -> bytes:
        return pack(f">HH{len(value)}{item}", len(value), 0, *value)

    def decode(data: bytes) -> list[float]:
        (count,) = unpack_from(">H", data)
        return list(unpack_from(f">{count}{item}", data, 4))

    return _Codec(name, schema, encode, decode)
