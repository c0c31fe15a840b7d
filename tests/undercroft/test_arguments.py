"""Handlers get the same arguments in short as from Litestar."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import pytest
from litestar import Litestar, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody, QueryParameter
from msgspec import Struct

from tests.service.running import client_of
from undercroft.http import problems
from undercroft.http.requests import StrictRequest
from undercroft.serving.direct_routes import DirectRoutes

SOME_ID = "3f2b8c1e-6a4d-4f0b-9c57-1d8e2a7b6f90"


class Told(Struct):
    value: str


class Thing(Struct):
    name: str


@get("/")
async def whole(number: FromQuery[int] = 5) -> Told:
    return Told(repr(number))


@get("/")
async def converted(number: Annotated[int, QueryParameter()] = "7") -> Told:  # type: ignore[assignment]
    return Told(repr(number))


@get("/")
async def several(numbers: FromQuery[list[int] | None] = None) -> Told:
    return Told(repr(numbers))


@get("/")
async def needed(number: FromQuery[int]) -> Told:
    return Told(repr(number))


@get("/")
async def renamed(day: Annotated[date | None, QueryParameter(name="on-day")] = None) -> Told:
    return Told(repr(day))


@get("/")
async def of_the_head(width: Annotated[int, HeaderParameter(name="Wide", ge=2)] = 3) -> Told:
    return Told(repr(width))


@get("/{id:str}")
async def of_the_path(id: FromPath[UUID], number: FromQuery[int | None] = None) -> Told:
    return Told(repr((id, number)))


@post("/{id:str}", status_code=200)
async def of_the_body(
    id: FromPath[UUID],
    data: JSONBody[list[Thing]],
    number: FromQuery[int] = 1,
    width: Annotated[str | None, HeaderParameter(name="Wide")] = None,
) -> Told:
    return Told(repr((id, data, number, width)))


@get("/")
async def nothing() -> Told:
    return Told("nothing")


@pytest.mark.parametrize(
    ("handler", "path", "headers", "body", "status"),
    [
        pytest.param(whole, "/", {}, None, 200, id="a default"),
        pytest.param(whole, "/?number=8", {}, None, 200, id="a number"),
        pytest.param(whole, "/?number=x", {}, None, 400, id="no number"),
        pytest.param(whole, "/?number=", {}, None, 400, id="nothing for a number"),
        pytest.param(whole, "/?number=1&number=2", {}, None, 200, id="a number twice"),
        pytest.param(whole, "/?number=x&number=2", {}, None, 200, id="the second alone is a number"),
        pytest.param(whole, "/?other=x", {}, None, 200, id="another name"),
        pytest.param(converted, "/", {}, None, 200, id="a default that is converted"),
        pytest.param(several, "/", {}, None, 200, id="no list"),
        pytest.param(several, "/?numbers=1", {}, None, 200, id="a list of one"),
        pytest.param(several, "/?numbers=1&numbers=2", {}, None, 200, id="a list of two"),
        pytest.param(needed, "/", {}, None, 400, id="what is needed"),
        pytest.param(renamed, "/?on-day=2026-11-26", {}, None, 200, id="by another name"),
        pytest.param(renamed, "/?on-day=null", {}, None, 200, id="null for what may be left out"),
        pytest.param(of_the_head, "/", {}, None, 200, id="a header's default"),
        pytest.param(of_the_head, "/", {"wIDE": "4"}, None, 200, id="a header"),
        pytest.param(of_the_head, "/", {"Wide": "1"}, None, 400, id="a header below its bound"),
        pytest.param(of_the_path, f"/{SOME_ID}?number=1", {}, None, 200, id="path and query"),
        pytest.param(of_the_path, "/x?number=y", {}, None, 400, id="path and query, both wrong"),
        pytest.param(of_the_body, f"/{SOME_ID}?number=2", {"Wide": "é"}, [{"name": "a"}], 200, id="all at once"),
        pytest.param(of_the_body, "/x?number=y", {}, [{"name": "a"}], 400, id="all wrong but the body"),
        pytest.param(of_the_body, "/x?number=y", {}, [{"name": 1}], 400, id="all wrong"),
        pytest.param(of_the_body, f"/{SOME_ID}", {}, None, 400, id="no body"),
        pytest.param(nothing, "/?number=1", {}, None, 200, id="nothing"),
    ],
)
async def test_arguments(
    handler: HTTPRouteHandler, path: str, headers: dict[str, str], body: Sequence[Any] | None, status: int
) -> None:
    app = Litestar(
        [handler],
        exception_handlers={Exception: problems.answer},
        request_class=StrictRequest,
        openapi_config=None,
        logging_config=None,
    )
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    answers: list[tuple[int, bytes]] = []
    for each in (app, DirectRoutes(app, partial(problems.answer))):
        async with client_of(each) as client:
            method = next(iter(handler.http_methods))
            answer = await client.request(method, path, json=body, headers=raw)
            answers.append((answer.status_code, answer.content))
    assert answers[0] == answers[1]
    assert answers[0][0] == status
