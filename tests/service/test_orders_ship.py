"""POST /orders/{order_id}/shipment."""

from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from tests.service.running import make_order, make_user

PARCEL = {"carrier": "Royal Mail", "tracking_number": "RM 123"}


async def make_paid_order(client: AsyncClient, user_id: object) -> dict[str, Any]:
    order = await make_order(client, user_id, "10")
    await client.post(f"/orders/{order['id']}/payments", json={"amount": "10", "method": "cash"})
    return order


async def test_a_shipment(client: AsyncClient) -> None:
    order = await make_paid_order(client, (await make_user(client))["id"])
    response = await client.post(f"/orders/{order['id']}/shipment", json=PARCEL)
    shipment = response.json()
    assert response.status_code == 201
    assert list(shipment) == ["order_id", "carrier", "tracking_number", "shipped_at"]
    assert shipment == {"order_id": order["id"], **PARCEL, "shipped_at": shipment["shipped_at"]}
    now = (await client.get(f"/orders/{order['id']}")).json()
    assert (now["status"], now["updated_at"]) == ("shipped", shipment["shipped_at"])


@pytest.mark.parametrize("amount", [None, "9.99"])
async def test_an_order_that_is_not_paid(client: AsyncClient, amount: str | None) -> None:
    order = await make_order(client, (await make_user(client))["id"], "10")
    if amount:
        await client.post(f"/orders/{order['id']}/payments", json={"amount": amount, "method": "card"})
    response = await client.post(f"/orders/{order['id']}/shipment", json=PARCEL)
    assert (response.status_code, response.json()["type"]) == (409, "urn:problem:wrong-state")


async def test_twice(client: AsyncClient) -> None:
    path = f"/orders/{(await make_paid_order(client, (await make_user(client))['id']))['id']}"
    first = await client.post(f"{path}/shipment", json=PARCEL)
    assert (await client.post(f"{path}/shipment", json=PARCEL | {"carrier": "another"})).status_code == 409
    assert (await client.post(f"{path}/cancel")).status_code == 409
    assert (await client.post(f"{path}/payments", json={"amount": "1", "method": "card"})).status_code == 409
    assert first.is_success


async def test_nothing(shared_client: AsyncClient) -> None:
    assert (await shared_client.post(f"/orders/{uuid4()}/shipment", json=PARCEL)).status_code == 404


@pytest.mark.parametrize(
    ("body", "path"),
    [
        pytest.param({"carrier": "DHL"}, "body.tracking_number", id="no tracking number"),
        pytest.param({"tracking_number": "1"}, "body.carrier", id="no carrier"),
        pytest.param(PARCEL | {"carrier": ""}, "body.carrier", id="empty carrier"),
        pytest.param(PARCEL | {"carrier": "c" * 101}, "body.carrier", id="carrier too long"),
        pytest.param(PARCEL | {"tracking_number": "1\0"}, "body.tracking_number", id="NUL"),
        pytest.param(PARCEL | {"tracking_number": 1}, "body.tracking_number", id="a number"),
        pytest.param(PARCEL | {"shipped_at": "2026-11-26T00:00:00Z"}, "body.shipped_at", id="unknown field"),
    ],
)
async def test_an_invalid_body(shared_client: AsyncClient, body: object, path: str) -> None:
    response = await shared_client.post(f"/orders/{uuid4()}/shipment", json=body)
    assert response.status_code == 400
    assert [error["path"] for error in response.json()["errors"]] == [path]
