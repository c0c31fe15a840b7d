"""What the peers with msgspec answer, and what they take."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct


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


class OrderOut(Struct):
    id: UUID
    user_id: UUID
    status: str
    total: Decimal
    paid: Decimal
    created_at: datetime
    updated_at: datetime


class OrderPage(Struct):
    items: list[OrderOut]
    next_cursor: str | None


class ItemOut(Struct):
    sku: str
    quantity: int
    unit_price: Decimal
    line_total: Decimal


class FullOrderOut(OrderOut):
    items: list[ItemOut]


class PaymentOut(Struct):
    id: UUID
    order_id: UUID
    amount: Decimal
    method: str
    created_at: datetime


class ShipmentOut(Struct):
    order_id: UUID
    carrier: str
    tracking_number: str
    shipped_at: datetime


class Summary(Struct):
    order: FullOrderOut
    payments: list[PaymentOut]
    shipment: ShipmentOut | None


class NewUser(Struct, forbid_unknown_fields=True):
    email: Annotated[str, Meta(min_length=3, max_length=254)]
    name: Annotated[str, Meta(min_length=1, max_length=200)]
