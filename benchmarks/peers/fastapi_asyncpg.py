"""FastAPI with asyncpg's pool and SQL by hand, and models of pydantic for the answers."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import Depends, FastAPI, HTTPException, Query, Request

from .schemas import (
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
from .serving import POOL_SIZE, database_url, serve
from .statements import CREATE, GET, ITEMS, LIST, ORDER, ORDERS, PAYMENTS, SHIPMENT


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    async with asyncpg.create_pool(database_url(), min_size=POOL_SIZE, max_size=POOL_SIZE) as pool:
        app.state.pool = pool
        yield


def pool_of(request: Request) -> Any:
    return request.app.state.pool


Pool = Annotated[Any, Depends(pool_of)]

app = FastAPI(lifespan=lifespan)


@app.get("/users/{user_id}")
async def get_user(user_id: UUID, pool: Pool) -> UserOut:
    row = await pool.fetchrow(GET, user_id)
    if row is None:
        raise HTTPException(404)
    return UserOut(**row)


@app.get("/users")
async def list_users(pool: Pool, limit: Annotated[int, Query(ge=1, le=100)] = 50) -> Page:
    rows = await pool.fetch(LIST, limit + 1)
    items = [UserOut(**row) for row in rows[:limit]]
    return Page(items=items, next_cursor=cursor(items[-1]) if len(rows) > limit else None)


@app.post("/users", status_code=201)
async def create_user(new: NewUser, pool: Pool) -> UserOut:
    return UserOut(**await pool.fetchrow(CREATE, new.email, new.name))


@app.get("/orders")
async def list_orders(status: str, pool: Pool, limit: Annotated[int, Query(ge=1, le=100)] = 50) -> OrderPage:
    rows = await pool.fetch(ORDERS, limit + 1, status)
    items = [OrderOut(**row) for row in rows[:limit]]
    return OrderPage(items=items, next_cursor=cursor(items[-1]) if len(rows) > limit else None)


@app.get("/orders/{order_id}/summary")
async def get_summary(order_id: UUID, pool: Pool) -> Summary:
    async with pool.acquire() as connection:
        order = await connection.fetchrow(ORDER, order_id)
        if order is None:
            raise HTTPException(404)
        items = await connection.fetch(ITEMS, order_id)
        payments = await connection.fetch(PAYMENTS, order_id)
        shipment = await connection.fetchrow(SHIPMENT, order_id)
    return Summary(
        order=FullOrderOut(**order, items=[ItemOut(**each) for each in items]),
        payments=[PaymentOut(**each) for each in payments],
        shipment=ShipmentOut(**shipment) if shipment else None,
    )


def cursor(last: UserOut | OrderOut) -> str:
    return urlsafe_b64encode(f"{last.created_at.isoformat()} {last.id}".encode()).decode()


if __name__ == "__main__":
    serve(app)
