"""Calls from pages of other origins."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from httpx import AsyncClient

from tests.service.asgi import Call
from tests.service.running import serving
from undercroft.edge.cors import CORS
from undercroft.edge.edge import Edge

PAGE = "https://app.example.org"
EXPOSED = "Allow, ETag, Location, RateLimit, RateLimit-Policy, Read-After, Retry-After, WWW-Authenticate, X-Request-ID"


@pytest.fixture
async def opened(shared_database_url: str) -> AsyncGenerator[AsyncClient]:
    async with serving(shared_database_url, CORS_ORIGINS=f"https://other.example {PAGE}") as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "key", "status"),
    [
        pytest.param("GET", "/users", True, 200, id="an answer"),
        pytest.param("GET", "/users", False, 401, id="no key"),
        pytest.param("GET", "/users/x", True, 400, id="refused"),
        pytest.param("GET", "/nothing", True, 404, id="no such path"),
        pytest.param("PUT", "/users", True, 405, id="no such method"),
        pytest.param("OPTIONS", "/users", True, 204, id="options that are no preflight"),
    ],
)
async def test_an_answer_that_its_page_may_read(
    opened: AsyncClient, method: str, path: str, key: bool, status: int
) -> None:
    headers = {"Origin": PAGE} | ({} if key else {"Authorization": ""})
    response = await opened.request(method, path, headers=headers)
    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == PAGE
    assert response.headers["Access-Control-Expose-Headers"] == EXPOSED
    assert response.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize(
    "origin",
    [None, "", "null", "https://app.example.org.evil.example", "http://app.example.org", "https://APP.example.org"],
)
async def test_another_origin(opened: AsyncClient, origin: str | None) -> None:
    response = await opened.get("/users", headers={} if origin is None else {"Origin": origin})
    assert response.status_code == 200
    assert [name for name in response.headers if name.startswith("access-control")] == []
    assert response.headers["Vary"] == "Origin"


@pytest.mark.parametrize("path", ["/users", "/nothing"])
async def test_a_preflight(opened: AsyncClient, path: str) -> None:
    headers = {"Origin": PAGE, "Access-Control-Request-Method": "PUT", "Authorization": ""}
    response = await opened.options(path, headers=headers)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Access-Control-Allow-Origin"] == PAGE
    assert "PUT" in response.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
    assert "Read-After" in response.headers["Access-Control-Allow-Headers"]
    assert response.headers["Access-Control-Max-Age"] == "7200"
    assert response.headers["X-Request-ID"]


async def test_a_preflight_of_another_origin(opened: AsyncClient) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "PUT"}
    response = await opened.options("/users", headers=headers)
    assert (response.status_code, response.headers["Allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    assert [name for name in response.headers if name.startswith("access-control")] == []


async def test_any_origin(shared_database_url: str) -> None:
    async with serving(shared_database_url, CORS_ORIGINS="*") as client:
        response = await client.get("/users", headers={"Origin": PAGE})
    assert (response.headers["Access-Control-Allow-Origin"], "Vary" in response.headers) == ("*", False)


async def test_none_if_none_is_set(shared_client: AsyncClient) -> None:
    headers = {"Origin": PAGE, "Access-Control-Request-Method": "PUT"}
    for response in (await shared_client.get("/users", headers=headers), await shared_client.options("/users")):
        assert [name for name in response.headers if name.startswith("access-control") or name == "vary"] == []


async def test_what_the_edge_answers_itself() -> None:
    async def never(scope: object, receive: object, send: object) -> None:
        await asyncio.Event().wait()

    edge = Edge(never, name="service", request_timeout=0.01, cors=CORS([PAGE]))
    call = Call(edge, "GET", "/", {"Origin": PAGE})
    await call.task
    assert (call.status, call.headers["access-control-allow-origin"]) == (504, PAGE)
