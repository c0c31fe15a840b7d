"""FastAPI with SQLAlchemy's ORM on asyncpg, as their manuals show them: a session for each request, models, schemas."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException, Query
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import User, sessions
from .serving import serve


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    name: str
    version: int
    created_at: datetime
    updated_at: datetime


class Page(BaseModel):
    items: list[UserOut]
    next_cursor: str | None


async def session() -> AsyncGenerator[AsyncSession]:
    async with sessions() as opened:
        yield opened


Session = Annotated[AsyncSession, Depends(session)]

app = FastAPI()


@app.get("/users/{user_id}", response_model=UserOut)
async def get_user(user_id: UUID, session: Session) -> User:
    user = await session.scalar(select(User).where(User.id == user_id, User.deleted_at.is_(None)))
    if user is None:
        raise HTTPException(404)
    return user


@app.get("/users")
async def list_users(session: Session, limit: Annotated[int, Query(ge=1, le=100)] = 50) -> Page:
    query = select(User).where(User.deleted_at.is_(None)).order_by(User.created_at.desc(), User.id.desc())
    rows = (await session.scalars(query.limit(limit + 1))).all()
    items = [UserOut.model_validate(row) for row in rows[:limit]]
    return Page(items=items, next_cursor=cursor(items[-1]) if len(rows) > limit else None)


def cursor(last: UserOut) -> str:
    return urlsafe_b64encode(f"{last.created_at.isoformat()} {last.id}".encode()).decode()


if __name__ == "__main__":
    serve(app)
