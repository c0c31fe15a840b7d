"""POST /orders."""

import re
from asyncio import create_task
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from tests.service.locks import until_waiting
from tests.service.running import make_user
from undercroft.testing.databases import connect

ITEM = {"sku": "tea", "quantity": 3, "unit_price": "4.5"}


async def test_a_new_order(client: AsyncClient) -> None:
    user = await make_user(client)
    cake = {"sku": "cake", "quantity": 1, "unit_price": "0.05"}
    response = await client.post("/orders", json={"user_id": user["id"], "items": [ITEM, cake]})
    order = response.json()
    assert response.status_code == 201
    assert list(order) == ["id", "user_id", "status", "total", "paid", "created_at", "updated_at", "items"]
    assert (order["user_id"], order["status"]) == (user["id"], "pending")
    assert (order["total"], order["paid"]) == ("13.55", "0.00")
    assert order["items"] == [
        {"sku": "tea", "quantity": 3, "unit_price": "4.50", "line_total": "13.50"},
        {"sku": "cake", "quantity": 1, "unit_price": "0.05", "line_total": "0.05"},
    ]
    assert response.headers["Location"] == f"/orders/{UUID(order['id'])}"
    assert order["created_at"] == order["updated_at"]
    assert order["created_at"].endswith("Z")


async def test_where_the_location_points(client: AsyncClient) -> None:
    user = await make_user(client)
    created = await client.post("/orders", json={"user_id": user["id"], "items": [ITEM]})
    assert (await client.get(created.headers["Location"])).json() == created.json()


async def test_a_hundred_items_keep_their_order(client: AsyncClient) -> None:
    user = await make_user(client)
    items = [ITEM | {"sku": f"sku {n}"} for n in range(100)]
    order = (await client.post("/orders", json={"user_id": user["id"], "items": items})).json()
    assert [item["sku"] for item in order["items"]] == [item["sku"] for item in items]
    assert order["total"] == "1350.00"


async def test_an_unknown_user(shared_client: AsyncClient) -> None:
    response = await shared_client.post("/orders", json={"user_id": str(uuid4()), "items": [ITEM]})
    assert response.status_code == 404
    assert "user" in response.json()["detail"]


async def test_a_user_who_left(client: AsyncClient) -> None:
    user = await make_user(client)
    await client.delete(f"/users/{user['id']}")
    assert (await client.post("/orders", json={"user_id": user["id"], "items": [ITEM]})).status_code == 404


async def test_a_user_who_is_leaving(client: AsyncClient, database_url: str) -> None:
    """The order waits until the deletion ends, and is not made."""
    user = await make_user(client)
    async with connect(database_url) as connection:
        async with connection.transaction():
            await connection.execute("update users set deleted_at = now()")
            body = {"user_id": user["id"], "items": [ITEM]}
            ordering = create_task(client.post("/orders", json=body))
            await until_waiting(connection, 1)
        assert (await ordering).status_code == 404
        assert await connection.fetchval("select count(*) from orders") == 0


@pytest.mark.parametrize(
    ("quantity", "unit_price", "total"),
    [
        pytest.param(1, "0.01", "0.01", id="least"),
        pytest.param(1, "9999999999.99", "9999999999.99", id="most"),
        pytest.param(1, "10", "10.00", id="no decimals"),
        pytest.param(1, "0.1", "0.10", id="one decimal"),
        pytest.param(999_999_999, "10", "9999999990.00", id="many"),
        pytest.param(1_000_000_000, "0.01", "10000000.00", id="as many as there may be"),
    ],
)
async def test_money_at_its_limits(client: AsyncClient, quantity: int, unit_price: str, total: str) -> None:
    user = await make_user(client)
    item = {"sku": "s", "quantity": quantity, "unit_price": unit_price}
    order = (await client.post("/orders", json={"user_id": user["id"], "items": [item]})).json()
    assert (order["total"], order["items"][0]["line_total"]) == (total, total)


@pytest.mark.parametrize(
    "items",
    [
        pytest.param([ITEM | {"quantity": 1_000_000_000, "unit_price": "10"}], id="10^10"),
        pytest.param([ITEM | {"quantity": 1_000_000_000, "unit_price": "9999999999.99"}] * 100, id="as much as can be"),
        pytest.param([ITEM | {"quantity": 1, "unit_price": "9999999999.99"}, ITEM], id="together"),
    ],
)
async def test_a_total_that_is_too_large(client: AsyncClient, items: list[object]) -> None:
    user = await make_user(client)
    response = await client.post("/orders", json={"user_id": user["id"], "items": items})
    assert response.status_code == 400
    assert [error["path"] for error in response.json()["errors"]] == ["body.items"]
    assert (await client.get("/orders")).json()["items"] == []


VALID: dict[str, object] = {"user_id": "123e4567-e89b-12d3-a456-426614174000", "items": [ITEM]}


def with_item(**fields: object) -> dict[str, object]:
    return VALID | {"items": [ITEM, ITEM | fields]}


@pytest.mark.parametrize(
    ("body", "path"),
    [
        pytest.param({"items": [ITEM]}, "body.user_id", id="no user"),
        pytest.param({"user_id": VALID["user_id"]}, "body.items", id="no items"),
        pytest.param(VALID | {"user_id": 7}, "body.user_id", id="user a number"),
        pytest.param(VALID | {"user_id": "7"}, "body.user_id", id="user not a UUID"),
        pytest.param({**VALID, "items": ()}, "body.items", id="empty items"),
        pytest.param(VALID | {"items": [ITEM] * 101}, "body.items", id="too many items"),
        pytest.param(VALID | {"items": ITEM}, "body.items", id="items an object"),
        pytest.param(VALID | {"items": [None]}, "body.items[0]", id="null item"),
        pytest.param(VALID | {"total": "13.50"}, "body.total", id="a field that is not the client's"),
        pytest.param(with_item(line_total="13.50"), "body.items[1].line_total", id="unknown field of an item"),
        pytest.param(with_item(sku=""), "body.items[1].sku", id="empty sku"),
        pytest.param(with_item(sku="s" * 65), "body.items[1].sku", id="sku too long"),
        pytest.param(with_item(sku="s\0"), "body.items[1].sku", id="NUL in the sku"),
        pytest.param(with_item(sku=5), "body.items[1].sku", id="sku a number"),
        pytest.param(with_item(quantity=0), "body.items[1].quantity", id="quantity 0"),
        pytest.param(with_item(quantity=-1), "body.items[1].quantity", id="negative quantity"),
        pytest.param(with_item(quantity=1_000_000_001), "body.items[1].quantity", id="quantity too large"),
        pytest.param(with_item(quantity=10**30), "body.items[1].quantity", id="quantity beyond every integer"),
        pytest.param(with_item(quantity=1.5), "body.items[1].quantity", id="quantity with a fraction"),
        pytest.param(with_item(quantity="1"), "body.items[1].quantity", id="quantity a string"),
        pytest.param(with_item(quantity=True), "body.items[1].quantity", id="quantity a boolean"),
        *(
            pytest.param(with_item(unit_price=price), "body.items[1].unit_price", id=f"price {price!r}")
            for price in (
                *("0", "0.0", "0.00", "-1", "+1", "10000000000", "1.001", "1e2", "1_0", "01", "00.5", ".5", "1."),
                *("NaN", "Infinity", "-Infinity", "sNaN", "", " 1", "1 ", "1\n", "1,5", "\u0661", 5, 5.5, None, True),
            )
        ),
    ],
)
async def test_an_invalid_body(shared_client: AsyncClient, body: object, path: str) -> None:
    response = await shared_client.post("/orders", json=body)
    assert response.status_code == 400
    assert [error["path"] for error in response.json()["errors"]] == [path]


async def test_how_openapi_describes_money(shared_client: AsyncClient) -> None:
    schemas = (await shared_client.get("/schema/openapi.json")).json()["components"]["schemas"]
    for name, field in (("NewItem", "unit_price"), ("NewPayment", "amount")):
        money = schemas[name]["properties"][field]
        assert money["type"] == "string"
        assert re.search(money["pattern"], "9999999999.99")
        assert not re.search(money["pattern"], "0.00")
