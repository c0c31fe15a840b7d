"""GET /orders/{order_id}/summary."""

import asyncio
from uuid import uuid4

from httpx import AsyncClient

from tests.service.locks import locked, until_waiting
from tests.service.running import make_order, make_user, serving
from undercroft.testing.databases import connect


async def test_an_order_of_which_nothing_became(client: AsyncClient) -> None:
    order = await make_order(client, (await make_user(client))["id"])
    response = await client.get(f"/orders/{order['id']}/summary")
    assert (response.status_code, response.json()) == (200, {"order": order, "payments": [], "shipment": None})


async def test_an_order_that_was_paid_and_shipped(client: AsyncClient) -> None:
    path = f"/orders/{(await make_order(client, (await make_user(client))['id'], '10'))['id']}"
    payments = [
        (await client.post(f"{path}/payments", json={"amount": amount, "method": "card"})).json()
        for amount in ("1.5", "8.5")
    ]
    parcel = {"carrier": "DHL", "tracking_number": "1"}
    shipment = (await client.post(f"{path}/shipment", json=parcel)).json()
    order = (await client.get(path)).json()
    summary = (await client.get(f"{path}/summary")).json()
    assert summary == {"order": order, "payments": payments, "shipment": shipment}


async def test_times_are_in_utc_wherever_the_server_is(client: AsyncClient, database_url: str) -> None:
    path = f"/orders/{(await make_order(client, (await make_user(client))['id']))['id']}"
    payment = (await client.post(f"{path}/payments", json={"amount": "1", "method": "card"})).json()
    async with connect(database_url) as connection:
        name = await connection.fetchval("select current_database()")
        await connection.execute(f"alter database {name} set timezone to 'Asia/Tokyo'")
    async with serving(database_url) as another:
        assert (await another.get(f"{path}/summary")).json()["payments"] == [payment]


async def test_three_reads_at_once(client: AsyncClient, database_url: str) -> None:
    order = await make_order(client, (await make_user(client))["id"])
    async with locked(database_url, "order_items, payments, shipments") as connection:
        answer = asyncio.create_task(client.get(f"/orders/{order['id']}/summary"))
        await until_waiting(connection, 3)
    assert (await answer).status_code == 200


async def test_nothing(shared_client: AsyncClient) -> None:
    response = await shared_client.get(f"/orders/{uuid4()}/summary")
    assert (response.status_code, response.json()["type"]) == (404, "urn:problem:not-found")


async def test_nothing_cancels_the_other_reads(client: AsyncClient, database_url: str) -> None:
    async with locked(database_url, "shipments") as connection:
        assert (await client.get(f"/orders/{uuid4()}/summary")).status_code == 404
        await until_waiting(connection, 0)
