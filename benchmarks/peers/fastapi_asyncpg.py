"""FastAPI with asyncpg's pool and SQL by hand, and models of pydantic for the answers."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import Depends, FastAPI, HTTPException, Query, Request
from pydantic import BaseModel

from .serving import POOL_SIZE, database_url, serve

GET = "select id, email, name, version, created_at, updated_at from users where id = $1 and deleted_at is null"
LIST = """\
select id, email, name, version, created_at, updated_at from users
where deleted_at is null order by created_at desc, id desc limit $1"""


class UserOut(BaseModel):
    id: UUID
    email: str
    name: str
    version: int
    created_at: datetime
    updated_at: datetime


class Page(BaseModel):
    items: list[UserOut]
    next_cursor: str | None


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


def cursor(last: UserOut) -> str:
    return urlsafe_b64encode(f"{last.created_at.isoformat()} {last.id}".encode()).decode()


if __name__ == "__main__":
    serve(app)
