"""What becomes of an order: it is paid, and shipped."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from litestar import Router, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from generated.models import Payment, PaymentMethod, Shipment
from generated.orders import OrdersQuerier
from undercroft.http.money import Money
from undercroft.http.problems import WITH_BODY, documented

from .orders import why_unchanged

ShortText = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]


class NewPayment(Struct, frozen=True, forbid_unknown_fields=True):
    amount: Money
    method: PaymentMethod


class NewShipment(Struct, frozen=True, forbid_unknown_fields=True):
    carrier: ShortText
    tracking_number: ShortText


def router(orders: OrdersQuerier) -> Router:
    @post("/payments", operation_id="addPayment", responses=documented(*WITH_BODY, 404, 409))
    async def add_payment(order_id: FromPath[UUID], data: JSONBody[NewPayment]) -> Payment:
        """At most what is owed; the order is paid once its total is covered."""
        payment = await orders.add_payment(order_id=order_id, amount=Decimal(data.amount), method=data.method)
        if payment is None:
            raise await why_unchanged(orders, order_id)
        return payment

    @post("/shipment", operation_id="addShipment", responses=documented(*WITH_BODY, 404, 409))
    async def add_shipment(order_id: FromPath[UUID], data: JSONBody[NewShipment]) -> Shipment:
        """Of a paid order, once; the order is shipped then."""
        shipment = await orders.add_shipment(
            order_id=order_id, carrier=data.carrier, tracking_number=data.tracking_number
        )
        if shipment is None:
            raise await why_unchanged(orders, order_id)
        return shipment

    return Router("/orders/{order_id:str}", route_handlers=[add_payment, add_shipment], tags=["orders"])
