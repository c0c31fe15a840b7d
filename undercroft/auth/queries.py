"""What keys need of the app: the queries on its table of keys, and what that table calls things."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from ..database.generated import Executor

# The two scopes; write includes read.
READ = "read"
WRITE = "write"


class Key(Protocol):
    @property
    def id(self) -> UUID: ...

    @property
    def name(self) -> str: ...

    @property
    def scope(self) -> str: ...


class ListedKey(Key, Protocol):
    @property
    def created_at(self) -> datetime: ...

    @property
    def revoked_at(self) -> datetime | None: ...


class KeyFinder(Protocol):
    async def find_key(self, hash: bytes) -> Key | None:
        """The key in force whose secret has this hash."""
        ...


class KeyQueries(KeyFinder, Protocol):
    async def create_key(self, *, name: str, scope: Any, hash: bytes) -> object:
        """Add a key; `scope` is a member of the app's own enum."""
        ...

    async def list_keys(self) -> Sequence[ListedKey]:
        """Every key, in force or revoked."""
        ...

    async def revoke_key(self, name: str) -> int:
        """Revoke the key in force with this name; the number of keys revoked."""
        ...


class Keys(Struct, frozen=True):
    """The app's table of keys."""

    queries: Callable[[Executor], KeyQueries]
    scope: Callable[[str], object]
    """The app's enum of `read` and `write`."""
    unique_name: str
    """The constraint that keys in force have different names."""
    valid_name: str
    """The constraint on what a name may be."""
