"""Requests that race for the same order, and what must hold in whatever order they arrive."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

from httpx import AsyncClient, Response

from tests.service.running import make_order, make_user

# Runs one round, on a new order; raises AssertionError if it fails.
Race = Callable[[AsyncClient], Awaitable[None]]

CARD = {"amount": "10", "method": "card"}
PARCEL = {"carrier": "DHL", "tracking_number": "1"}


async def payments(client: AsyncClient) -> None:
    """Of 5 payments of 4 on an order of 10, 2 fit."""
    path = await ordered(client)
    answers = await together(*(client.post(f"{path}/payments", json=CARD | {"amount": "4"}) for _ in range(5)))
    assert statuses(answers) == [201, 201, 409, 409, 409]
    summary = (await client.get(f"{path}/summary")).json()
    assert (summary["order"]["status"], summary["order"]["paid"]) == ("pending", "8.00")
    assert sorted(payment["id"] for payment in summary["payments"]) == made(answers)


async def full_payments(client: AsyncClient) -> None:
    """Of two payments of all that is owed, one is accepted."""
    path = await ordered(client)
    answers = await together(*(client.post(f"{path}/payments", json=CARD) for _ in range(2)))
    assert statuses(answers) == [201, 409]
    summary = (await client.get(f"{path}/summary")).json()
    assert (summary["order"]["status"], summary["order"]["paid"]) == ("paid", "10.00")
    assert [payment["id"] for payment in summary["payments"]] == made(answers)


async def shipments(client: AsyncClient) -> None:
    """Of two shipments of a paid order, one goes out."""
    path = await ordered(client)
    await client.post(f"{path}/payments", json=CARD)
    answers = await together(
        *(client.post(f"{path}/shipment", json=PARCEL | {"tracking_number": str(n)}) for n in range(2))
    )
    assert statuses(answers) == [201, 409]
    summary = (await client.get(f"{path}/summary")).json()
    assert summary["order"]["status"] == "shipped"
    assert summary["shipment"] == next(answer.json() for answer in answers if answer.is_success)


async def payment_and_cancellation(client: AsyncClient) -> None:
    """An order is paid or cancelled, never both."""
    path = await ordered(client)
    payment, cancellation = await together(client.post(f"{path}/payments", json=CARD), client.post(f"{path}/cancel"))
    assert (payment.status_code, cancellation.status_code) in ((201, 409), (409, 200))
    summary = (await client.get(f"{path}/summary")).json()
    assert summary["order"]["status"] == ("paid" if payment.is_success else "cancelled")
    assert len(summary["payments"]) == payment.is_success


async def repeated_orders(client: AsyncClient) -> None:
    """Of two orders with one Idempotency-Key, one is made; the other request gets the same answer, or 409."""
    user_id = await new_user(client)
    body = {"user_id": user_id, "items": [{"sku": "tea", "quantity": 1, "unit_price": "10"}]}
    headers = {"Idempotency-Key": str(uuid4())}
    answers = await together(*(client.post("/orders", json=body, headers=headers) for _ in range(2)))
    assert statuses(answers) in ([201, 201], [201, 409])
    again = await client.post("/orders", json=body, headers=headers)
    assert {answer.content for answer in answers if answer.is_success} == {again.content}
    page = (await client.get("/orders", params={"user_id": user_id})).json()
    assert [order["id"] for order in page["items"]] == [again.json()["id"]]


RACES: list[Race] = [payments, full_payments, shipments, payment_and_cancellation, repeated_orders]


async def ordered(client: AsyncClient) -> str:
    return f"/orders/{(await make_order(client, await new_user(client), '10'))['id']}"


async def new_user(client: AsyncClient) -> str:
    return str((await make_user(client, f"{uuid4()}@example.org"))["id"])


async def together(*requests: Awaitable[Response]) -> list[Response]:
    return await asyncio.gather(*requests)


def statuses(answers: list[Response]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def made(answers: list[Response]) -> list[str]:
    return sorted(answer.json()["id"] for answer in answers if answer.is_success)
