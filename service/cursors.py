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
        # A cursor that would be written otherwise was not written here.
        is_ours = encode(place) == cursor
    except (ValueError, OverflowError):
        is_ours, place = False, None
    if not is_ours or place is None:
        raise Invalid.at("query.cursor", "is not a cursor that this list gave")
    return place
