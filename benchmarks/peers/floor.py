"""The floor of the service's stack: granian, asyncpg and msgspec with nothing around them that could be left out.

No router, no keys, no log, no deadline, no errors but 404: what is faster than this needs other libraries.
"""

from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import asyncpg
import msgspec
import uvloop
from granian.constants import Interfaces

from .serving import POOL_SIZE, database_url, serving
from .statements import CREATE, GET, ITEMS, LIST, ORDER, ORDERS, PAYMENTS, SHIPMENT
from .structs import (
    FullOrderOut,
    ItemOut,
    NewUser,
    OrderOut,
    OrderPage,
    Page,
    PaymentOut,
    ShipmentOut,
    Summary,
    UserOut,
)

encode = msgspec.json.Encoder().encode
read_user = msgspec.json.Decoder(NewUser).decode


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
            if scope["method"] == "POST":
                new = read_user((await receive())["body"])
                status, body = 201, encode(UserOut(*await pool.fetchrow(CREATE, new.email, new.name)))
            else:
                body = encode(await page(query_of(scope)))
        elif path.startswith("/users/"):
            row = await pool.fetchrow(GET, UUID(path[7:]))
            status, body = (404, b"{}") if row is None else (200, encode(UserOut(*row)))
        elif path == "/orders":
            body = encode(await orders(query_of(scope)))
        elif path.endswith("/summary"):
            body = encode(await summary(UUID(path[8:-8])))
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    async def page(query: dict[str, str]) -> Page:
        limit = int(query.get("limit", "50"))
        rows = await pool.fetch(LIST, limit + 1)
        items = [UserOut(*row) for row in rows[:limit]]
        return Page(items, cursor(items[-1]) if len(rows) > limit else None)

    async def orders(query: dict[str, str]) -> OrderPage:
        limit = int(query.get("limit", "50"))
        rows = await pool.fetch(ORDERS, limit + 1, query["status"])
        items = [OrderOut(*row) for row in rows[:limit]]
        return OrderPage(items, cursor(items[-1]) if len(rows) > limit else None)

    async def summary(order_id: UUID) -> Summary:
        async with pool.acquire() as connection:
            order = await connection.fetchrow(ORDER, order_id)
            items = [ItemOut(*row) for row in await connection.fetch(ITEMS, order_id)]
            payments = [PaymentOut(*row) for row in await connection.fetch(PAYMENTS, order_id)]
            shipment = await connection.fetchrow(SHIPMENT, order_id)
        return Summary(FullOrderOut(*order, items), payments, ShipmentOut(*shipment) if shipment else None)

    def query_of(scope: Any) -> dict[str, str]:
        return dict(parse_qsl(scope["query_string"].decode()))

    def cursor(last: UserOut | OrderOut) -> str:
        return urlsafe_b64encode(encode((last.created_at, last.id))).decode()

    await serving(app, Interfaces.ASGINL)


uvloop.run(main())
