"""PATCH /users/{user_id}."""

from uuid import uuid4

import pytest
from httpx import AsyncClient

from tests.service.running import make_user


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"email": "new@example.org"}, id="the email"),
        pytest.param({"name": "New"}, id="the name"),
        pytest.param({"email": "new@example.org", "name": "New"}, id="both"),
    ],
)
async def test_what_is_absent_stays(client: AsyncClient, change: dict[str, str]) -> None:
    user = await make_user(client)
    response = await client.patch(f"/users/{user['id']}", json=change)
    changed = response.json()
    assert response.status_code == 200
    assert response.headers["ETag"] == '"2"'
    assert changed == user | change | {"version": 2, "updated_at": changed["updated_at"]}
    assert (await client.get(f"/users/{user['id']}")).json() == changed


async def test_a_taken_email(client: AsyncClient) -> None:
    await make_user(client, "new@example.org")
    user = await make_user(client, "ada@example.org")
    response = await client.patch(f"/users/{user['id']}", json={"email": "NEW@example.org"})
    assert (response.status_code, response.json()["type"]) == (409, "urn:problem:email-taken")


@pytest.mark.parametrize(("tags", "status"), [('"1"', 200), ("*", 200), ('"2"', 412), ('W/"1"', 412), ("1", 400)])
async def test_if_match(client: AsyncClient, tags: str, status: int) -> None:
    user = await make_user(client)
    response = await client.patch(f"/users/{user['id']}", json={"name": "New"}, headers={"If-Match": tags})
    assert response.status_code == status


async def test_nobody(shared_client: AsyncClient) -> None:
    assert (await shared_client.patch(f"/users/{uuid4()}", json={"name": "New"})).status_code == 404


@pytest.mark.parametrize(
    ("body", "path"),
    [
        pytest.param({"email": None}, "body.email", id="null email"),
        pytest.param({"name": None}, "body.name", id="null name"),
        pytest.param({"name": ""}, "body.name", id="empty name"),
        pytest.param({"email": "x"}, "body.email", id="email too short"),
        pytest.param({"name": "A\0"}, "body.name", id="NUL"),
        pytest.param({"nmae": "New"}, "body.nmae", id="unknown field"),
        pytest.param(["name"], "body", id="a list"),
    ],
)
async def test_an_invalid_body(shared_client: AsyncClient, body: object, path: str) -> None:
    response = await shared_client.patch(f"/users/{uuid4()}", json=body)
    assert response.status_code == 400
    assert [error["path"] for error in response.json()["errors"]] == [path]
