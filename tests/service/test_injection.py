"""SQL in what clients send stays text: values are parameters, and what chooses a statement is one of a few words."""

import pytest
from httpx import AsyncClient

from tests.service.running import make_user

SQL = [
    pytest.param("'); delete from users; --", id="ends a string"),
    pytest.param("$1; drop table orders", id="a parameter"),
    pytest.param("\\'; select pg_sleep(60); --", id="a backslash"),
    pytest.param("%' or '1'='1", id="a pattern"),
    pytest.param('"users"', id="a name"),
]


@pytest.mark.parametrize("text", SQL)
async def test_it_is_kept_as_it_came(client: AsyncClient, text: str) -> None:
    user = await make_user(client, "ada@example.org", text)
    items = [{"sku": text, "quantity": 1, "unit_price": "1.00"}]
    order = (await client.post("/orders", json={"user_id": user["id"], "items": items})).json()
    await client.patch(f"/users/{user['id']}", json={"name": f"{text}{text}"})
    users = (await client.get("/users")).json()["items"]
    assert [user["name"] for user in users] == [f"{text}{text}"]
    assert [item["sku"] for item in (await client.get(f"/orders/{order['id']}")).json()["items"]] == [text]


@pytest.mark.parametrize("text", SQL)
@pytest.mark.parametrize("parameter", ["order_by", "cursor", "status", "user_id", "created_after", "limit"])
async def test_it_chooses_no_statement(shared_client: AsyncClient, parameter: str, text: str) -> None:
    response = await shared_client.get("/orders", params={parameter: text})
    assert response.status_code == 400
