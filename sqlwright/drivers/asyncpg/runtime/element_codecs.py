"""The codecs of types whose values can be lists, for packages that send arrays of them."""

from operator import itemgetter
from struct import pack, unpack_from
from typing import Any

from .codecs import Element, _document
from .teaching import _Codec

__all__ = ["_json", "_vector"]


def _json(name: str, version: bytes) -> _Codec:
    """Gives documents undecoded, without the `version` that begins their binary form."""

    def encode(value: Any) -> bytes:
        if isinstance(value, Element):
            value = value.value
        return version + _document(value)

    return _Codec(name, "pg_catalog", encode, itemgetter(slice(len(version), None)))


def _vector(name: str, schema: str, item: str) -> _Codec:
    """`item` is the format character of an element, as in the module struct."""

    def encode(value: Any) -> bytes:
        if isinstance(value, Element):
            value = value.value
        return pack(f">HH{len(value)}{item}", len(value), 0, *value)

    def decode(data: bytes) -> list[float]:
        (count,) = unpack_from(">H", data)
        return list(unpack_from(f">{count}{item}", data, 4))

    return _Codec(name, schema, encode, decode)
