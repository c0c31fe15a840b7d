"""The guard of the routes: a key lets its holder read, or read and write."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import lru_cache
from time import monotonic
from typing import Any, cast

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import HTTPScope

from ..edge.limits import Limiter
from ..errors import Forbidden, KeyMissing, KeyUnknown
from ..http.reading import does_only_read
from .keys import hash_of, is_secret
from .queries import WRITE, Key, KeyFinder

Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]

# A revoked key stops working within a second, and a busy key costs one query a second.
CACHE_SECONDS = 1.0
CACHE_SIZE = 1024


class Keyring:
    """Finds keys by their secrets, and remembers the keys found for a moment."""

    def __init__(self, keys: KeyFinder, *, seconds: float = CACHE_SECONDS, size: int = CACHE_SIZE) -> None:
        self._keys = keys
        self._seconds = seconds
        self._size = size
        # By the secret itself, as it also is in the requests that bring it: hashing it would cost more than the look-up.
        self._found: dict[str, tuple[float, Key]] = {}
        self._searches: dict[str, _Search] = {}

    def known(self, secret: str) -> Key | None:
        """The key, if it was found a moment ago."""
        entry = self._found.get(secret)
        return entry[1] if entry is not None and entry[0] > monotonic() else None

    async def find(self, secret: str) -> Key | None:
        """The key in force: of the requests in flight that bring it, one asks the database, and the others wait."""
        key = self.known(secret)
        if key is not None or not is_secret(secret):
            return key
        # A search that began too long ago may not know that the key was revoked.
        while (search := self._searches.get(secret)) is not None and search.begun + self._seconds > monotonic():
            await asyncio.wait((search.found,))
            if search.found.cancelled():
                continue
            # An error may be that request's own.
            return search.found.result() if search.found.exception() is None else await self._ask(secret)
        return await self._ask_for_all(secret)

    async def _ask_for_all(self, secret: str) -> Key | None:
        search = self._searches[secret] = _Search()
        try:
            key = await self._ask(secret)
        except Exception as error:
            search.found.set_exception(error)
            search.found.exception()  # nobody needs to wait for it
            raise
        except BaseException:
            search.found.cancel()
            raise
        else:
            search.found.set_result(key)
            return key
        finally:
            if self._searches.get(secret) is search:
                del self._searches[secret]

    async def _ask(self, secret: str) -> Key | None:
        now = monotonic()
        self._found.pop(secret, None)
        key = await self._keys.find_key(hash_of(secret))
        if key is not None:
            if len(self._found) >= self._size:
                del self._found[next(iter(self._found))]
            # From before the query: a key that is revoked during the query works for no more than a second.
            self._found[secret] = (now + self._seconds, key)
        return key


class _Search:
    """A request that asks the database for a key, for all that bring it."""

    def __init__(self) -> None:
        self.begun = monotonic()
        self.found: asyncio.Future[Key | None] = asyncio.get_running_loop().create_future()


def guard(keyring: Keyring, limiter: Limiter | None = None) -> Guard:
    async def authorize(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        scope = cast("HTTPScope", connection.scope)  # every guarded route is HTTP
        if scope["method"] == "OPTIONS":
            return
        lines = [value for name, value in scope["headers"] if name == b"authorization"]
        secret = _bearer(lines[0] if len(lines) == 1 else b"")
        key = keyring.known(secret) or await keyring.find(secret)
        if key is None:
            raise KeyUnknown
        if limiter is not None:
            limiter.take(key.id, scope)
        if key.scope != WRITE and not does_only_read(scope["method"], handler):
            raise Forbidden(WRITE)
        scope["auth"] = key

    return authorize


@lru_cache(CACHE_SIZE)
def _bearer(line: bytes) -> str:
    scheme, _, secret = line.decode("latin-1").partition(" ")
    if scheme.lower() != "bearer":
        raise KeyMissing
    return secret.strip(" ")
