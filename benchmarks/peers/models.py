"""The tables as SQLAlchemy's declarative models, for the peers that use it."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

import asyncpg
from sqlalchemy import DateTime, Enum, FetchedValue, ForeignKey, Numeric
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from .serving import POOL_SIZE, database_url


class Base(DeclarativeBase):
    type_annotation_map: ClassVar = {datetime: DateTime(timezone=True)}


class User(Base):
    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=FetchedValue())
    email: Mapped[str]
    name: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=FetchedValue())
    created_at: Mapped[datetime] = mapped_column(server_default=FetchedValue())
    updated_at: Mapped[datetime] = mapped_column(server_default=FetchedValue())
    deleted_at: Mapped[datetime | None]


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(Enum("pending", "paid", "shipped", "cancelled", name="order_status"))
    total: Mapped[Decimal] = mapped_column(Numeric)
    paid: Mapped[Decimal] = mapped_column(Numeric)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    items: Mapped[list["Item"]] = relationship(order_by="Item.position", lazy="raise")
    payments: Mapped[list["Payment"]] = relationship(order_by="Payment.created_at, Payment.id", lazy="raise")
    shipment: Mapped["Shipment | None"] = relationship(lazy="raise")


class Item(Base):
    __tablename__ = "order_items"

    order_id: Mapped[UUID] = mapped_column(ForeignKey(Order.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str]
    quantity: Mapped[int]
    unit_price: Mapped[Decimal] = mapped_column(Numeric)
    line_total: Mapped[Decimal] = mapped_column(Numeric)


class Payment(Base):
    __tablename__ = "payments"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey(Order.id))
    amount: Mapped[Decimal] = mapped_column(Numeric)
    method: Mapped[str] = mapped_column(Enum("card", "transfer", "cash", name="payment_method"))
    created_at: Mapped[datetime]


class Shipment(Base):
    __tablename__ = "shipments"

    order_id: Mapped[UUID] = mapped_column(ForeignKey(Order.id), primary_key=True)
    carrier: Mapped[str]
    tracking_number: Mapped[str]
    shipped_at: Mapped[datetime]


# The URL names a socket, which asyncpg reads itself.
engine = create_async_engine(
    "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(database_url()), pool_size=POOL_SIZE, max_overflow=0
)
sessions = async_sessionmaker(engine, expire_on_commit=False)
