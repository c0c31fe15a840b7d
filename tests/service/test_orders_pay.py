"""POST /orders/{order_id}/payments."""

from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from tests.service.running import make_order, make_user

CARD = {"amount": "10", "method": "card"}


async def test_a_payment(client: AsyncClient) -> None:
    order = await make_order(client, (await make_user(client))["id"], "10")
    response = await client.post(f"/orders/{order['id']}/payments", json={"amount": "2.5", "method": "transfer"})
    payment = response.json()
    assert response.status_code == 201
    assert list(payment) == ["id", "order_id", "amount", "method", "created_at"]
    assert UUID(payment["id"])
    assert (payment["order_id"], payment["amount"], payment["method"]) == (order["id"], "2.50", "transfer")
    now = (await client.get(f"/orders/{order['id']}")).json()
    assert now == order | {"paid": "2.50", "updated_at": payment["created_at"]}


@pytest.mark.parametrize(
    ("amounts", "statuses", "status", "paid"),
    [
        pytest.param(["10"], [201], "paid", "10.00", id="all at once"),
        pytest.param(["9.99", "0.01"], [201, 201], "paid", "10.00", id="to the cent"),
        pytest.param(["9.99"], [201], "pending", "9.99", id="a cent too little"),
        pytest.param(["10.01"], [409], "pending", "0.00", id="a cent too much"),
        pytest.param(["9999999999.99"], [409], "pending", "0.00", id="as much as can be"),
        pytest.param(["6", "6", "4"], [201, 409, 201], "paid", "10.00", id="more than is still owed"),
        pytest.param(["10", "0.01"], [201, 409], "paid", "10.00", id="after all is paid"),
    ],
)
async def test_payments(client: AsyncClient, amounts: list[str], statuses: list[int], status: str, paid: str) -> None:
    order = await make_order(client, (await make_user(client))["id"], "10")
    path = f"/orders/{order['id']}"
    answers = [await client.post(f"{path}/payments", json=CARD | {"amount": amount}) for amount in amounts]
    assert [answer.status_code for answer in answers] == statuses
    now = (await client.get(path)).json()
    assert (now["status"], now["paid"]) == (status, paid)


async def test_a_cancelled_order(client: AsyncClient) -> None:
    order = await make_order(client, (await make_user(client))["id"])
    await client.post(f"/orders/{order['id']}/cancel")
    response = await client.post(f"/orders/{order['id']}/payments", json=CARD)
    assert (response.status_code, response.json()["type"]) == (409, "urn:problem:wrong-state")


async def test_an_order_with_a_payment_is_not_cancelled(client: AsyncClient) -> None:
    order = await make_order(client, (await make_user(client))["id"])
    await client.post(f"/orders/{order['id']}/payments", json=CARD | {"amount": "1"})
    response = await client.post(f"/orders/{order['id']}/cancel")
    assert (response.status_code, response.json()["detail"]) == (409, "the order is pending, with 1.00 paid of 10.00")


async def test_nothing(shared_client: AsyncClient) -> None:
    assert (await shared_client.post(f"/orders/{uuid4()}/payments", json=CARD)).status_code == 404


@pytest.mark.parametrize(
    ("body", "path"),
    [
        pytest.param({"amount": "1"}, "body.method", id="no method"),
        pytest.param({"method": "card"}, "body.amount", id="no amount"),
        pytest.param(CARD | {"method": "cheque"}, "body.method", id="unknown method"),
        pytest.param(CARD | {"method": None}, "body.method", id="null method"),
        pytest.param(CARD | {"amount": "0"}, "body.amount", id="amount 0"),
        pytest.param(CARD | {"amount": "-1"}, "body.amount", id="negative amount"),
        pytest.param(CARD | {"amount": "NaN"}, "body.amount", id="not a number"),
        pytest.param(CARD | {"amount": "1.001"}, "body.amount", id="three decimals"),
        pytest.param(CARD | {"amount": 1}, "body.amount", id="amount a number"),
        pytest.param(CARD | {"order_id": "7"}, "body.order_id", id="unknown field"),
    ],
)
async def test_an_invalid_body(shared_client: AsyncClient, body: object, path: str) -> None:
    response = await shared_client.post(f"/orders/{uuid4()}/payments", json=body)
    assert response.status_code == 400
    assert [error["path"] for error in response.json()["errors"]] == [path]
