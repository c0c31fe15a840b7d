"""GET /users/{user_id}."""

from uuid import uuid4

import pytest
from httpx import AsyncClient

from tests.service.running import make_user


async def test_a_user(client: AsyncClient) -> None:
    user = await make_user(client)
    response = await client.get(f"/users/{user['id']}")
    assert (response.status_code, response.json()) == (200, user)
    assert response.headers["ETag"] == '"1"'


@pytest.mark.parametrize(
    ("known", "status"),
    [
        pytest.param('"1"', 304, id="the same"),
        pytest.param('W/"1"', 304, id="weakly the same"),
        pytest.param('"7", "1"', 304, id="among others"),
        pytest.param("*", 304, id="any"),
        pytest.param('"2"', 200, id="another"),
        pytest.param('"01"', 200, id="not written like ours"),
        pytest.param('"1', 400, id="malformed"),
        pytest.param("1", 400, id="without quotes"),
        pytest.param("", 400, id="empty"),
    ],
)
async def test_if_none_match(client: AsyncClient, known: str, status: int) -> None:
    user = await make_user(client)
    response = await client.get(f"/users/{user['id']}", headers={"If-None-Match": known})
    assert response.status_code == status
    if status == 304:
        assert (response.content, response.headers["ETag"]) == (b"", '"1"')
        assert "Content-Type" not in response.headers


async def test_head(client: AsyncClient) -> None:
    user = await make_user(client)
    head, get = [await client.request(method, f"/users/{user['id']}") for method in ("HEAD", "GET")]
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(get.content))
    assert head.headers["ETag"] == get.headers["ETag"]


async def test_nobody(shared_client: AsyncClient) -> None:
    response = await shared_client.get(f"/users/{uuid4()}")
    assert response.status_code == 404
    assert response.json()["type"] == "urn:problem:not-found"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("user_id", ["7", "x", "%00", "%FF", "{123e4567-e89b-12d3-a456-426614174000}", "null"])
async def test_an_id_that_is_none(shared_client: AsyncClient, method: str, user_id: str) -> None:
    response = await shared_client.request(method, f"/users/{user_id}", json={"email": "a@b.c", "name": "A"})
    assert response.status_code == 400
    if method != "HEAD":
        assert [error["path"] for error in response.json()["errors"]] == ["path.user_id"]
