"""How many requests a key may send: a bucket holds the requests of one second, and fills at a steady rate.

Each process has its own buckets: with N workers, a key whose connections are spread over them may send up to N times
as much. A limit over all workers belongs in the proxy in front of them.
"""

from collections.abc import Sequence
from functools import lru_cache
from time import monotonic_ns
from typing import Any, cast
from uuid import UUID

from litestar.types import Scope

from ..errors import TooManyRequests

# How many buckets are kept; the oldest makes room for a new one.
SIZE = 10_000

_SECOND = 10**9
_FIELDS = "rate_limit"


class Limiter:
    def __init__(self, limit: int, *, size: int = SIZE) -> None:
        self._limit = limit
        self._interval = _SECOND // limit
        self._whole = self._interval * limit
        self._size = size
        self._policy = (b"ratelimit-policy", b'"key";q=%d;w=1' % limit)
        # When each bucket will be full again, which says all about it. By the key's number: a UUID takes longer to hash.
        self._full_at: dict[int, int] = {}

    def take(self, key: UUID, scope: Scope) -> None:
        """Take one request from the key's bucket; the answer's headers say how many are left."""
        now = monotonic_ns()
        known = self._full_at.get(key.int, 0)
        full_at = max(known, now) + self._interval
        lacking = full_at - now
        is_empty = lacking > self._whole
        remaining = 0 if is_empty else (self._whole - lacking) // self._interval
        # The fields of draft-ietf-httpapi-ratelimit-headers; a bucket is full again within a second.
        cast("dict[str, Any]", scope)[_FIELDS] = (self._policy, _left(remaining))
        if is_empty:
            raise TooManyRequests(self._limit)
        if not known and len(self._full_at) >= self._size:
            del self._full_at[next(iter(self._full_at))]
        self._full_at[key.int] = full_at


@lru_cache(1024)
def _left(remaining: int) -> tuple[bytes, bytes]:
    return b"ratelimit", b'"key";r=%d;t=1' % remaining


def headers(scope: Scope) -> Sequence[tuple[bytes, bytes]]:
    """What the answer to this request says about its key's bucket, if it has a key."""
    return cast("dict[str, Any]", scope).get(_FIELDS, ())
