"""How many requests a key may send: a bucket of one second's worth that fills at a steady rate.

Each process has buckets of its own: with several workers a key whose connections are spread over them may send up to
as many times more. A limit that holds over all of them belongs into the proxy before them.
"""

from time import monotonic_ns
from typing import Any, cast
from uuid import UUID

from litestar.types import Scope
from msgspec import Struct

from ..errors import TooManyRequests

# A bucket that nobody asks about any more is of no use; the oldest makes room.
SIZE = 10_000

_SECOND = 10**9
_ALLOWANCE = "rate_limit"


class Allowance(Struct, frozen=True):
    """What is left to a key."""

    limit: int
    remaining: int

    def headers(self) -> list[tuple[bytes, bytes]]:
        """The fields of draft-ietf-httpapi-ratelimit-headers: within a second a bucket is full again."""
        return [
            (b"ratelimit-policy", f'"key";q={self.limit};w=1'.encode()),
            (b"ratelimit", f'"key";r={self.remaining};t=1'.encode()),
        ]


class Limiter:
    def __init__(self, limit: int, *, size: int = SIZE) -> None:
        self._limit = limit
        self._interval = _SECOND // limit
        self._whole = self._interval * limit
        self._size = size
        # When each bucket will be full again: all that there is to know of it.
        self._full_at: dict[UUID, int] = {}

    def take(self, key: UUID, scope: Scope) -> None:
        """Take one request out of the key's bucket; what is left goes into the answer's headers."""
        now = monotonic_ns()
        full_at = max(self._full_at.get(key, 0), now) + self._interval
        lacking = full_at - now
        is_empty = lacking > self._whole
        remaining = 0 if is_empty else (self._whole - lacking) // self._interval
        cast("dict[str, Any]", scope)[_ALLOWANCE] = Allowance(self._limit, remaining)
        if is_empty:
            raise TooManyRequests(self._limit)
        if key not in self._full_at and len(self._full_at) >= self._size:
            del self._full_at[next(iter(self._full_at))]
        self._full_at[key] = full_at


def headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    """What the answer to this request says of its key's bucket, if it came with a key."""
    allowance: Allowance | None = cast("dict[str, Any]", scope).get(_ALLOWANCE)
    return [] if allowance is None else allowance.headers()
