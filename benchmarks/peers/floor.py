"""The floor of the service's stack: granian, asyncpg and msgspec with nothing around them that could be left out.

No router, no keys, no log, no deadline, no errors but 404: what is faster than this needs other libraries.
"""

from base64 import urlsafe_b64encode
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import asyncpg
import msgspec
import uvloop
from granian.constants import Interfaces

from .serving import POOL_SIZE, database_url, serving

GET = "select id, email, name, version, created_at, updated_at from users where id = $1 and deleted_at is null"
LIST = """\
select id, email, name, version, created_at, updated_at from users
where deleted_at is null order by created_at desc, id desc limit $1"""

encode = msgspec.json.Encoder().encode


class User(msgspec.Struct, gc=False):
    id: UUID
    email: str
    name: str
    version: int
    created_at: datetime
    updated_at: datetime


class Page(msgspec.Struct):
    items: list[User]
    next_cursor: str | None


class Connection(asyncpg.Connection):
    """Not reset when it goes back to the pool, as the service's own: that saves a round trip for each query."""

    def get_reset_query(self) -> str:
        return ""


async def main() -> None:
    pool = await asyncpg.create_pool(
        database_url(), min_size=POOL_SIZE, max_size=POOL_SIZE, connection_class=Connection
    )

    async def app(scope: Any, receive: Any, send: Any) -> None:
        path = scope["path"]
        status, body = 200, b"{}"
        if path == "/users":
            body = encode(await page(dict(parse_qsl(scope["query_string"].decode()))))
        elif path.startswith("/users/"):
            row = await pool.fetchrow(GET, UUID(path[7:]))
            status, body = (404, b"{}") if row is None else (200, encode(User(*row)))
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    async def page(query: dict[str, str]) -> Page:
        limit = int(query.get("limit", "50"))
        rows = await pool.fetch(LIST, limit + 1)
        items = [User(*row) for row in rows[:limit]]
        return Page(items, cursor(items[-1]) if len(rows) > limit else None)

    def cursor(last: User) -> str:
        return urlsafe_b64encode(encode((last.created_at, last.id))).decode()

    await serving(app, Interfaces.ASGINL)


uvloop.run(main())
