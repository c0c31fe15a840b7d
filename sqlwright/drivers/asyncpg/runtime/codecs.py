"""The codecs that asyncpg is taught."""

from collections.abc import Callable
from enum import StrEnum
from operator import itemgetter
from struct import pack, unpack_from
from typing import Any, Final

from msgspec import Struct, json
from msgspec.structs import astuple

from .readiness import AnyConnection

__all__ = ["Element", "_binary", "_composite", "_enum", "_enums", "_json", "_mac", "_text", "_vector"]


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
) -> None:
    await _binary(connection, name, schema, str.encode, _members(labels))


def _members(labels: type[StrEnum]) -> Callable[[bytes], StrEnum]:
    members = {label.encode(): label for label in labels}

    def decode(data: bytes) -> StrEnum:
        # A label that is newer than these modules raises an error that names it.
        return members.get(data) or labels(data.decode())

    return decode


_TYPES: Final = """\
select t.typname::text, n.nspname::text, t.oid
from pg_catalog.unnest($1::text[], $2::text[]) as wanted (name, schema)
join pg_catalog.pg_namespace n on n.nspname = wanted.schema
join pg_catalog.pg_type t on t.typname = wanted.name and t.typnamespace = n.oid"""


async def _enums(
    connection: AnyConnection,
    *enums: tuple[str, str, type[StrEnum]],
) -> None:
    """Teaches many at once. asyncpg would ask the server about each."""
    *others, last = enums
    names, schemas, _ = zip(*others, strict=True)
    found = await connection.fetch(_TYPES, names, schemas)
    oids = {(name, schema): oid for name, schema, oid in found}
    settings: Any = connection.get_settings()
    for name, schema, labels in others:
        if (name, schema) not in oids:
            raise ValueError(f"unknown type: {schema}.{name}")
        oid = oids[name, schema]
        made = (str.encode, _members(labels), "binary")
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


async def _json(connection: AnyConnection, name: str, version: bytes) -> None:
    """Gives documents undecoded, without the `version` that begins their binary form."""

    def encode(value: Any) -> bytes:
        return version + json.encode(value)

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
