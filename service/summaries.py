"""Orders with all that became of them, one or many."""

from typing import Annotated
from uuid import UUID

from litestar import Router, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from generated.models import Payment, Shipment
from generated.orders import GetOrderRow, OrdersQuerier
from undercroft import context
from undercroft.concurrency.fanout import fanout
from undercroft.concurrency.workpool import WorkPool
from undercroft.errors import NotFound
from undercroft.http import ndjson, problems
from undercroft.http.problems import ANY, WITH_BODY, Problem, documented

# How many orders are looked up at once for all who ask for many. They share queries: it takes few connections.
WIDTH = 64


class Summary(Struct, frozen=True):
    order: GetOrderRow
    payments: list[Payment]
    shipment: Shipment | None


class WantedOrders(Struct, frozen=True, forbid_unknown_fields=True):
    ids: Annotated[list[UUID], Meta(min_length=1, max_length=1000)]


class FoundLine(Struct, frozen=True):
    id: UUID
    summary: Summary


class ProblemLine(Struct, frozen=True):
    id: UUID
    problem: Problem


LINES = ResponseSpec(
    FoundLine | ProblemLine,
    media_type=ndjson.MEDIA_TYPE,
    generate_examples=False,
    description="A line for each id, in the order asked; an answer that fails later on is broken off",
)


def router(orders: OrdersQuerier) -> Router:
    pool = WorkPool(WIDTH)

    @get("/{order_id:str}/summary", operation_id="getOrderSummary", responses=documented(*ANY, 404))
    async def get_summary(order_id: FromPath[UUID]) -> Summary:
        """An order with its payments and its shipment."""
        return await summary(order_id)

    @post(
        "/summaries",
        operation_id="getOrderSummaries",
        status_code=200,
        responses={200: LINES, **documented(*WITH_BODY)},
    )
    async def get_summaries(data: JSONBody[WantedOrders]) -> ndjson.Lines:
        """A line for each id, in the order asked, as soon as it is known; what is wrong with one is its line's problem."""
        return await ndjson.begun(pool.in_order(data.ids, line))

    async def line(order_id: UUID) -> FoundLine | ProblemLine:
        try:
            return FoundLine(order_id, await summary(order_id))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this line's
            return ProblemLine(order_id, problems.describe(problems.understood(error), context.current.get()))

    async def summary(order_id: UUID) -> Summary:
        order, payments, shipment = await fanout(
            existing(order_id), orders.get_payments(order_id), orders.get_shipment(order_id)
        )
        return Summary(order, payments or [], shipment)

    async def existing(order_id: UUID) -> GetOrderRow:
        order = await orders.get_order(order_id)
        if order is None:
            raise NotFound("order", order_id)
        return order

    return Router("/orders", route_handlers=[get_summary, get_summaries], tags=["orders"])
