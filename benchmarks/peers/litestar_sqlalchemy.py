"""Litestar with SQLAlchemy's ORM on asyncpg: a session for each request, models, and structs of msgspec for answers."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Litestar, get
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.params import Parameter
from msgspec import Struct, convert
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import User, sessions
from .serving import serve


class UserOut(Struct):
    id: UUID
    email: str
    name: str
    version: int
    created_at: datetime
    updated_at: datetime


class Page(Struct):
    items: list[UserOut]
    next_cursor: str | None


async def session() -> AsyncGenerator[AsyncSession]:
    async with sessions() as opened:
        yield opened


@get("/users/{user_id:uuid}")
async def get_user(user_id: UUID, session: AsyncSession) -> UserOut:
    user = await session.scalar(select(User).where(User.id == user_id, User.deleted_at.is_(None)))
    if user is None:
        raise NotFoundException
    return convert(user, UserOut, from_attributes=True)


@get("/users")
async def list_users(session: AsyncSession, limit: Annotated[int, Parameter(ge=1, le=100)] = 50) -> Page:
    query = select(User).where(User.deleted_at.is_(None)).order_by(User.created_at.desc(), User.id.desc())
    rows = (await session.scalars(query.limit(limit + 1))).all()
    items = [convert(row, UserOut, from_attributes=True) for row in rows[:limit]]
    return Page(items, cursor(items[-1]) if len(rows) > limit else None)


def cursor(last: UserOut) -> str:
    return urlsafe_b64encode(f"{last.created_at.isoformat()} {last.id}".encode()).decode()


if __name__ == "__main__":
    serve(Litestar([get_user, list_users], dependencies={"session": Provide(session)}))
