"""Payments and shipments of orders."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from generated.db import Executor
from generated.models import Payment, PaymentMethod, Shipment
from generated.orders import OrderPayment, OrdersQueries
from undercroft.errors import IdempotencyKeyInFlight, IdempotencyKeyReused
from undercroft.http.failures import failures
from undercroft.http.idempotency import Idempotency, IdempotencyKey, Made
from undercroft.http.money import Money
from undercroft.http.requests import AnyRequest
from undercroft.http.texts import Text
from undercroft.openapi.facts import Field, Type, facts

from .errors import WrongState
from .orders import why_unchanged

# The payment in the API's examples.
PAYMENT = "2d6e90b3-84f7-4c15-a2d8-1f3b5c7e9064"

_ID = {"id": Field("The payment's id.", PAYMENT)}

FACTS = facts(
    types=[
        # The struct of the table, and that of the columns which GetPayments names.
        *(Type(kind, "One payment for an order.", name="Payment", fields=_ID) for kind in (Payment, OrderPayment)),
        Type(PaymentMethod, "How the payment was made."),
        Type(Shipment, "How an order was sent: all of it, once."),
    ],
    fields={
        "amount": Field("How much is paid.", "9.00"),
        "carrier": Field("Who delivers it.", "Post"),
        "tracking_number": Field("The carrier's number for it.", "RR123456785DE"),
        "shipped_at": Field("When it was sent: RFC 3339, in UTC.", "2026-11-26T08:00:00.123456Z"),
    },
)

ShortText = Annotated[Text, Meta(min_length=1, max_length=100)]


class NewPayment(Struct, frozen=True, forbid_unknown_fields=True):
    """A payment of at most what is still owed."""

    amount: Money
    method: PaymentMethod


class NewShipment(Struct, frozen=True, forbid_unknown_fields=True):
    """How an order is sent."""

    carrier: ShortText
    tracking_number: ShortText


def router(idempotency: Idempotency[Executor]) -> Router:
    @post(
        "/payments",
        operation_id="addPayment",
        responses=failures(
            404, WrongState("paid", paid="9.00", total="9.00"), IdempotencyKeyInFlight(), IdempotencyKeyReused()
        ),
    )
    async def add_payment(
        order_id: FromPath[UUID],
        data: JSONBody[NewPayment],
        request: AnyRequest,
        idempotency_key: IdempotencyKey = None,
    ) -> Response[Payment]:
        """A payment of at most what is owed. The order is paid once its total is covered.

        Sent again with the same Idempotency-Key, it is paid once and the answer is the same.
        """

        async def make(db: Executor) -> Made:
            orders = OrdersQueries(db)
            payment = await orders.add_payment(order_id=order_id, amount=Decimal(data.amount), method=data.method)
            if payment is None:
                raise await why_unchanged(orders, order_id)
            return payment, ""

        return await idempotency.once(request, idempotency_key, make)

    @post(
        "/shipment",
        operation_id="addShipment",
        responses=failures(
            404, WrongState("pending", paid="0.00", total="9.00"), IdempotencyKeyInFlight(), IdempotencyKeyReused()
        ),
    )
    async def add_shipment(
        order_id: FromPath[UUID],
        data: JSONBody[NewShipment],
        request: AnyRequest,
        idempotency_key: IdempotencyKey = None,
    ) -> Response[Shipment]:
        """Possible once, for a paid order, which is then shipped.

        Sent again with the same Idempotency-Key, it is shipped once and the answer is the same.
        """

        async def make(db: Executor) -> Made:
            orders = OrdersQueries(db)
            shipment = await orders.add_shipment(
                order_id=order_id, carrier=data.carrier, tracking_number=data.tracking_number
            )
            if shipment is None:
                raise await why_unchanged(orders, order_id)
            return shipment, ""

        return await idempotency.once(request, idempotency_key, make)

    return Router("/orders/{order_id:str}", route_handlers=[add_payment, add_shipment], tags=["orders"], opt=FACTS)
