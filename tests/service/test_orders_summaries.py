"""POST /orders/summaries."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from httpx import AsyncClient, Response
from litestar import Litestar

from generated.models import KeyScope, OrderStatus, Shipment
from generated.orders import OrderPayment, OrdersQueries, PlacedOrder
from service import summaries
from tests.service.asgi import Call
from tests.service.locks import locked, until_waiting
from tests.service.running import make_key, make_order, make_user, running, serving
from undercroft.edge.edge import Edge
from undercroft.http import problems
from undercroft.http.requests import StrictRequest

JSON = {"Content-Type": "application/json"}


def asking_for(*ids: UUID) -> bytes:
    return msgspec.json.encode({"ids": ids})


def lines(response: Response) -> list[dict[str, Any]]:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/x-ndjson"
    assert response.content.endswith(b"\n")
    return [msgspec.json.decode(line) for line in response.content.splitlines()]


async def test_a_key_that_may_only_read_is_enough(shared_client: AsyncClient, shared_database_url: str) -> None:
    key = {"Authorization": f"Bearer {await make_key(shared_database_url, KeyScope.READ)}"}
    response = await shared_client.post("/orders/summaries", content=asking_for(uuid4()), headers=JSON | key)
    [line] = lines(response)
    assert line["problem"]["status"] == 404


async def test_a_line_each_in_the_order_asked(client: AsyncClient) -> None:
    user = await make_user(client)
    orders = [await make_order(client, user["id"], str(n + 1)) for n in range(3)]
    await client.post(f"/orders/{orders[1]['id']}/payments", json={"amount": "1", "method": "card"})
    summaries = [(await client.get(f"/orders/{order['id']}/summary")).json() for order in orders]
    unknown = str(uuid4())
    ids = [orders[2]["id"], unknown, orders[0]["id"], orders[1]["id"], orders[0]["id"]]
    response = await client.post("/orders/summaries", json={"ids": ids}, headers={"X-Request-ID": "mine"})
    found = lines(response)
    assert [line["id"] for line in found] == ids
    problem = found.pop(1)["problem"]
    assert [line["summary"] for line in found] == [summaries[2], summaries[0], summaries[1], summaries[0]]
    assert (problem["status"], problem["type"]) == (404, "urn:problem:not-found")
    assert (problem["instance"], problem["request_id"]) == ("/orders/summaries", "mine")


async def test_a_thousand(database_url: str) -> None:
    async with serving(database_url, ACQUIRE_TIMEOUT="1 min", REQUEST_TIMEOUT="1 min") as client:
        order = await make_order(client, (await make_user(client))["id"])
        ids = [order["id"] if n % 3 else str(uuid4()) for n in range(1000)]
        found = lines(await client.post("/orders/summaries", json={"ids": ids}))
    assert [line["id"] for line in found] == ids
    assert sum("summary" in line for line in found) == 666


@pytest.mark.parametrize(
    ("body", "path"),
    [
        pytest.param({}, "body.ids", id="no ids"),
        pytest.param({"ids": []}, "body.ids", id="empty"),
        pytest.param({"ids": [str(uuid4())] * 1001}, "body.ids", id="too many"),
        pytest.param({"ids": ["7"]}, "body.ids[0]", id="not a UUID"),
        pytest.param({"ids": [None]}, "body.ids[0]", id="null"),
        pytest.param({"ids": str(uuid4())}, "body.ids", id="not a list"),
        pytest.param({"ids": [str(uuid4())], "limit": 1}, "body.limit", id="unknown field"),
    ],
)
async def test_an_invalid_body(shared_client: AsyncClient, body: object, path: str) -> None:
    response = await shared_client.post("/orders/summaries", json=body)
    assert response.status_code == 400
    assert [error["path"] for error in response.json()["errors"]] == [path]


@pytest.mark.usefixtures("without_statement_timeout")
async def test_a_first_line_that_is_too_late(database_url: str) -> None:
    async with serving(database_url, REQUEST_TIMEOUT="0.2") as client, locked(database_url, "orders") as connection:
        response = await client.post("/orders/summaries", json={"ids": [str(uuid4())]})
        assert response.status_code == 504
        await until_waiting(connection, 0)


async def test_a_client_that_leaves_before_the_first_line(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undercroft.edge.exchange.WATCH_AFTER", 0.01)
    headers = JSON | {"Authorization": f"Bearer {await make_key(database_url)}"}
    async with running(database_url) as app, locked(database_url, "orders") as connection:
        call = Call(app, "POST", "/orders/summaries", headers, parts=(asking_for(uuid4()),))
        # The lock is on a table that the queries for orders and for payments both read.
        await until_waiting(connection, 2)
        call.leave()
        async with asyncio.timeout(5):
            await call.task
        assert call.sent == []
        await until_waiting(connection, 0)


class FakeOrders(OrdersQueries):
    """Orders that are all alike, except one that cannot be read and one that takes forever."""

    def __init__(self, broken: UUID, endless: UUID) -> None:
        self._broken = broken
        self._endless = endless
        self.under_way: list[UUID] = []

    async def get_order(self, id: UUID) -> PlacedOrder | None:
        self.under_way.append(id)
        try:
            if id == self._broken:
                raise RuntimeError("a bug")
            if id == self._endless:
                await asyncio.Event().wait()
        finally:
            self.under_way.remove(id)
        now = datetime.now(UTC)
        return PlacedOrder(id, id, OrderStatus.PENDING, Decimal(1), Decimal(0), now, now, [])

    async def get_payments(self, order_id: UUID) -> list[OrderPayment] | None:
        return []

    async def get_shipment(self, order_id: UUID) -> Shipment | None:
        return None


FINE, BROKEN, ENDLESS = uuid4(), uuid4(), uuid4()


def fake(orders: FakeOrders, *, request_timeout: float = 60) -> Edge:
    app = Litestar(
        [summaries.router(lambda: orders)],
        exception_handlers={Exception: problems.answer},
        request_class=StrictRequest,
        openapi_config=None,
        logging_config=None,
    )
    return Edge(app, name="service", request_timeout=request_timeout)


async def test_a_bug_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    orders = FakeOrders(BROKEN, ENDLESS)
    call = Call(fake(orders), "POST", "/orders/summaries", JSON, parts=(asking_for(FINE, BROKEN, FINE),))
    await call.task
    found = [msgspec.json.decode(message["body"]) for message in call.sent[1:-1]]
    assert [list(line) for line in found] == [["id", "summary"], ["id", "problem"], ["id", "summary"]]
    assert found[1]["problem"]["type"] == "urn:problem:internal-error"
    [record] = [record for record in caplog.records if record.name == "undercroft.http.problems"]
    assert record.exc_info


async def test_a_client_that_leaves_after_the_first_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undercroft.edge.exchange.WATCH_AFTER", 60)
    orders = FakeOrders(BROKEN, ENDLESS)
    call = Call(fake(orders), "POST", "/orders/summaries", JSON, parts=(asking_for(FINE, *[ENDLESS] * 999),))
    async with asyncio.timeout(5):
        await call.begun.wait()
        assert set(orders.under_way) == {ENDLESS}
        assert len(orders.under_way) <= summaries.WIDTH
        call.leave()
        await call.task
    assert orders.under_way == []
    assert len(call.sent) == 2


async def test_a_later_line_that_is_too_late() -> None:
    orders = FakeOrders(BROKEN, ENDLESS)
    app = fake(orders, request_timeout=0.1)
    call = Call(app, "POST", "/orders/summaries", JSON, parts=(asking_for(FINE, ENDLESS),))
    with pytest.raises(asyncio.CancelledError):
        await call.task
    assert (orders.under_way, len(call.sent)) == ([], 2)
