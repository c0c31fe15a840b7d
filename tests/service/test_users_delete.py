"""DELETE /users/{user_id}."""

from uuid import uuid4

import pytest
from httpx import AsyncClient

from tests.service.running import make_user
from undercroft.testing.databases import connect


async def test_gone_from_every_read(client: AsyncClient) -> None:
    user = await make_user(client)
    response = await client.delete(f"/users/{user['id']}")
    assert (response.status_code, response.content) == (204, b"")
    assert (await client.get(f"/users/{user['id']}")).status_code == 404
    assert (await client.get("/users")).json()["items"] == []


async def test_but_kept_in_the_table(client: AsyncClient, database_url: str) -> None:
    user = await make_user(client)
    await client.delete(f"/users/{user['id']}")
    async with connect(database_url) as connection:
        assert await connection.fetchval("select count(*) from users where deleted_at is not null") == 1


async def test_twice(client: AsyncClient) -> None:
    user = await make_user(client)
    assert [(await client.delete(f"/users/{user['id']}")).status_code for _ in range(2)] == [204, 404]


@pytest.mark.parametrize(("tags", "status"), [('"7", "1"', 204), ("*", 204), ('"2"', 412), ('W/"1"', 412), ("1", 400)])
async def test_if_match(client: AsyncClient, tags: str, status: int) -> None:
    user = await make_user(client)
    response = await client.delete(f"/users/{user['id']}", headers={"If-Match": tags})
    assert response.status_code == status
    assert (await client.get(f"/users/{user['id']}")).status_code == (404 if status == 204 else 200)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_if_none_match(client: AsyncClient, method: str) -> None:
    """A change would be made although the caller said when it must not be."""
    user = await make_user(client)
    body = {"email": "eve@example.org", "name": "Eve"} if method != "DELETE" else None
    path = f"/users/{user['id']}"
    response = await client.request(method, path, json=body, headers={"If-None-Match": "*"})
    assert (response.status_code, response.json()["errors"][0]["path"]) == (400, "header.If-None-Match")
    assert (await client.get(path)).json() == user


@pytest.mark.parametrize("headers", [{}, {"If-Match": '"1"'}, {"If-Match": "*"}], ids=str)
async def test_nobody(shared_client: AsyncClient, headers: dict[str, str]) -> None:
    assert (await shared_client.delete(f"/users/{uuid4()}", headers=headers)).status_code == 404
