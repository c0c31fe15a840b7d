"""The short way to a handler gives what Litestar's own way gives."""

from collections.abc import Mapping
from typing import Any

import pytest
from litestar import Litestar
from litestar.types import ASGIApp

from tests.service.asgi import Call
from tests.service.running import client_of, make_key, make_order, make_user, running
from undercroft.testing.databases import Postgres

CALLS = [
    pytest.param("GET", "/users/{user}", id="one"),
    pytest.param("HEAD", "/users/{user}", id="head"),
    pytest.param("GET", "/users/00000000-0000-4000-8000-000000000000", id="none"),
    pytest.param("GET", "/users/x", id="a path that is wrong"),
    pytest.param("GET", "/users/a/b", id="a longer path"),
    pytest.param("GET", "/users/", id="a slash at the end"),
    pytest.param("GET", "//users", id="two slashes"),
    pytest.param("GET", "/users?limit=1", id="a page"),
    pytest.param("GET", "/users?limit=0", id="a parameter that is wrong"),
    pytest.param("GET", "/users?cursor=x", id="a cursor that is wrong"),
    pytest.param("GET", "/users?other=1", id="a parameter that is unknown"),
    pytest.param("GET", "/orders?status=paid&order_by=-total", id="filters"),
    pytest.param("GET", "/orders/{order}", id="an order"),
    pytest.param("GET", "/orders/{order}/summary", id="a summary"),
    pytest.param("GET", "/orders/summary", id="a word where another path has a parameter"),
    pytest.param("GET", "/orders/summaries", id="a path with another method"),
    pytest.param("GET", "/nothing", id="no such path"),
    pytest.param("BREW", "/users", id="no such method"),
    pytest.param("OPTIONS", "/users/{user}", id="options"),
    pytest.param("POST", "/users", id="no body"),
    pytest.param("GET", "/livez", id="a probe"),
    pytest.param("GET", "/schema", id="the description"),
]

HEADERS = [
    pytest.param({}, id="with a key"),
    pytest.param({"Authorization": ""}, id="without a key"),
    pytest.param({"Authorization": "Basic x"}, id="with another scheme"),
    pytest.param({"Host": "a b"}, id="for a host that is none"),
    pytest.param({"Host": "[::1]:8000"}, id="for an address of IPv6"),
    pytest.param({"If-None-Match": '"1"'}, id="if it changed"),
    pytest.param({"If-None-Match": "1"}, id="with a tag that is none"),
    pytest.param({"Content-Type": "application/x-www-form-urlencoded"}, id="with a form"),
]

# What differs from call to call, or is a matter of the server's clock.
VARYING = ("ratelimit",)


@pytest.mark.parametrize("headers", HEADERS)
@pytest.mark.parametrize(("method", "path"), CALLS)
async def test_both_ways_give_the_same(
    both: tuple[Any, Any, Mapping[str, str]], method: str, path: str, headers: Mapping[str, str]
) -> None:
    direct, litestars, known = both
    given = {"Authorization": known["key"], "X-Request-ID": "mine", "Host": "test", **headers}
    answers = [await answer(app, method, path.format(**known), given) for app in (direct, litestars)]
    assert answers[0] == answers[1]


ORDER = '{"user_id":"%s","items":[{"sku":"tea","quantity":2,"unit_price":"4.50"}]}'
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        pytest.param("POST", "/orders", ORDER, {"Idempotency-Key": "once"}, 201, id="an order, and the same again"),
        pytest.param("POST", "/orders", ORDER, {"Idempotency-Key": ""}, 400, id="a header that is too short"),
        pytest.param("POST", "/orders", ORDER, {"Idempotency-Key": "x" * 256}, 400, id="a header that is too long"),
        pytest.param("POST", "/orders", ORDER, {"Idempotency-Key": "\t"}, 400, id="a header that does not match"),
        pytest.param("POST", "/orders", "{}", {"Idempotency-Key": ""}, 400, id="a body and a header that are wrong"),
        pytest.param("POST", "/orders", "{", {}, 400, id="half a body"),
        pytest.param("POST", "/orders", "", {}, 400, id="an empty body"),
        pytest.param("POST", "/orders", " " * 2**20 + "{}", {}, 413, id="a body that is too large"),
        pytest.param("POST", "/orders", "{}", {"Content-Length": "2000000"}, 413, id="a body that says so"),
        pytest.param("POST", "/orders", "{}", {"Content-Type": "text/plain"}, 415, id="a body of another type"),
        pytest.param("POST", "/orders", "{}", {"Content-Encoding": "gzip"}, 415, id="a compressed body"),
        pytest.param("POST", "/orders?x=1", ORDER, {}, 400, id="a parameter that is unknown"),
        pytest.param("PATCH", "/users/x", '{"name": "Ada"}', {}, 400, id="a path that is wrong"),
        pytest.param("PATCH", "/users/x", '{"name": 1}', {}, 400, id="a path and a body that are wrong"),
        pytest.param("PUT", "/users/{user}", '{"name": "Ada"}', {}, 400, id="a field that is missing"),
        pytest.param("PATCH", "/users/{user}", '{"name": "Ada"}', {"If-Match": '"9"'}, 412, id="another version"),
        pytest.param("PATCH", "/users/{user}", '{"name": "Ada"}', {"If-Match": "9"}, 400, id="a tag that is none"),
    ],
)
async def test_bodies(
    both: tuple[Any, Any, Mapping[str, str]],
    method: str,
    path: str,
    body: str,
    headers: Mapping[str, str],
    status: int,
) -> None:
    direct, litestars, known = both
    given = {"Authorization": known["key"], "X-Request-ID": "mine", "Host": "test", **JSON, **headers}
    sent = (body.replace("%s", known["user"]).encode(),)
    answers = [await answer(app, method, path.format(**known), given, sent) for app in (direct, litestars)]
    assert answers[0] == answers[1]
    assert answers[0][0] == status


async def answer(
    app: Any, method: str, path: str, headers: Mapping[str, str], parts: tuple[bytes, ...] = ()
) -> tuple[object, ...]:
    path, _, query = path.partition("?")

    async def querying(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "query_string": query.encode()}, receive, send)

    call = Call(querying, method, path, headers, parts=parts)
    await call.task
    fields = {name: value for name, value in call.headers.items() if name not in VARYING}
    return call.status, fields, b"".join(message["body"] for message in call.sent[1:])


def litestars_own(app: Litestar, _: object) -> ASGIApp:
    return app


@pytest.fixture(scope="module")
async def both(postgres: Postgres, migrated: str) -> Any:
    """The application, the same without the short way, and what there is to be found."""
    patch = pytest.MonkeyPatch()
    async with postgres.database(template=migrated) as name, running(postgres.url(name)) as direct:
        patch.setattr("undercroft.serving.assembly.DirectRoutes", litestars_own)
        async with running(postgres.url(name)) as litestars:
            patch.undo()
            key = f"Bearer {await make_key(postgres.url(name))}"
            async with client_of(direct) as client:
                client.headers["Authorization"] = key
                user = await make_user(client, "grace@example.org")
                order = await make_order(client, user["id"])
            yield direct, litestars, {"key": key, "user": user["id"], "order": order["id"]}
