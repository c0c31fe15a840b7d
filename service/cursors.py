"""Cursors: where a page ended, opaque to clients and read back strictly."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TypeVar

from msgspec import Struct, msgpack

from .errors import Invalid

C = TypeVar("C", bound=Struct)


def encode(place: Struct) -> str:
    return urlsafe_b64encode(msgpack.encode(place)).rstrip(b"=").decode()


def decode(cursor: str, kind: type[C]) -> C:
    try:
        place = msgpack.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=kind)
    except ValueError:
        place = None
    # A cursor that would be written otherwise was not written here.
    if place is None or encode(place) != cursor:
        raise Invalid.at("query.cursor", "is not a cursor that this list gave")
    return place
