"""Payments and shipments with an Idempotency-Key."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.service.locks import locked, until_waiting
from tests.service.running import make_order, make_user

PAYMENT = {"amount": "4", "method": "card"}
PARCEL = {"carrier": "Post", "tracking_number": "1"}

KINDS = [pytest.param("payments", PAYMENT, id="a payment"), pytest.param("shipment", PARCEL, id="a shipment")]


async def ready(client: AsyncClient, kind: str) -> str:
    """The path of an order that can be paid or shipped."""
    user = await make_user(client, f"{kind}@example.org")
    path = f"/orders/{(await make_order(client, user['id'], '10'))['id']}"
    if kind == "shipment":
        await client.post(f"{path}/payments", json={"amount": "10", "method": "cash"})
    return path


async def send(client: AsyncClient, path: str, body: dict[str, str]) -> Response:
    return await client.post(path, json=body, headers={"Idempotency-Key": "k"})


@pytest.mark.parametrize(("kind", "body"), KINDS)
async def test_the_first_answer_again(client: AsyncClient, kind: str, body: dict[str, Any]) -> None:
    path = await ready(client, kind)
    first = await send(client, f"{path}/{kind}", body)
    after = (await client.get(f"{path}/summary")).json()
    again = await send(client, f"{path}/{kind}", body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Content-Type"] == first.headers["Content-Type"] == "application/json"
    assert "Location" not in again.headers
    assert (await client.get(f"{path}/summary")).json() == after


@pytest.mark.parametrize(("kind", "body"), KINDS)
async def test_the_same_answer_as_without_a_key(client: AsyncClient, kind: str, body: dict[str, Any]) -> None:
    path = await ready(client, kind)
    with_key = await send(client, f"{path}/{kind}", body)
    user = await make_user(client, "another@example.org")
    other = f"/orders/{(await make_order(client, user['id'], '10'))['id']}"
    if kind == "shipment":
        await client.post(f"{other}/payments", json={"amount": "10", "method": "cash"})
    without = await client.post(f"{other}/{kind}", json=body)
    assert (list(with_key.json()), with_key.status_code) == (list(without.json()), without.status_code)


async def test_another_body_or_another_order(client: AsyncClient) -> None:
    path = await ready(client, "payments")
    user = await make_user(client)
    other = f"/orders/{(await make_order(client, user['id'], '10'))['id']}"
    await send(client, f"{path}/payments", PAYMENT)
    for where, body in ((path, PAYMENT | {"amount": "5"}), (other, PAYMENT)):
        response = await send(client, f"{where}/payments", body)
        assert (response.status_code, response.json()["type"]) == (422, "urn:problem:key-reused")
    assert [(await client.get(each)).json()["paid"] for each in (path, other)] == ["4.00", "0.00"]


async def test_a_failure_is_not_kept(client: AsyncClient) -> None:
    path = await ready(client, "payments")
    too_much = await send(client, f"{path}/payments", PAYMENT | {"amount": "11"})
    assert (too_much.status_code, too_much.json()["type"]) == (409, "urn:problem:wrong-state")
    assert (await send(client, f"{path}/payments", PAYMENT)).status_code == 201


async def test_while_it_is_in_flight(client: AsyncClient, database_url: str) -> None:
    path = await ready(client, "payments")
    async with locked(database_url, "orders") as connection:
        first = asyncio.create_task(send(client, f"{path}/payments", PAYMENT))
        await until_waiting(connection, 1)
        response = await send(client, f"{path}/payments", PAYMENT)
        assert (response.status_code, response.json()["type"]) == (409, "urn:problem:key-in-flight")
        assert response.headers["Retry-After"] == "1"
    answer = await first
    assert (await send(client, f"{path}/payments", PAYMENT)).content == answer.content
