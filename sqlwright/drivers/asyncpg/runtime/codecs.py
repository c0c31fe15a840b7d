"""The codecs that asyncpg is taught."""

from collections.abc import Callable
from enum import StrEnum
from math import isfinite
from operator import itemgetter
from struct import pack, unpack_from
from typing import Any, Final, cast

from msgspec import Struct, json, to_builtins
from msgspec.structs import astuple

from .readiness import AnyConnection

__all__ = ["Element", "_binary", "_composite", "_document", "_enum", "_enums", "_json", "_mac", "_text", "_vector"]


async def _binary(
    connection: AnyConnection,
    name: str,
    schema: str,
    encode: Callable[[Any], bytes],
    decode: Callable[[bytes], object],
) -> None:
    await connection.set_type_codec(
        name,
        schema=schema,
        encoder=encode,
        decoder=decode,
        format="binary",
    )


async def _enum(
    connection: AnyConnection,
    name: str,
    schema: str,
    labels: type[StrEnum],
    *kept: type[str],
) -> None:
    """`kept` is what labels that the class does not have become; otherwise they are an error."""
    decode = _members(f"{schema}.{name}", labels, *kept)
    await _binary(connection, name, schema, str.encode, decode)


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


_TYPES: Final = """\
select t.typname::text, n.nspname::text, t.oid
from unnest($1::text[], $2::text[]) as wanted (name, schema)
join pg_catalog.pg_namespace n on n.nspname = wanted.schema
join pg_catalog.pg_type t on t.typname = wanted.name and t.typnamespace = n.oid"""


async def _enums(
    connection: AnyConnection,
    *enums: tuple[str, str, type[StrEnum], *tuple[type[str], ...]],
) -> None:
    """Teaches many at once. asyncpg would ask the server about each."""
    *others, last = enums
    names = [each[0] for each in others]
    schemas = [each[1] for each in others]
    found = await connection.fetch(_TYPES, names, schemas)
    oids = {(name, schema): oid for name, schema, oid in found}
    settings: Any = connection.get_settings()
    for name, schema, labels, *kept in others:
        if (name, schema) not in oids:
            raise ValueError(f"unknown type: {schema}.{name}")
        oid = oids[name, schema]
        made = (str.encode, _members(f"{schema}.{name}", labels, *kept), "binary")
        settings.add_python_codec(oid, name, schema, [], "scalar", *made)
    # This also forgets statements that were prepared before.
    await _enum(connection, *last)


async def _composite(
    connection: AnyConnection,
    name: str,
    schema: str,
    make: Callable[[tuple[Any, ...]], Struct],
    take: Callable[[Any], tuple[Any, ...]] = astuple,
) -> None:
    await connection.set_type_codec(
        name,
        schema=schema,
        encoder=take,
        decoder=make,
        format="tuple",
    )


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


async def _json(connection: AnyConnection, name: str, version: bytes) -> None:
    """Gives documents undecoded, without the `version` that begins their binary form."""

    def encode(value: Any) -> bytes:
        return version + _document(value)

    document = itemgetter(slice(len(version), None))
    await _binary(connection, name, "pg_catalog", encode, document)


async def _text(
    connection: AnyConnection,
    name: str,
    schema: str,
    version: bytes,
) -> None:
    """`version` begins the binary form."""

    def encode(value: str) -> bytes:
        return version + value.encode()

    def decode(data: bytes) -> str:
        return data[len(version) :].decode()

    await _binary(connection, name, schema, encode, decode)


async def _mac(connection: AnyConnection, name: str) -> None:
    def encode(value: str) -> bytes:
        return bytes.fromhex(value.replace(":", "").replace("-", "").replace(".", ""))

    def decode(data: bytes) -> str:
        return data.hex(":")

    await _binary(connection, name, "pg_catalog", encode, decode)


async def _vector(
    connection: AnyConnection,
    name: str,
    schema: str,
    item: str,
) -> None:
    """`item` is the format character of an element, as in the module struct."""

    def encode(value: Any) -> bytes:
        return pack(f">HH{len(value)}{item}", len(value), 0, *value)

    def decode(data: bytes) -> list[float]:
        (count,) = unpack_from(">H", data)
        return list(unpack_from(f">{count}{item}", data, 4))

    await _binary(connection, name, schema, encode, decode)
