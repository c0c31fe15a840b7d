"""Orders over HTTP."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET, Meta, Struct

from generated.db import Executor
from generated.models import ORDERS_TOTAL_CHECK, OrderStatus
from generated.orders import (
    CancelOrderRow,
    CreateOrderRow,
    GetOrderRow,
    ListOrdersCursor,
    ListOrdersOrder,
    ListOrdersPage,
    OrdersQuerier,
    OrdersQueries,
)
from undercroft.database.pool import Database
from undercroft.edge.headers import LOCATION
from undercroft.errors import (
    Invalid,
    NotFound,
    RequestError,
    WrongState,
    on_constraint,
)
from undercroft.http.idempotency import IdempotencyKey, once
from undercroft.http.moments import Moment, moment
from undercroft.http.money import Money
from undercroft.http.problems import ANY, WITH_BODY, documented
from undercroft.http.requests import AnyRequest, Limit

Sku = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00]*$")]
Quantity = Annotated[int, Meta(ge=1, le=1_000_000_000)]


class NewItem(Struct, frozen=True, forbid_unknown_fields=True):
    sku: Sku
    quantity: Quantity
    unit_price: Money


class NewOrder(Struct, frozen=True, forbid_unknown_fields=True):
    user_id: UUID
    items: Annotated[list[NewItem], Meta(min_length=1, max_length=100)]


def router(orders: OrdersQuerier, database: Database) -> Router:
    @post(
        "/",
        operation_id="createOrder",
        responses=documented(*WITH_BODY, 404, 409, 422),
        response_headers=[LOCATION],
    )
    async def create_order(
        data: JSONBody[NewOrder], request: AnyRequest, idempotency_key: IdempotencyKey = None
    ) -> Response[CreateOrderRow]:
        """Sent again with its Idempotency-Key it is answered as before, and made once."""

        async def make(db: Executor) -> tuple[CreateOrderRow, str]:
            order = await placed(OrdersQueries(db), data)
            return order, location(order)

        if idempotency_key is not None:
            return await once(database, request, idempotency_key, make)
        order = await placed(orders, data)
        return Response(order, headers={"Location": location(order)})

    @get("/", operation_id="listOrders", responses=documented(*ANY))
    async def list_orders(
        user_id: FromQuery[UUID | None] = None,
        status: FromQuery[OrderStatus | None] = None,
        created_after: Moment = None,
        created_before: Moment = None,
        order_by: FromQuery[ListOrdersOrder] = "-created_at",
        limit: Limit = 50,
        cursor: FromQuery[str | None] = None,
    ) -> ListOrdersPage:
        """Page by page, by any mix of filters; their items come with each order alone."""
        return await orders.list_orders(
            user_id=UNSET if user_id is None else user_id,
            status=UNSET if status is None else status,
            created_after=moment("created_after", created_after),
            created_before=moment("created_before", created_before),
            order_by=order_by,
            limit=limit,
            cursor=None if cursor is None else ListOrdersCursor(cursor),
        )

    @get("/{order_id:str}", operation_id="getOrder", responses=documented(*ANY, 404))
    async def get_order(order_id: FromPath[UUID]) -> GetOrderRow:
        """With its items."""
        order = await orders.get_order(order_id)
        if order is None:
            raise NotFound("order", order_id)
        return order

    @post("/{order_id:str}/cancel", operation_id="cancelOrder", status_code=200, responses=documented(*ANY, 404, 409))
    async def cancel_order(order_id: FromPath[UUID]) -> CancelOrderRow:
        """Only while it is pending and nothing is paid."""
        order = await orders.cancel_order(order_id)
        if order is None:
            raise await why_unchanged(orders, order_id)
        return order

    return Router("/orders", route_handlers=[create_order, list_orders, get_order, cancel_order], tags=["orders"])


def location(order: CreateOrderRow) -> str:
    return f"/orders/{order.id}"


async def placed(orders: OrdersQuerier, data: NewOrder) -> CreateOrderRow:
    too_much = Invalid.at("body.items", "must come to a total below 10000000000")
    with on_constraint({ORDERS_TOTAL_CHECK: too_much}):
        order = await orders.create_order(
            user_id=data.user_id,
            skus=[item.sku for item in data.items],
            quantities=[item.quantity for item in data.items],
            unit_prices=[Decimal(item.unit_price) for item in data.items],
        )
    if order is None:
        raise NotFound("user", data.user_id)
    return order


async def why_unchanged(orders: OrdersQuerier, order_id: UUID) -> RequestError:
    """No row was updated: the order is not there, or is in a state that does not allow it."""
    state = await orders.get_order_state(order_id)
    if state is None:
        return NotFound("order", order_id)
    return WrongState(state.status, paid=state.paid, total=state.total)
