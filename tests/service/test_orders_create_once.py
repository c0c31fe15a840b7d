"""POST /orders with an Idempotency-Key."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient, Response

from generated.models import KeyScope
from tests.service.locks import locked, until_waiting
from tests.service.running import make_key, make_user
from undercroft.testing.databases import connect

ITEM = {"sku": "tea", "quantity": 3, "unit_price": "4.50"}


async def order(client: AsyncClient, user: dict[str, object], key: str = "k", **item: object) -> Response:
    body = {"user_id": user["id"], "items": [ITEM | item]}
    return await client.post("/orders", json=body, headers={"Idempotency-Key": key})


async def orders(client: AsyncClient) -> list[Any]:
    return (await client.get("/orders")).json()["items"]


async def test_the_first_answer_again(client: AsyncClient) -> None:
    user = await make_user(client)
    first = await order(client, user)
    await client.post(f"/orders/{first.json()['id']}/cancel")
    again = await order(client, user)
    assert (again.status_code, again.content) == (201, first.content)
    for name in ("Location", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert first.headers["Location"] == f"/orders/{first.json()['id']}"
    assert len(await orders(client)) == 1


async def test_the_same_answer_as_without_a_key(client: AsyncClient) -> None:
    user = await make_user(client)
    with_key = await order(client, user)
    without = await client.post("/orders", json={"user_id": user["id"], "items": [ITEM]})
    changing = ("id", "created_at", "updated_at")
    assert list(with_key.json()) == list(without.json())
    assert {k: v for k, v in with_key.json().items() if k not in changing} == {
        k: v for k, v in without.json().items() if k not in changing
    }
    assert with_key.headers["Content-Type"] == without.headers["Content-Type"]


async def test_another_body(client: AsyncClient) -> None:
    user = await make_user(client)
    await order(client, user)
    response = await order(client, user, quantity=4)
    assert (response.status_code, response.json()["type"]) == (422, "urn:problem:key-reused")
    assert len(await orders(client)) == 1


async def test_another_key(client: AsyncClient) -> None:
    user = await make_user(client)
    assert (await order(client, user, "k")).json()["id"] != (await order(client, user, "K")).json()["id"]


async def test_the_same_word_of_another_sender(client: AsyncClient, database_url: str) -> None:
    user = await make_user(client)
    first = await order(client, user)
    client.headers["Authorization"] = f"Bearer {await make_key(database_url, KeyScope.WRITE)}"
    assert (await order(client, user, quantity=4)).status_code == 201
    assert (await order(client, user, quantity=4)).json() != first.json()
    assert len(await orders(client)) == 2


async def test_a_failure_is_not_kept(client: AsyncClient, database_url: str) -> None:
    user = await make_user(client)
    await client.delete(f"/users/{user['id']}")
    assert (await order(client, user)).status_code == 404
    async with connect(database_url) as connection:
        await connection.execute("update users set deleted_at = null")
    assert (await order(client, user)).status_code == 201


async def test_while_it_is_in_flight(client: AsyncClient, database_url: str) -> None:
    user = await make_user(client)
    async with locked(database_url) as connection:
        first = asyncio.create_task(order(client, user))
        await until_waiting(connection, 1)
        for quantity in (3, 4):
            response = await order(client, user, quantity=quantity)
            assert (response.status_code, response.json()["type"]) == (409, "urn:problem:key-in-flight")
            assert response.headers["Retry-After"] == "1"
    answer = await first
    assert (await order(client, user)).content == answer.content


async def test_a_connection_that_is_lost_meanwhile(client: AsyncClient, database_url: str) -> None:
    user = await make_user(client)
    async with locked(database_url) as connection:
        first = asyncio.create_task(order(client, user))
        await until_waiting(connection, 1)
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and application_name = 'service' and wait_event_type = 'Lock'"
        )
        assert (await first).status_code == 503
    assert (await order(client, user)).status_code == 201
    assert len(await orders(client)) == 1


async def test_what_cannot_be_kept_is_not_made(client: AsyncClient, database_url: str) -> None:
    user = await make_user(client)
    async with connect(database_url) as connection:
        await connection.execute("alter table idempotency_keys add constraint never check (false)")
        assert (await order(client, user)).status_code == 400
        assert await orders(client) == []
        await connection.execute("alter table idempotency_keys drop constraint never")
    assert (await order(client, user)).status_code == 201


async def test_for_a_day(client: AsyncClient, database_url: str) -> None:
    user = await make_user(client)
    first = await order(client, user)
    async with connect(database_url) as connection:
        await connection.execute("update idempotency_keys set created_at = now() - interval '23 h 59 min'")
        assert (await order(client, user)).content == first.content
        await connection.execute("update idempotency_keys set created_at = now() - interval '24 h'")
        second = await order(client, user, quantity=4)
        assert (second.status_code, second.json()["id"] == first.json()["id"]) == (201, False)
        assert (await order(client, user, quantity=4)).content == second.content
        assert await connection.fetchval("select count(*) from idempotency_keys") == 1


async def test_what_is_too_old_is_removed(client: AsyncClient, database_url: str) -> None:
    user = await make_user(client)
    for n in range(12):
        await order(client, user, f"key {n}")
    async with connect(database_url) as connection:
        await connection.execute("update idempotency_keys set created_at = now() - interval '2 days'")
        counts: list[int] = []
        for n in range(3):
            await order(client, user, f"new {n}")
            counts.append(await connection.fetchval("select count(*) from idempotency_keys where key like 'key%'"))
    assert counts == [2, 0, 0]


@pytest.mark.parametrize("key", ["x", "x" * 255, "a b", '"quoted"', "~!@#$%^&*()"])
async def test_a_key(client: AsyncClient, key: str) -> None:
    user = await make_user(client)
    assert [(await order(client, user, key)).status_code for _ in range(2)] == [201, 201]
    assert len(await orders(client)) == 1


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param([b""], id="empty"),
        pytest.param([b"x" * 256], id="too long"),
        pytest.param([b"\xe9"], id="not ASCII"),
        pytest.param([b"a\tb"], id="not printable"),
        pytest.param([b"a", b"b"], id="two"),
    ],
)
async def test_an_invalid_key(client: AsyncClient, keys: list[bytes]) -> None:
    user = await make_user(client)
    body = {"user_id": user["id"], "items": [ITEM]}
    response = await client.post("/orders", json=body, headers=[(b"Idempotency-Key", key) for key in keys])
    assert response.status_code == 400
    assert [error["path"] for error in response.json()["errors"]] == ["header.Idempotency-Key"]
    assert await orders(client) == []


async def test_an_invalid_body(client: AsyncClient) -> None:
    user = await make_user(client)
    assert (await order(client, user, quantity=0)).status_code == 400
    assert (await order(client, user)).status_code == 201
