"""Which calls only read."""

from typing import Any

import pytest
from litestar import Litestar, Router, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from undercroft.http.reading import does_only_read, only_reads


@get("/")
async def read() -> None: ...


@get("/", opt=only_reads(False))
async def read_and_count() -> None: ...


@post("/")
async def write() -> None: ...


@post("/", opt=only_reads())
async def search() -> None: ...


@pytest.mark.parametrize(
    ("handler", "opt", "expected"),
    [
        pytest.param(read, {}, True, id="GET"),
        pytest.param(read_and_count, {}, False, id="GET that changes something"),
        pytest.param(write, {}, False, id="POST"),
        pytest.param(search, {}, True, id="POST that only reads"),
        pytest.param(write, only_reads(), True, id="POST in a router of which all only reads"),
    ],
)
def test_a_call(handler: HTTPRouteHandler, opt: dict[str, Any], expected: bool) -> None:
    app = Litestar([Router("/", route_handlers=[handler], opt=opt)], openapi_config=None)
    [route] = [each for each in app.routes if isinstance(each, HTTPRoute)]
    found = {method: does_only_read(method, handler) for method, (handler, _) in route.route_handler_map.items()}
    assert found.pop("OPTIONS")
    assert set(found.values()) == {expected}
