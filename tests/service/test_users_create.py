"""POST /users."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from httpx import AsyncClient

from tests.service.running import make_user


async def test_a_new_user(client: AsyncClient) -> None:
    response = await client.post("/users", json={"email": "Ada@Example.org", "name": "Ada Lovelace"})
    user = response.json()
    assert response.status_code == 201
    assert list(user) == ["id", "email", "name", "version", "created_at", "updated_at"]
    assert (user["email"], user["name"], user["version"]) == ("Ada@Example.org", "Ada Lovelace", 1)
    assert response.headers["Location"] == f"/users/{UUID(user['id'])}"
    assert response.headers["ETag"] == '"1"'
    assert user["created_at"] == user["updated_at"]
    assert user["created_at"].endswith("Z")
    assert abs((datetime.fromisoformat(user["created_at"]) - datetime.now(UTC)).total_seconds()) < 60


async def test_where_the_location_points(client: AsyncClient) -> None:
    created = await client.post("/users", json={"email": "ada@example.org", "name": "Ada"})
    assert (await client.get(created.headers["Location"])).json() == created.json()


@pytest.mark.parametrize("email", ["ada@example.org", "ADA@EXAMPLE.ORG"])
async def test_a_taken_email(client: AsyncClient, email: str) -> None:
    await make_user(client, "ada@example.org")
    response = await client.post("/users", json={"email": email, "name": "Another"})
    assert response.status_code == 409
    assert response.json()["type"] == "urn:problem:email-taken"
    assert email in response.json()["detail"]


async def test_the_email_of_someone_who_left(client: AsyncClient) -> None:
    user = await make_user(client, "ada@example.org")
    await client.delete(f"/users/{user['id']}")
    assert (await client.post("/users", json={"email": "ada@example.org", "name": "Ada"})).status_code == 201


@pytest.mark.parametrize(
    ("email", "name"),
    [
        pytest.param("a@b", "A", id="shortest"),
        pytest.param("a" * 249 + "@b.cd", "n" * 200, id="longest"),
        pytest.param("用户@例え.jp", "Ada 🌍 \u202e \t", id="any characters"),
    ],
)
async def test_values_at_their_limits(client: AsyncClient, email: str, name: str) -> None:
    user = await make_user(client, email, name)
    assert (user["email"], user["name"]) == (email, name)


VALID = {"email": "ada@example.org", "name": "Ada"}


@pytest.mark.parametrize(
    ("body", "path"),
    [
        pytest.param({"name": "Ada"}, "body.email", id="no email"),
        pytest.param({"email": "ada@example.org"}, "body.name", id="no name"),
        pytest.param({}, "body.email", id="nothing"),
        pytest.param([VALID], "body", id="a list"),
        pytest.param(None, "body", id="null"),
        pytest.param("text", "body", id="text"),
        pytest.param(VALID | {"admin": True}, "body.admin", id="unknown field"),
        pytest.param(VALID | {"version": 7}, "body.version", id="a field that is not the client's"),
        pytest.param(VALID | {"email": None}, "body.email", id="null email"),
        pytest.param(VALID | {"email": 5}, "body.email", id="email a number"),
        pytest.param(VALID | {"email": ["a@b.c"]}, "body.email", id="email a list"),
        pytest.param(VALID | {"email": "@b"}, "body.email", id="email too short"),
        pytest.param(VALID | {"email": "a" * 250 + "@b.cd"}, "body.email", id="email too long"),
        pytest.param(VALID | {"email": "example.org"}, "body.email", id="email without @"),
        pytest.param(VALID | {"email": "@example.org"}, "body.email", id="email starts with @"),
        pytest.param(VALID | {"email": "@@example.org"}, "body.email", id="email starts with two @"),
        pytest.param(VALID | {"email": "ada\0@example.org"}, "body.email", id="NUL before the @"),
        pytest.param(VALID | {"email": "ada@example.org\0"}, "body.email", id="NUL after the @"),
        pytest.param(VALID | {"name": ""}, "body.name", id="empty name"),
        pytest.param(VALID | {"name": "n" * 201}, "body.name", id="name too long"),
        pytest.param(VALID | {"name": "A\0"}, "body.name", id="NUL in the name"),
        pytest.param(VALID | {"name": True}, "body.name", id="name a boolean"),
    ],
)
async def test_an_invalid_body(shared_client: AsyncClient, body: object, path: str) -> None:
    response = await shared_client.post("/users", json=body)
    assert response.status_code == 400
    assert [error["path"] for error in response.json()["errors"]] == [path]
