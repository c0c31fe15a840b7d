"""GET /orders/{order_id}."""

from uuid import uuid4

import pytest
from httpx import AsyncClient

from tests.service.running import make_order, make_user


async def test_an_order(client: AsyncClient) -> None:
    user = await make_user(client)
    order = await make_order(client, user["id"], "1.50", "2")
    response = await client.get(f"/orders/{order['id']}")
    assert (response.status_code, response.json()) == (200, order)


async def test_the_order_of_a_user_who_left(client: AsyncClient) -> None:
    user = await make_user(client)
    order = await make_order(client, user["id"])
    await client.delete(f"/users/{user['id']}")
    assert (await client.get(f"/orders/{order['id']}")).json() == order


async def test_nothing(shared_client: AsyncClient) -> None:
    response = await shared_client.get(f"/orders/{uuid4()}")
    assert response.status_code == 404
    assert response.json()["type"] == "urn:problem:not-found"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("GET", "/summary"), ("POST", "/cancel"), ("POST", "/payments"), ("POST", "/shipment")],
)
@pytest.mark.parametrize("order_id", ["7", "%00", "%FF", "null", "{123e4567-e89b-12d3-a456-426614174000}"])
async def test_an_id_that_is_none(shared_client: AsyncClient, method: str, path: str, order_id: str) -> None:
    response = await shared_client.request(method, f"/orders/{order_id}{path}", json={})
    assert response.status_code == 400
