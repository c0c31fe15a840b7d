"""Orders with their payments and shipments: one order, or many."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from litestar import Router, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from generated.models import OrderStatus, Shipment
from generated.orders import OrderPayment, OrdersQuerier, PlacedOrder
from undercroft import context
from undercroft.concurrency.fanout import fanout
from undercroft.concurrency.workpool import WorkPool
from undercroft.errors import NotFound
from undercroft.http import ndjson, problems
from undercroft.http.failures import failures
from undercroft.http.problems import Problem
from undercroft.http.reading import only_reads
from undercroft.openapi.facts import facts, shown

from .errors import MEANINGS
from .orders import ORDER, existing

# How many orders are looked up at once for all callers together. They share queries, so that takes few connections.
WIDTH = 64

# An order in the API's examples that does not exist.
UNKNOWN_ORDER = "00000000-0000-4000-8000-000000000000"


class Summary(Struct, frozen=True):
    """An order with its payments and its shipment."""

    order: PlacedOrder
    payments: Annotated[list[OrderPayment], Meta(description="The oldest first; empty if nothing is paid.")]
    shipment: Annotated[Shipment | None, Meta(description="null until the order is shipped.")]


class WantedOrders(Struct, frozen=True, forbid_unknown_fields=True):
    """The orders to summarize."""

    ids: Annotated[
        list[UUID],
        Meta(
            min_length=1,
            max_length=1000,
            description="The ids of the orders. The answer has a line for each, in this order.",
            examples=[[ORDER, UNKNOWN_ORDER]],
        ),
    ]


class FoundLine(Struct, frozen=True):
    """The line of an order that was found."""

    id: Annotated[UUID, Meta(description="The id that was asked for.", examples=[ORDER])]
    summary: Summary


class ProblemLine(Struct, frozen=True):
    """The line of an order that was not found or could not be read."""

    id: Annotated[UUID, Meta(description="The id that was asked for.", examples=[UNKNOWN_ORDER])]
    problem: Problem


LINES = ResponseSpec(
    FoundLine | ProblemLine,
    media_type=ndjson.MEDIA_TYPE,
    generate_examples=False,
    description="A line for each id, in the order asked. If the answer fails after it began, it breaks off",
)
FULFILLED = {OrderStatus: "shipped", "paid": "9.00"}


def router(reading: Callable[[], OrdersQuerier]) -> Router:
    pool = WorkPool(WIDTH)

    @get(
        "/{order_id:str}/summary",
        operation_id="getOrderSummary",
        responses=failures(404),
        opt=shown(FULFILLED),
    )
    async def get_summary(order_id: FromPath[UUID]) -> Summary:
        """An order with its payments and its shipment."""
        return await summary(order_id)

    @post(
        "/summaries",
        operation_id="getOrderSummaries",
        status_code=200,
        responses={200: LINES},
        opt={**only_reads(), **shown({**FULFILLED, Problem: NotFound("order", UNKNOWN_ORDER)})},
    )
    async def get_summaries(data: JSONBody[WantedOrders]) -> ndjson.Lines:
        """A line for each id, in the order asked, sent as soon as it is known. An order's error is its line's problem."""
        return await ndjson.begun(pool.in_order(data.ids, line))

    async def line(order_id: UUID) -> FoundLine | ProblemLine:
        try:
            return FoundLine(order_id, await summary(order_id))
        except Exception as error:  # noqa: BLE001 - any error belongs to this line
            problem = problems.describe(problems.understood(error, MEANINGS), context.current.get())
            return ProblemLine(order_id, problem)

    async def summary(order_id: UUID) -> Summary:
        orders = reading()
        order, payments, shipment = await fanout(
            existing(orders, order_id), orders.get_payments(order_id), orders.get_shipment(order_id)
        )
        return Summary(order, payments or [], shipment)

    return Router("/orders", route_handlers=[get_summary, get_summaries], tags=["orders"], opt=facts())
