"""Litestar with SQLAlchemy's ORM on asyncpg: a session for each request, models, and structs of msgspec for answers."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncGenerator
from typing import Annotated
from uuid import UUID

from litestar import Litestar, get, post
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.params import Parameter
from msgspec import convert
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from .models import Order, User, sessions
from .serving import serve
from .structs import FullOrderOut, NewUser, OrderOut, OrderPage, Page, PaymentOut, ShipmentOut, Summary, UserOut


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


@post("/users")
async def create_user(data: NewUser, session: AsyncSession) -> UserOut:
    user = User(email=data.email, name=data.name)
    session.add(user)
    await session.commit()
    return convert(user, UserOut, from_attributes=True)


@get("/orders")
async def list_orders(
    session: AsyncSession,
    limit: Annotated[int, Parameter(ge=1, le=100)] = 50,
    user_id: UUID | None = None,
    status: str | None = None,
) -> OrderPage:
    query = select(Order).order_by(Order.created_at.desc(), Order.id.desc()).limit(limit + 1)
    if user_id is not None:
        query = query.where(Order.user_id == user_id)
    if status is not None:
        query = query.where(Order.status == status)
    rows = (await session.scalars(query)).all()
    items = [convert(row, OrderOut, from_attributes=True) for row in rows[:limit]]
    return OrderPage(items, cursor(items[-1]) if len(rows) > limit else None)


@get("/orders/{order_id:uuid}/summary")
async def get_summary(order_id: UUID, session: AsyncSession) -> Summary:
    related = (selectinload(Order.items), selectinload(Order.payments), selectinload(Order.shipment))
    order = await session.scalar(select(Order).where(Order.id == order_id).options(*related))
    if order is None:
        raise NotFoundException
    return Summary(
        convert(order, FullOrderOut, from_attributes=True),
        [convert(each, PaymentOut, from_attributes=True) for each in order.payments],
        convert(order.shipment, ShipmentOut, from_attributes=True) if order.shipment else None,
    )


def cursor(last: UserOut | OrderOut) -> str:
    return urlsafe_b64encode(f"{last.created_at.isoformat()} {last.id}".encode()).decode()


if __name__ == "__main__":
    handlers = [get_user, list_users, create_user, list_orders, get_summary]
    serve(Litestar(handlers, dependencies={"session": Provide(session)}))
