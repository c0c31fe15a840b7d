"""Makes sure that connections know the types of the generated modules."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol

__all__ = ["AnyConnection", "TypesUnknown", "_known", "_remember", "init_connection", "ready"]


# By the id of a connection's settings, which are the same object in its pool proxies.
_known: dict[int, object] = {}


# By the id of a pool, a connection of it that was checked.
_seen: dict[int, int] = {}


class TypesUnknown(RuntimeError):
    """A connection does not know the types of these modules, or its database lacks them."""


class AnyConnection(Protocol):
    """An asyncpg connection, or its proxy from a pool."""

    async def fetch(self, query: str, /, *args: Any) -> list[Any]: ...

    def get_settings(self) -> object: ...

    def add_termination_listener(self, callback: Callable[[Any], None], /) -> None: ...


async def init_connection(connection: AnyConnection) -> None:
    """Teaches a connection the types of these modules: asyncpg knows them all already."""


def ready(db: Any) -> Any:
    """The same db, if it knows the types of these modules; a pool is checked at its first call."""
    if hasattr(db, "get_settings"):
        _check(db)
    elif hasattr(db, "acquire") and _seen.get(id(db)) not in _known:
        return _Unasked(db)
    return db


def _check(connection: Any) -> int:
    key = id(connection.get_settings())
    if key not in _known:
        raise TypesUnknown(
            "the connection does not know the types of the generated modules: make its"
            " pool with create_pool(..., init=init_connection),"
            " or call await init_connection(connection) once"
        )
    return key


def _remember(connection: AnyConnection) -> None:
    settings = connection.get_settings()
    key = id(settings)

    def forget(_: Any) -> None:
        _known.pop(key, None)

    if key not in _known:
        _known[key] = settings
        connection.add_termination_listener(forget)


class _Unasked:
    """A pool that checks one of its connections before the first call."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._asked = False

    async def execute(self, query: str, /, *args: Any) -> str:
        if not self._asked:
            await self._ask()
        status: str = await self._pool.execute(query, *args)
        return status

    async def fetch(self, query: str, /, *args: Any) -> list[Any]:
        if not self._asked:
            await self._ask()
        rows: list[Any] = await self._pool.fetch(query, *args)
        return rows

    async def fetchrow(self, query: str, /, *args: Any) -> Any:
        if not self._asked:
            await self._ask()
        return await self._pool.fetchrow(query, *args)

    @asynccontextmanager
    async def acquire(self) -> AsyncGenerator[Any]:
        async with self._pool.acquire() as connection:
            _check(connection)
            yield connection

    async def _ask(self) -> None:
        async with self._pool.acquire() as connection:
            _seen[id(self._pool)] = _check(connection)
        self._asked = True
