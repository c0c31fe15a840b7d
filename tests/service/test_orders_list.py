"""GET /orders."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from httpx import AsyncClient

from tests.service.running import make_order, make_user

Order = dict[str, Any]
ORDERS = ["created_at", "-created_at", "total", "-total"]


async def make_orders(client: AsyncClient) -> list[Order]:
    """Orders of two users, some cancelled, several with the same total; oldest first, as a list shows them."""
    users = [await make_user(client, f"user{n}@example.org") for n in range(2)]
    prices = ["5", "10", "5", "20", "10", "5", "1"]
    made = [await make_order(client, users[n % 2]["id"], price) for n, price in enumerate(prices)]
    for order in made[::3]:
        await client.post(f"/orders/{order['id']}/cancel")
    orders = [(await client.get(f"/orders/{order['id']}")).json() for order in made]
    return [{name: value for name, value in order.items() if name != "items"} for order in orders]


def in_order(orders: list[Order], order_by: str) -> list[Order]:
    name = order_by.removeprefix("-")

    def key(order: Order) -> tuple[Any, str]:
        return (float(order["total"]) if name == "total" else order["created_at"], order["id"])

    return sorted(orders, key=key, reverse=order_by != name)


async def pages(client: AsyncClient, parameters: dict[str, str]) -> list[list[Order]]:
    found: list[list[Order]] = []
    cursor: str | None = ""
    while cursor is not None:
        response = await client.get("/orders", params=parameters | ({"cursor": cursor} if cursor else {}))
        assert response.status_code == 200
        found.append(response.json()["items"])
        cursor = response.json()["next_cursor"]
    return found


async def test_nothing(client: AsyncClient) -> None:
    response = await client.get("/orders")
    assert (response.status_code, response.json()) == (200, {"items": [], "next_cursor": None})


async def test_newest_first(client: AsyncClient) -> None:
    orders = await make_orders(client)
    assert (await client.get("/orders")).json() == {"items": orders[::-1], "next_cursor": None}


@pytest.mark.parametrize("limit", [1, 2, 7, 100])
@pytest.mark.parametrize("order_by", ORDERS)
async def test_every_page_in_every_order(client: AsyncClient, order_by: str, limit: int) -> None:
    orders = await make_orders(client)
    found = await pages(client, {"order_by": order_by, "limit": str(limit)})
    assert [order for page in found for order in page] == in_order(orders, order_by)
    assert [len(page) for page in found[:-1]] == [limit] * (len(found) - 1)


async def test_any_mix_of_filters(client: AsyncClient) -> None:
    orders = await make_orders(client)
    holds: dict[str, Callable[[Order], bool]] = {
        "user_id": lambda order: order["user_id"] == orders[0]["user_id"],
        "status": lambda order: order["status"] == "pending",
        "created_after": lambda order: order["created_at"] > orders[0]["created_at"],
        "created_before": lambda order: order["created_at"] < orders[5]["created_at"],
    }
    values = {
        "user_id": orders[0]["user_id"],
        "status": "pending",
        "created_after": orders[0]["created_at"],
        "created_before": orders[5]["created_at"],
    }
    for names in (names for number in range(5) for names in combinations(holds, number)):
        wanted = [order for order in orders if all(holds[name](order) for name in names)]
        for order_by in ORDERS:
            found = await pages(client, {name: values[name] for name in names} | {"order_by": order_by, "limit": "2"})
            assert [order for page in found for order in page] == in_order(wanted, order_by), (names, order_by)


async def test_a_moment_in_another_zone(client: AsyncClient) -> None:
    user = await make_user(client)
    order = await make_order(client, user["id"])
    for zone, found in (("+00:00", []), ("+01:00", [order["id"]]), ("-01:00", [])):
        moment = order["created_at"].replace("Z", zone)
        items = (await client.get("/orders", params={"created_after": moment})).json()["items"]
        assert [item["id"] for item in items] == found


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"order_by": "-created_at"}, id="another order"),
        pytest.param({"status": "paid"}, id="a filter's other value"),
        pytest.param({"status": None}, id="a filter less"),
        pytest.param({"created_after": "2026-01-01T00:00:00Z"}, id="a filter more"),
    ],
)
async def test_a_cursor_belongs_to_its_filters_and_order(client: AsyncClient, changed: dict[str, str | None]) -> None:
    user = await make_user(client)
    for _ in range(2):
        await make_order(client, user["id"])
    query: dict[str, str | None] = {"status": "pending", "order_by": "total", "limit": "1"}
    cursor = (await client.get("/orders", params=query)).json()["next_cursor"]
    changed_query = {name: value for name, value in (query | changed).items() if value is not None}
    response = await client.get("/orders", params=changed_query | {"cursor": cursor})
    assert response.status_code == 400
    assert [error["path"] for error in response.json()["errors"]] == ["query.cursor"]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        pytest.param("user_id=7", "query.user_id", id="user not a UUID"),
        pytest.param("user_id=", "query.user_id", id="empty user"),
        pytest.param("user_id=null", "query.user_id", id="user null"),
        pytest.param("status=Paid", "query.status", id="status in capitals"),
        pytest.param("status=unknown", "query.status", id="unknown status"),
        pytest.param("status=NULL", "query.status", id="status null"),
        pytest.param("status=paid&status=pending", "query.status", id="status twice"),
        pytest.param("order_by=id", "query.order_by", id="unknown order"),
        pytest.param("order_by=", "query.order_by", id="empty order"),
        pytest.param("limit=101", "query.limit", id="limit above 100"),
        pytest.param("cursor=x", "query.cursor", id="no cursor"),
        pytest.param("total=5", "query.total", id="unknown parameter"),
        *(
            pytest.param(f"{name}={moment}", f"query.{name}", id=f"{name} {moment}")
            for name in ("created_after", "created_before")
            for moment in (
                *("", "null", "now", "1700000000", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z"),
                *("2026-01-01T00:00:00 01:00", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"),
            )
        ),
    ],
)
async def test_an_invalid_query(shared_client: AsyncClient, query: str, path: str) -> None:
    response = await shared_client.get(f"/orders?{query}")
    assert response.status_code == 400
    assert [error["path"] for error in response.json()["errors"]] == [path]
