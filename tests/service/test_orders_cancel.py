"""POST /orders/{order_id}/cancel."""

from uuid import uuid4

from httpx import AsyncClient

from tests.service.running import make_order, make_user


async def test_a_pending_order(client: AsyncClient) -> None:
    order = await make_order(client, (await make_user(client))["id"])
    response = await client.post(f"/orders/{order['id']}/cancel")
    cancelled = response.json()
    assert response.status_code == 200
    assert cancelled == order | {"status": "cancelled", "updated_at": cancelled["updated_at"]}
    assert cancelled["updated_at"] > order["updated_at"]
    assert (await client.get(f"/orders/{order['id']}")).json() == cancelled


async def test_twice(client: AsyncClient) -> None:
    order = await make_order(client, (await make_user(client))["id"])
    await client.post(f"/orders/{order['id']}/cancel")
    response = await client.post(f"/orders/{order['id']}/cancel")
    assert (response.status_code, response.json()["type"]) == (409, "urn:problem:wrong-state")
    assert response.json()["detail"] == "the order is cancelled, with 0.00 paid of 10.00"


async def test_nothing(shared_client: AsyncClient) -> None:
    assert (await shared_client.post(f"/orders/{uuid4()}/cancel")).status_code == 404
