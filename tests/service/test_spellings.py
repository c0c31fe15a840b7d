"""Every path is served in one spelling: a proxy's rule about a path holds for all ways to write it."""

from collections.abc import Callable

import pytest

from service.app import description
from tests.service.asgi import Call
from tests.service.running import running

PATHS = sorted({*description().document["paths"], "/schema", "/schema/openapi.json"})
ID = "9b1f7c52-3e0d-4a86-b1c4-5d2e8f60a713"


def escaped(path: str) -> str:
    return f"/%{ord(path[1]):X}{path[2:]}"


SPELLINGS: dict[str, Callable[[str], str]] = {
    "two slashes": lambda path: f"/{path}",
    "a slash at the end": lambda path: f"{path}/",
    "an escaped slash at the end": lambda path: f"{path}%2f",
    "a dot": lambda path: f"/.{path}",
    "two dots": lambda path: f"/x/..{path}",
    "an escaped letter": escaped,
    "all in capitals": str.upper,
}


@pytest.mark.parametrize("spelling", [pytest.param(spelling, id=name) for name, spelling in SPELLINGS.items()])
async def test_another_spelling_is_no_path(shared_database_url: str, spelling: Callable[[str], str]) -> None:
    async with running(shared_database_url) as app:
        for path in PATHS:
            filled = spelling(path).replace("{", "").replace("}", "").replace("order_id", ID).replace("user_id", ID)
            call = Call(app, "GET", filled)
            await call.task
            assert (call.status, call.headers["content-type"]) == (404, "application/problem+json"), filled


@pytest.mark.parametrize("path", ["/livez", "/metrics", "/schema", "/schema/openapi.json"])
async def test_the_one_spelling_is(shared_database_url: str, path: str) -> None:
    async with running(shared_database_url) as app:
        call = Call(app, "GET", path)
        await call.task
        assert call.status == 200
