"""Orders over HTTP."""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta, Struct

from generated.db import Executor
from generated.models import ORDERS_TOTAL_CHECK, Order, OrderStatus
from generated.orders import (
    ListOrdersCursor,
    ListOrdersOrder,
    OrderPage,
    OrdersQuerier,
    OrdersQueries,
    PlacedOrder,
    PlacedOrderItem,
)
from undercroft.edge.headers import LOCATION
from undercroft.errors import (
    IdempotencyKeyInFlight,
    IdempotencyKeyReused,
    Invalid,
    NotFound,
    RequestError,
    on_constraint,
)
from undercroft.http.decoding import unfit
from undercroft.http.failures import failures
from undercroft.http.idempotency import Idempotency, IdempotencyKey, Made
from undercroft.http.moments import Moment, moment, not_a_moment
from undercroft.http.money import Money
from undercroft.http.requests import AnyRequest, Limit
from undercroft.http.texts import Text
from undercroft.openapi.facts import Field, Type, facts, shown

from .errors import WrongState
from .users import USER

# The order in the API's examples.
ORDER = "c4a7e6d0-51b8-4f29-8e3a-7b90d2f1465c"

_ID = {"id": Field("The order's id, which stays the same.", ORDER)}

FACTS = facts(
    tag="An order is pending, then paid, then shipped; or it is cancelled.",
    types=[
        # The struct of the table, which lists use.
        Type(Order, "An order as lists show it: without its items.", name="ListedOrder", fields=_ID),
        Type(PlacedOrder, "An order with its items.", name="Order", fields=_ID),
        Type(PlacedOrderItem, "A number of pieces of one thing, with its price.", name="Item"),
        Type(
            OrderPage,
            "Orders, sorted as asked.",
            fields={"items": Field("The orders on this page: fewer than `limit` only on the last one.")},
        ),
    ],
    fields={
        "order_id": Field("The order's id.", ORDER),
        "status": Field("How far the order has come."),
        "total": Field("The sum of its items' line totals.", "9.00"),
        "paid": Field("The sum of its payments. It equals `total` once the order is `paid` or `shipped`.", "0.00"),
        "created_after": Field("Only orders made after this time: RFC 3339, with a zone.", "2026-11-26T00:00:00Z"),
        "created_before": Field(
            "Only orders made before this time: RFC 3339, with a zone.", "2026-11-27T00:00:00+01:00"
        ),
        "order_by": Field("By time or by total. With `-`, the newest or the largest comes first."),
        "items": Field("What is ordered, as the caller sorted it."),
        "sku": Field("The shop's name for the thing.", "tea"),
        "quantity": Field("How many pieces: a number written without a fraction.", 2),
        "unit_price": Field("The price of one piece.", "4.50"),
        "line_total": Field("`quantity` times `unit_price`.", "9.00"),
    },
)

Sku = Annotated[Text, Meta(min_length=1, max_length=64)]
Quantity = Annotated[int, Meta(ge=1, le=1_000_000_000)]


class NewItem(Struct, frozen=True, forbid_unknown_fields=True):
    """A number of pieces of one thing, with its price."""

    sku: Sku
    quantity: Quantity
    unit_price: Money


class NewOrder(Struct, frozen=True, forbid_unknown_fields=True):
    """What a user orders."""

    user_id: UUID
    items: Annotated[list[NewItem], Meta(min_length=1, max_length=100)]


def router(orders: OrdersQuerier, reading: Callable[[], OrdersQuerier], idempotency: Idempotency[Executor]) -> Router:
    """`reading` gives the queries for a request that only reads."""

    @post(
        "/",
        operation_id="createOrder",
        responses=failures(
            unfit(NewOrder, ".items[0].quantity"),
            too_much(),
            NotFound("user", USER),
            IdempotencyKeyInFlight(),
            IdempotencyKeyReused(),
        ),
        response_headers=[LOCATION],
    )
    async def create_order(
        data: JSONBody[NewOrder], request: AnyRequest, idempotency_key: IdempotencyKey = None
    ) -> Response[PlacedOrder]:
        """Sent again with the same Idempotency-Key, the order is made once and the answer is the same."""

        async def make(db: Executor) -> Made:
            order = await placed(OrdersQueries(db), data)
            return order, f"/orders/{order.id}"

        return await idempotency.once(request, idempotency_key, make)

    @get("/", operation_id="listOrders", responses=failures(not_a_moment("created_after")))
    async def list_orders(
        user_id: FromQuery[UUID | None] = None,
        status: FromQuery[OrderStatus | None] = None,
        created_after: Moment = None,
        created_before: Moment = None,
        order_by: FromQuery[ListOrdersOrder] = "-created_at",
        limit: Limit = 50,
        cursor: FromQuery[ListOrdersCursor | None] = None,
    ) -> OrderPage:
        """Page by page, by any mix of filters, without items: get one order to see its items."""
        return await reading().list_orders(
            user_id=user_id,
            status=status,
            created_after=moment("created_after", created_after),
            created_before=moment("created_before", created_before),
            order_by=order_by,
            limit=limit,
            cursor=cursor,
        )

    @get("/{order_id:str}", operation_id="getOrder", responses=failures(404))
    async def get_order(order_id: FromPath[UUID]) -> PlacedOrder:
        """With its items."""
        return await existing(reading(), order_id)

    @post(
        "/{order_id:str}/cancel",
        operation_id="cancelOrder",
        status_code=200,
        responses=failures(404, WrongState("paid", paid="9.00", total="9.00")),
        opt=shown({OrderStatus: "cancelled"}),
    )
    async def cancel_order(order_id: FromPath[UUID]) -> PlacedOrder:
        """Possible only while the order is pending and nothing is paid."""
        order = await orders.cancel_order(order_id)
        if order is None:
            raise await why_unchanged(orders, order_id)
        return order

    handlers = [create_order, list_orders, get_order, cancel_order]
    return Router("/orders", route_handlers=handlers, tags=["orders"], opt=FACTS)


def too_much() -> Invalid:
    return Invalid.at("body.items", "must come to a total below 10000000000")


async def placed(orders: OrdersQuerier, data: NewOrder) -> PlacedOrder:
    with on_constraint({ORDERS_TOTAL_CHECK: too_much()}):
        order = await orders.create_order(
            user_id=data.user_id,
            skus=[item.sku for item in data.items],
            quantities=[item.quantity for item in data.items],
            unit_prices=[Decimal(item.unit_price) for item in data.items],
        )
    if order is None:
        raise NotFound("user", data.user_id)
    return order


async def existing(orders: OrdersQuerier, order_id: UUID) -> PlacedOrder:
    order = await orders.get_order(order_id)
    if order is None:
        raise NotFound("order", order_id)
    return order


async def why_unchanged(orders: OrdersQuerier, order_id: UUID) -> RequestError:
    """Why no row was updated: there is no such order, or its state does not allow it."""
    state = await orders.get_order_state(order_id)
    if state is None:
        return NotFound("order", order_id)
    return WrongState(state.status, paid=state.paid, total=state.total)
