"""POST /users."""

from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest
from httpx import AsyncClient

from generated.models import USERS_EMAIL_FORM_CHECK
from tests.service.running import make_user
from undercroft.testing.databases import connect


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
        pytest.param(VALID | {"email": " @ "}, "body.email", id="spaces around the @"),
        pytest.param(VALID | {"email": "a b@example.org"}, "body.email", id="a space"),
        pytest.param(VALID | {"email": "ada@example.org\n"}, "body.email", id="a line end after it"),
        pytest.param(VALID | {"email": "ada\r\nBcc: eve@example.org"}, "body.email", id="another line of a mail"),
        pytest.param(VALID | {"email": "ada@example.org\u2028"}, "body.email", id="a line end of Unicode"),
        pytest.param(VALID | {"email": "ada\x7f@example.org"}, "body.email", id="a control character"),
        pytest.param(VALID | {"email": "ada@eve@example.org"}, "body.email", id="two @"),
        pytest.param(VALID | {"email": "ada@"}, "body.email", id="nothing after the @"),
        pytest.param(VALID | {"email": "ada@example.org,eve@example.org"}, "body.email", id="two addresses"),
        pytest.param(VALID | {"email": "Ada <ada@example.org>"}, "body.email", id="a name"),
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


async def test_what_an_email_must_be(shared_client: AsyncClient) -> None:
    response = await shared_client.post("/users", json=VALID | {"email": "nobody"})
    assert response.json()["detail"] == (
        'body.email: must be text of 3 to 254 characters: an e-mail address, such as "ada@example.org"'
    )


async def test_a_name_of_json_twice(shared_client: AsyncClient) -> None:
    body = b'{"email": "ada@example.org", "email": "eve@example.org", "name": "Ada"}'
    response = await shared_client.post("/users", content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["detail"]) == (400, "body.email: is given more than once")


@pytest.mark.parametrize("first", ["\u0130", "\u00c9", "\u1e9e"])
async def test_case_is_what_postgresql_says(client: AsyncClient, database_url: str, first: str) -> None:
    await make_user(client, f"{first}da@example.org")
    async with connect(database_url) as connection:
        lower = await connection.fetchval("select lower($1)", first)
    response = await client.post("/users", json={"email": f"{lower}da@example.org", "name": "Another"})
    assert response.status_code == 409


@pytest.mark.parametrize("email", [" @ ", "ada@example.org\r\nBcc: eve@example.org", "ada@"])
async def test_the_database_refuses_it_too(database_url: str, email: str) -> None:
    async with connect(database_url) as connection:
        with pytest.raises(asyncpg.CheckViolationError, match=USERS_EMAIL_FORM_CHECK):
            await connection.execute("insert into users (email, name) values ($1, 'Ada')", email)


async def test_addresses_from_before(client: AsyncClient, database_url: str) -> None:
    """One that would be refused now can be read, be deleted, and be changed together with its address."""
    async with connect(database_url) as connection:
        rule = await connection.fetchval(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = $1", USERS_EMAIL_FORM_CHECK
        )
        await connection.execute(f"alter table users drop constraint {USERS_EMAIL_FORM_CHECK}")
        await connection.execute("insert into users (email, name) values (' @ ', 'Ada'), (' @ . ', 'Eve')")
        await connection.execute(f"alter table users add constraint {USERS_EMAIL_FORM_CHECK} {rule}")
    paths = {user["name"]: f"/users/{user['id']}" for user in (await client.get("/users")).json()["items"]}
    assert (await client.patch(paths["Ada"], json={"name": "Ada King"})).status_code == 400
    changed = await client.patch(paths["Ada"], json={"name": "Ada King", "email": "ada@example.org"})
    assert (changed.status_code, (await client.delete(paths["Eve"])).status_code) == (200, 204)
