"""A role that serves, beside the one that owns the tables."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
from msgspec import Struct

__all__ = ["Roles", "roles_of"]


class Roles(Struct, frozen=True):
    owner: str
    """The owner's URL."""
    app: str
    """The URL of a role that has no rights yet."""
    name: str

    async def as_owner(self, sql: str) -> None:
        connection = await asyncpg.connect(self.owner)
        await connection.execute(sql)
        await connection.close()


@asynccontextmanager
async def roles_of(owner: str) -> AsyncGenerator[Roles]:
    """The owner of a database, and a new role that may connect to it."""
    parts = urlsplit(owner)
    name = f"{parts.path.strip('/')}_app"
    host = parts.netloc.rpartition("@")[2]
    roles = Roles(owner, urlunsplit(parts._replace(netloc=f"{quote(name)}:{quote(name)}@{host}")), name)
    await roles.as_owner(f"create role {name} login password '{name}'")
    try:
        yield roles
    finally:
        await roles.as_owner(f"drop owned by {name}; drop role {name}")
