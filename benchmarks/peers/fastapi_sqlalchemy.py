"""FastAPI with SQLAlchemy's ORM on asyncpg, as their manuals show them: a session for each request, models, schemas."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncGenerator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException, Query
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from .models import Order, User, sessions
from .schemas import (
    FullOrderOut,
    NewUser,
    OrderOut,
    OrderPage,
    Page,
    PaymentOut,
    ShipmentOut,
    Summary,
    UserOut,
)
from .serving import serve


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


@app.post("/users", status_code=201, response_model=UserOut)
async def create_user(new: NewUser, session: Session) -> User:
    user = User(email=new.email, name=new.name)
    session.add(user)
    await session.commit()
    return user


@app.get("/orders")
async def list_orders(
    session: Session,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    user_id: UUID | None = None,
    status: str | None = None,
) -> OrderPage:
    query = select(Order).order_by(Order.created_at.desc(), Order.id.desc()).limit(limit + 1)
    if user_id is not None:
        query = query.where(Order.user_id == user_id)
    if status is not None:
        query = query.where(Order.status == status)
    rows = (await session.scalars(query)).all()
    items = [OrderOut.model_validate(row) for row in rows[:limit]]
    return OrderPage(items=items, next_cursor=cursor(items[-1]) if len(rows) > limit else None)


@app.get("/orders/{order_id}/summary")
async def get_summary(order_id: UUID, session: Session) -> Summary:
    related = (selectinload(Order.items), selectinload(Order.payments), selectinload(Order.shipment))
    order = await session.scalar(select(Order).where(Order.id == order_id).options(*related))
    if order is None:
        raise HTTPException(404)
    return Summary(
        order=FullOrderOut.model_validate(order),
        payments=[PaymentOut.model_validate(each) for each in order.payments],
        shipment=ShipmentOut.model_validate(order.shipment) if order.shipment else None,
    )


def cursor(last: UserOut | OrderOut) -> str:
    return urlsafe_b64encode(f"{last.created_at.isoformat()} {last.id}".encode()).decode()


if __name__ == "__main__":
    serve(app)
