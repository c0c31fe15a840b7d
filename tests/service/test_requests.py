"""Bodies and their headers."""

import pytest
from httpx import AsyncClient

from tests.service.running import serving
from undercroft.http.requests import MOST_ERRORS

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        pytest.param("application/json", 400, id="JSON"),
        pytest.param("Application/JSON ; Charset=UTF-8", 400, id="JSON in UTF-8"),
        pytest.param('application/json; charset="utf-8"', 400, id="JSON in quoted UTF-8"),
        pytest.param("application/json; charset=latin-1", 415, id="JSON in Latin 1"),
        pytest.param("application/json;;=;", 400, id="JSON with nonsense"),
        pytest.param("text/plain", 415, id="text"),
        pytest.param("application/x-www-form-urlencoded", 415, id="a form"),
        pytest.param("multipart/form-data; boundary=x", 415, id="a form of many parts"),
        pytest.param("application/x-msgpack", 415, id="MessagePack"),
        pytest.param("application/merge-patch+json", 415, id="a merge patch"),
        pytest.param("nonsense", 415, id="nonsense"),
        pytest.param("", 415, id="nothing"),
        pytest.param(None, 415, id="absent"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_content_type(shared_client: AsyncClient, method: str, content_type: str | None, status: int) -> None:
    path = "/users" if method == "POST" else "/users/123e4567-e89b-12d3-a456-426614174000"
    headers = {} if content_type is None else {"Content-Type": content_type}
    response = await shared_client.request(method, path, content=b"{}", headers=headers)
    assert response.status_code == status
    assert response.headers.get("Accept") == ("application/json" if status == 415 else None)


@pytest.mark.parametrize(
    ("name", "first", "second", "status"),
    [
        pytest.param("Content-Type", "application/json", "text/plain", 415, id="two types"),
        pytest.param("Content-Type", "application/json;a=b", "text/plain", 415, id="two types, with an attribute"),
        pytest.param("Content-Type", "application/json", "application/json", 415, id="one type twice"),
        pytest.param("Content-Encoding", "identity", "gzip", 415, id="two encodings"),
        pytest.param("Content-Encoding", "identity", "identity", 400, id="none, twice"),
    ],
)
async def test_a_header_of_the_body_that_comes_twice(
    shared_client: AsyncClient, name: str, first: str, second: str, status: int
) -> None:
    rest = [] if name == "Content-Type" else list(JSON.items())
    headers = [*rest, (name, first), (name, second)]
    assert (await shared_client.post("/users", content=b"{}", headers=headers)).status_code == status


@pytest.mark.parametrize(("encoding", "status"), [("identity", 400), ("gzip", 415), ("br", 415)])
async def test_content_encoding(shared_client: AsyncClient, encoding: str, status: int) -> None:
    response = await shared_client.post("/users", content=b"{}", headers=JSON | {"Content-Encoding": encoding})
    assert response.status_code == status


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"{", id="half an object"),
        pytest.param(b"", id="empty"),
        pytest.param(b" ", id="blank"),
        pytest.param(b"{} {}", id="two objects"),
        pytest.param(b"{'email': 1}", id="single quotes"),
        pytest.param(b'{"email": NaN, "name": "A"}', id="not a number"),
        pytest.param(b'{"email": 1e999, "name": "A"}', id="beyond every number"),
        pytest.param(b'\xef\xbb\xbf{"email": "a@b.c", "name": "A"}', id="byte order mark"),
        pytest.param('{"email": "a@b.c", "name": "A"}'.encode("utf-16"), id="UTF-16"),
        pytest.param(b'{"email": "a@b.c", "name": "\xff"}', id="not UTF-8"),
        pytest.param(b'{"email": "a@b.c", "name": "\xed\xa0\x80"}', id="a surrogate in UTF-8"),
        pytest.param(rb'{"email": "a@b.c", "name": "\ud800 alone"}', id="half a surrogate pair"),
        pytest.param(b'{"email": "a@b.c", "name": "a\x00"}', id="a bare NUL"),
        pytest.param(rb'{"email": "a@b.c", "name": "a\u0000"}', id="an escaped NUL"),
        pytest.param(b"[" * 100_000, id="deep lists"),
        pytest.param(b'{"a":' * 100_000, id="deep objects"),
        pytest.param(b'{"email": ' + b"[" * 100_000, id="a deep email"),
    ],
)
async def test_what_is_no_json(shared_client: AsyncClient, body: bytes) -> None:
    response = await shared_client.post("/users", content=body, headers=JSON)
    assert response.status_code == 400
    assert response.json()["errors"][0]["path"].startswith("body")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
async def test_a_body_at_its_limit(shared_database_url: str, method: str) -> None:
    path = "/users" if method == "POST" else "/users/123e4567-e89b-12d3-a456-426614174000"
    async with serving(shared_database_url, MAX_BODY="100") as client:
        for size, status in ((100, 400), (101, 413)):
            response = await client.request(method, path, content=b"{" + b" " * (size - 1), headers=JSON)
            assert response.status_code == status


async def test_a_body_without_a_length_that_is_too_large(shared_database_url: str) -> None:
    async def parts():
        for _ in range(3):
            yield b" " * 50

    async with serving(shared_database_url, MAX_BODY="100") as client:
        response = await client.post("/users", content=parts(), headers=JSON)
    assert response.status_code == 413


async def test_long_names_are_not_repeated_at_length(shared_client: AsyncClient) -> None:
    name = "x" * 8_000
    for response in (
        await shared_client.post("/users", json={name: 1}),
        await shared_client.get("/users", params={name: "1"}),
        await shared_client.get(f"/{name}"),
    ):
        assert response.status_code in (400, 404)
        assert len(response.content) < 2000


async def test_a_query_of_thousands(shared_client: AsyncClient) -> None:
    response = await shared_client.get(f"/users?{'a&' * 3000}")
    assert response.status_code == 400
    assert len(response.json()["errors"]) == MOST_ERRORS


async def test_a_query_where_none_is_known(shared_client: AsyncClient) -> None:
    response = await shared_client.post("/users?dry_run=1", content=b"{}", headers=JSON)
    assert [error["path"] for error in response.json()["errors"]] == ["query.dry_run"]
