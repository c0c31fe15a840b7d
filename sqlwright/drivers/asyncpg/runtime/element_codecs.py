"""The codecs of types whose values can be lists, for packages that send arrays of them."""

from operator import itemgetter
from struct import pack, unpack_from
from typing import Any

from .codecs import Element, _binary, _document
from .readiness import AnyConnection

__all__ = ["_json", "_vector"]


async def _json(connection: AnyConnection, name: str, version: bytes) -> None:
    """Gives documents undecoded, without the `version` that begins their binary form."""

    def encode(value: Any) -> bytes:
        if isinstance(value, Element):
            value = value.value
        return version + _document(value)

    document = itemgetter(slice(len(version), None))
    await _binary(connection, name, "pg_catalog", encode, document)


async def _vector(
    connection: AnyConnection,
    name: str,
    schema: str,
    item: str,
) -> None:
    """`item` is the format character of an element, as in the module struct."""

    def encode(value: Any) -> bytes:
        if isinstance(value, Element):
            value = value.value
        return pack(f">HH{len(value)}{item}", len(value), 0, *value)

    def decode(data: bytes) -> list[float]:
        (count,) = unpack_from(">H", data)
        return list(unpack_from(f">{count}{item}", data, 4))

    await _binary(connection, name, schema, encode, decode)
