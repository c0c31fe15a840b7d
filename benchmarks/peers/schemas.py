"""What the peers with FastAPI answer, and what they take."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


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


class OrderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    user_id: UUID
    status: str
    total: Decimal
    paid: Decimal
    created_at: datetime
    updated_at: datetime


class OrderPage(BaseModel):
    items: list[OrderOut]
    next_cursor: str | None


class ItemOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    sku: str
    quantity: int
    unit_price: Decimal
    line_total: Decimal


class FullOrderOut(OrderOut):
    items: list[ItemOut]


class PaymentOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    order_id: UUID
    amount: Decimal
    method: str
    created_at: datetime


class ShipmentOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    order_id: UUID
    carrier: str
    tracking_number: str
    shipped_at: datetime


class Summary(BaseModel):
    order: FullOrderOut
    payments: list[PaymentOut]
    shipment: ShipmentOut | None


class NewUser(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: Annotated[str, Field(min_length=3, max_length=254)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
