"""PUT /users/{user_id}."""

from uuid import uuid4

import pytest
from httpx import AsyncClient

from tests.service.running import make_user

NEW = {"email": "new@example.org", "name": "New"}


async def test_replaces_both(client: AsyncClient) -> None:
    user = await make_user(client)
    response = await client.put(f"/users/{user['id']}", json=NEW)
    changed = response.json()
    assert response.status_code == 200
    assert response.headers["ETag"] == '"2"'
    assert changed == user | NEW | {"version": 2, "updated_at": changed["updated_at"]}
    assert changed["updated_at"] > changed["created_at"]
    assert (await client.get(f"/users/{user['id']}")).json() == changed


async def test_its_own_email(client: AsyncClient) -> None:
    user = await make_user(client, "ada@example.org")
    assert (await client.put(f"/users/{user['id']}", json=NEW | {"email": "ADA@example.org"})).status_code == 200


async def test_a_taken_email(client: AsyncClient) -> None:
    await make_user(client, NEW["email"])
    user = await make_user(client, "ada@example.org")
    response = await client.put(f"/users/{user['id']}", json=NEW)
    assert (response.status_code, response.json()["type"]) == (409, "urn:problem:email-taken")
    assert (await client.get(f"/users/{user['id']}")).json() == user


@pytest.mark.parametrize(("tags", "status"), [('"7", "1"', 200), ("*", 200), ('"2"', 412), ('W/"1"', 412), ("1", 400)])
async def test_if_match(client: AsyncClient, tags: str, status: int) -> None:
    user = await make_user(client)
    response = await client.put(f"/users/{user['id']}", json=NEW, headers={"If-Match": tags})
    assert response.status_code == status
    assert (await client.get(f"/users/{user['id']}")).json()["version"] == (2 if status == 200 else 1)


async def test_if_match_over_two_lines(client: AsyncClient) -> None:
    user = await make_user(client)
    headers = [("If-Match", '"7"'), ("If-Match", '"1"')]
    assert (await client.put(f"/users/{user['id']}", json=NEW, headers=headers)).status_code == 200


async def test_the_first_of_two_writers_wins(client: AsyncClient) -> None:
    user = await make_user(client)
    headers = {"If-Match": '"1"'}
    first, second = [await client.put(f"/users/{user['id']}", json=NEW, headers=headers) for _ in range(2)]
    assert (first.status_code, second.status_code) == (200, 412)
    assert '"2"' in second.json()["detail"]


@pytest.mark.parametrize("headers", [{}, {"If-Match": '"1"'}, {"If-Match": "*"}], ids=str)
async def test_nobody(shared_client: AsyncClient, headers: dict[str, str]) -> None:
    assert (await shared_client.put(f"/users/{uuid4()}", json=NEW, headers=headers)).status_code == 404


async def test_someone_who_left(client: AsyncClient) -> None:
    user = await make_user(client)
    await client.delete(f"/users/{user['id']}")
    assert (await client.put(f"/users/{user['id']}", json=NEW)).status_code == 404


@pytest.mark.parametrize(
    ("body", "path"),
    [
        pytest.param({"email": "a@b.c"}, "body.name", id="without a name"),
        pytest.param({"name": "A"}, "body.email", id="without an email"),
        pytest.param(NEW | {"id": str(uuid4())}, "body.id", id="with an id"),
    ],
)
async def test_an_invalid_body(shared_client: AsyncClient, body: object, path: str) -> None:
    response = await shared_client.put(f"/users/{uuid4()}", json=body)
    assert response.status_code == 400
    assert [error["path"] for error in response.json()["errors"]] == [path]
