"""What connections need of the app's queries."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeAlias

from msgspec import Struct


class Executor(Protocol):
    """A connection, a pool, or anything that wraps one."""

    async def execute(self, query: str, /, *args: Any) -> str: ...

    async def fetch(self, query: str, /, *args: Any) -> list[Any]: ...

    async def fetchrow(self, query: str, /, *args: Any) -> Any: ...


NeededRight: TypeAlias = tuple[str, str, str, str, Sequence[str]]
"""A kind (schema, function, sequence or table), a schema, a name, a privilege, and columns."""


class Generated(Struct, frozen=True):
    """Parts of the package that sqlwright generated from the app's queries."""

    init_connection: Callable[[Any], Awaitable[None]]
    """Teaches a connection the package's types."""
    statement_cache_size: int
    types_unknown: type[Exception]
    """What `init_connection` raises where the database does not have the types: migrations are missing."""
    rights: Sequence[NeededRight] = ()
    """The rights that the queries need: RIGHTS of the package, if sqlc.yaml has `emit_rights: true`."""
