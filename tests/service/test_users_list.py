"""GET /users."""

import pytest
from httpx import AsyncClient

from tests.service.running import make_user


async def make_users(client: AsyncClient, number: int) -> list[dict[str, object]]:
    """Users, newest first."""
    return [await make_user(client, f"user{n}@example.org") for n in range(number)][::-1]


async def test_nobody(client: AsyncClient) -> None:
    response = await client.get("/users")
    assert (response.status_code, response.json()) == (200, {"items": [], "next_cursor": None})


async def test_newest_first(client: AsyncClient) -> None:
    users = await make_users(client, 3)
    assert (await client.get("/users")).json() == {"items": users, "next_cursor": None}


@pytest.mark.parametrize(
    ("limit", "sizes"),
    [
        pytest.param(1, [1, 1, 1, 1, 1], id="one by one"),
        pytest.param(2, [2, 2, 1], id="a last page that is not full"),
        pytest.param(5, [5], id="a page that is just full"),
        pytest.param(100, [5], id="more than there are"),
    ],
)
async def test_every_page(client: AsyncClient, limit: int, sizes: list[int]) -> None:
    users = await make_users(client, 5)
    pages: list[list[object]] = []
    cursor: str | None = ""
    while cursor is not None:
        parameters = {"limit": str(limit)} | ({"cursor": cursor} if cursor else {})
        page = (await client.get("/users", params=parameters)).json()
        pages.append(page["items"])
        cursor = page["next_cursor"]
    assert [len(page) for page in pages] == sizes
    assert [user for page in pages for user in page] == users


async def test_fifty_if_no_limit_is_given(client: AsyncClient) -> None:
    await make_users(client, 51)
    page = (await client.get("/users")).json()
    assert len(page["items"]) == 50
    assert page["next_cursor"] is not None


async def test_pages_hold_still_while_users_come_and_go(client: AsyncClient) -> None:
    users = await make_users(client, 4)
    first = (await client.get("/users", params={"limit": 2})).json()
    await make_user(client, "new@example.org")
    await client.delete(f"/users/{users[1]['id']}")
    second = (await client.get("/users", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert second == {"items": users[2:], "next_cursor": None}


async def test_without_those_who_left(client: AsyncClient) -> None:
    users = await make_users(client, 2)
    await client.delete(f"/users/{users[0]['id']}")
    assert (await client.get("/users")).json()["items"] == users[1:]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        pytest.param("limit=0", "query.limit", id="limit below 1"),
        pytest.param("limit=101", "query.limit", id="limit above 100"),
        pytest.param("limit=-1", "query.limit", id="negative limit"),
        pytest.param("limit=99999999999999999999", "query.limit", id="limit beyond every integer"),
        pytest.param("limit=1.5", "query.limit", id="limit with a fraction"),
        pytest.param("limit=1.0", "query.limit", id="limit with a point"),
        pytest.param("limit=1e1", "query.limit", id="limit with an exponent"),
        pytest.param("limit=%2B1", "query.limit", id="limit with a plus"),
        pytest.param("limit=%D9%A5", "query.limit", id="limit in Arabic digits"),
        pytest.param("limit=x", "query.limit", id="limit not a number"),
        pytest.param("limit=", "query.limit", id="empty limit"),
        pytest.param("limit=null", "query.limit", id="limit null"),
        pytest.param("limit=%00", "query.limit", id="limit NUL"),
        pytest.param("limit=1&limit=2", "query.limit", id="limit twice"),
        pytest.param("cursor=", "query.cursor", id="empty cursor"),
        pytest.param("cursor=x", "query.cursor", id="cursor not base64"),
        pytest.param("cursor=%ff%00", "query.cursor", id="cursor not text"),
        pytest.param("cursor=kMA", "query.cursor", id="cursor of something else"),
        pytest.param("cursor=a&cursor=b", "query.cursor", id="cursor twice"),
        pytest.param("offset=1", "query.offset", id="unknown parameter"),
        pytest.param("Limit=1", "query.Limit", id="known parameter in capitals"),
        pytest.param("limit", "query.limit", id="name only"),
        pytest.param("=1", "query.", id="value only"),
    ],
)
async def test_an_invalid_query(shared_client: AsyncClient, query: str, path: str) -> None:
    response = await shared_client.get(f"/users?{query}")
    assert response.status_code == 400
    assert [error["path"] for error in response.json()["errors"]] == [path]
