"""The guard of the routes: a key lets its holder read, or read and write."""

from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any, cast

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from ..edge.limits import Limiter
from ..errors import Forbidden, KeyMissing, KeyUnknown
from ..http.requests import AnyRequest
from .keys import hash_of, is_secret
from .queries import WRITE, Key, KeyFinder

Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]

# A revoked key stops working within a second, and a busy key costs one query a second.
CACHE_SECONDS = 1.0
CACHE_SIZE = 1024

_READING = frozenset({"GET", "HEAD"})


class Keyring:
    """Finds keys by their secrets, and remembers the keys found for a moment."""

    def __init__(self, keys: KeyFinder, *, seconds: float = CACHE_SECONDS, size: int = CACHE_SIZE) -> None:
        self._keys = keys
        self._seconds = seconds
        self._size = size
        self._found: dict[bytes, tuple[float, Key]] = {}

    async def find(self, secret: str) -> Key | None:
        if not is_secret(secret):
            return None
        hash = hash_of(secret)
        now = monotonic()
        if (entry := self._found.get(hash)) and entry[0] > now:
            return entry[1]
        self._found.pop(hash, None)
        key = await self._keys.find_key(hash)
        if key is not None:
            if len(self._found) >= self._size:
                del self._found[next(iter(self._found))]
            # From before the query: a key that is revoked during the query works for no more than a second.
            self._found[hash] = (now + self._seconds, key)
        return key


def guard(keyring: Keyring, limiter: Limiter | None = None) -> Guard:
    async def authorize(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        request = cast("AnyRequest", connection)  # every guarded route is HTTP
        if request.method == "OPTIONS":
            return
        key = await keyring.find(_bearer(request.headers.getall("Authorization", [])))
        if key is None:
            raise KeyUnknown
        if limiter is not None:
            limiter.take(key.id, request.scope)
        if request.method not in _READING and key.scope != WRITE:
            raise Forbidden(WRITE)
        connection.scope["auth"] = key

    return authorize


def _bearer(lines: list[str]) -> str:
    scheme, _, secret = lines[0].partition(" ") if len(lines) == 1 else ("", "", "")
    if scheme.lower() != "bearer":
        raise KeyMissing
    return secret.strip()
