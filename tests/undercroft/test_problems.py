"""The problems that exceptions become."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from types import ModuleType
from typing import Annotated, Literal, TypeVar
from uuid import UUID

import asyncpg
import pytest
from httpx import AsyncClient
from litestar import Litestar, get
from litestar.exceptions import HTTPException
from litestar.params import FromPath, FromQuery, HeaderParameter

from generated.db import CursorError
from service import errors as own_errors
from service.errors import MEANINGS, EmailTaken
from tests.service.running import client_of
from undercroft import errors
from undercroft.edge.edge import Edge
from undercroft.errors import (
    CommandError,
    JobError,
    NotFound,
    RequestError,
    Unavailable,
    on_constraint,
)
from undercroft.http import problems
from undercroft.http.requests import Limit

E = TypeVar("E", bound=Exception)

SOME_ID = "3f2b8c1e-6a4d-4f0b-9c57-1d8e2a7b6f90"
A_UUID = f'must be a UUID, such as "{SOME_ID}"'
MEMBERS = ["type", "title", "status", "detail", "instance", "request_id"]


class Colour:
    """A type that msgspec does not know."""


def colour_of(_: type[Colour], text: str) -> Colour:
    if text != "red":
        raise ValueError("is no colour")
    return Colour()


@asynccontextmanager
async def raising(exception: Exception) -> AsyncGenerator[AsyncClient]:
    """A client of an application that always raises."""

    @get("/raise/{what:str}")
    async def raise_it() -> None:
        raise exception

    app = Litestar(
        [raise_it],
        exception_handlers={Exception: partial(problems.answer, meanings=MEANINGS)},
        openapi_config=None,
        logging_config=None,
        debug=False,
    )
    async with client_of(Edge(app, name="service", request_timeout=5)) as client:
        yield client


def violation(kind: type[asyncpg.IntegrityConstraintViolationError], constraint: str) -> Exception:
    error = kind("duplicate key value", "Key (lower(email))=(ada@example.org) already exists.")
    error.constraint_name = constraint
    return error


def within(cause: BaseException, exception: Exception) -> Exception:
    """The exception, raised while the cause was handled."""
    exception.__context__ = cause
    return exception


EXCEPTIONS = [
    pytest.param(NotFound("user", 7), 404, "not-found", id="its own error"),
    pytest.param(CursorError("secret"), 400, "invalid-request", id="a cursor, by the app's own meaning of the error"),
    pytest.param(HTTPException("no", status_code=400), 400, "invalid-request", id="Litestar's error"),
    pytest.param(asyncpg.DataError("invalid input: secret"), 400, "invalid-request", id="a value out of range"),
    pytest.param(asyncpg.CharacterNotInRepertoireError("secret"), 400, "invalid-request", id="a NUL character"),
    pytest.param(violation(asyncpg.CheckViolationError, "users_name_check"), 400, "invalid-request", id="check"),
    pytest.param(violation(asyncpg.NotNullViolationError, ""), 400, "invalid-request", id="not null"),
    pytest.param(violation(asyncpg.UniqueViolationError, "users_pkey"), 409, "conflict", id="unique"),
    pytest.param(violation(asyncpg.ForeignKeyViolationError, "orders_user_fkey"), 409, "conflict", id="foreign key"),
    pytest.param(asyncpg.DeadlockDetectedError("secret"), 503, "unavailable", id="deadlock"),
    pytest.param(asyncpg.SerializationError("secret"), 503, "unavailable", id="serialization"),
    pytest.param(asyncpg.QueryCanceledError("secret"), 504, "deadline-exceeded", id="statement timeout"),
    pytest.param(TimeoutError(), 504, "deadline-exceeded", id="command timeout"),
    pytest.param(Unavailable("no database"), 503, "unavailable", id="unavailable"),
    pytest.param(ConnectionResetError("secret"), 503, "unavailable", id="connection reset"),
    pytest.param(asyncpg.ConnectionDoesNotExistError("secret"), 503, "unavailable", id="connection lost"),
    pytest.param(asyncpg.InternalClientError("secret"), 503, "unavailable", id="connection just lost"),
    pytest.param(asyncpg.AdminShutdownError("secret"), 503, "unavailable", id="server shut down"),
    pytest.param(asyncpg.CannotConnectNowError("secret"), 503, "unavailable", id="server starting"),
    pytest.param(asyncpg.TooManyConnectionsError("secret"), 503, "unavailable", id="too many connections"),
    pytest.param(
        within(asyncpg.AdminShutdownError("secret"), asyncpg.InterfaceError("closed")),
        503,
        "unavailable",
        id="connection lost within a transaction",
    ),
    pytest.param(
        within(asyncio.CancelledError(), asyncpg.InterfaceError("closed")),
        503,
        "unavailable",
        id="connection given up within a transaction whose deadline passed",
    ),
    pytest.param(asyncpg.InterfaceError("secret"), 500, "internal-error", id="a connection used wrongly"),
    pytest.param(RuntimeError("secret"), 500, "internal-error", id="a bug"),
    pytest.param(asyncpg.PostgresSyntaxError("secret"), 500, "internal-error", id="a bug in SQL"),
    pytest.param(OSError("secret"), 500, "internal-error", id="some file"),
    pytest.param(ExceptionGroup("several", [ValueError("secret")]), 500, "internal-error", id="a group"),
]


@pytest.mark.parametrize(("exception", "status", "slug"), EXCEPTIONS)
async def test_an_exception(caplog: pytest.LogCaptureFixture, exception: Exception, status: int, slug: str) -> None:
    async with raising(exception) as client:
        response = await client.get("/raise/a b?query=1", headers={"X-Request-ID": "mine"})
    problem = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert [member for member in problem if member != "errors"] == MEMBERS
    assert response.status_code == problem["status"] == status
    assert problem["type"] == f"urn:problem:{slug}"
    assert (problem["instance"], problem["request_id"]) == ("/raise/a%20b", "mine")
    assert response.headers.get("Retry-After") == ("1" if status == 503 else None)
    assert "secret" not in response.text
    assert "ada@example.org" not in response.text + caplog.text
    logged = [record for record in caplog.records if record.name == "undercroft.http.problems"]
    assert [record.levelno for record in logged] == (
        [logging.ERROR] if status == 500 else [logging.WARNING] if status > 500 else []
    )


async def test_a_bug_is_logged_whole(caplog: pytest.LogCaptureFixture) -> None:
    bug = RuntimeError("the reason")
    async with raising(bug) as client:
        response = await client.get("/raise/it")
    [record] = [record for record in caplog.records if record.name == "undercroft.http.problems"]
    assert record.exc_info
    assert record.exc_info[1] is bug
    assert "the reason" not in response.text
    assert response.json()["request_id"] in response.json()["detail"] + response.headers["X-Request-ID"]


@pytest.mark.parametrize(
    ("headers", "path"),
    [
        pytest.param({"Short-Code": "x"}, "query.word", id="of the query"),
        pytest.param({}, "header.Short-Code", id="of the head"),
    ],
)
async def test_a_parameter_that_is_missing_is_named_without_the_query(headers: dict[str, str], path: str) -> None:
    @get("/")
    async def search(code: Annotated[str, HeaderParameter(name="Short-Code")], word: FromQuery[str]) -> str:
        return code + word

    app = Litestar(
        [search], exception_handlers={Exception: problems.answer}, openapi_config=None, logging_config=None, debug=False
    )
    async with client_of(app) as client:
        response = await client.get("/?key=secret", headers=headers)
    assert (response.status_code, response.json()["errors"]) == (400, [{"path": path, "message": "is missing"}])
    assert "secret" not in response.text


@pytest.mark.parametrize(
    ("path", "headers", "field", "message"),
    [
        pytest.param("/things/1", {}, "path.id", A_UUID, id="of the path"),
        pytest.param(
            f"/things/{SOME_ID}?limit=0", {}, "query.limit", "must be a whole number from 1 to 100", id="limit"
        ),
        pytest.param(
            f"/things/{SOME_ID}?size=2",
            {},
            "query.size",
            'must be one of "large", "small"',
            id="one that may be left out",
        ),
        pytest.param(
            f"/things/{SOME_ID}?colour=2", {}, "query.colour", "is no colour", id="of a type of the app's own"
        ),
        pytest.param(
            f"/things/{SOME_ID}",
            {"Short-Code": "abcd"},
            "header.Short-Code",
            "must be text of at most 3 characters: a code",
            id="of the head",
        ),
    ],
)
async def test_what_a_parameter_must_be(path: str, headers: dict[str, str], field: str, message: str) -> None:
    @get("/things/{id:str}")
    async def find(
        id: FromPath[UUID],
        limit: Limit = 50,
        size: FromQuery[Literal["large", "small"] | None] = None,
        colour: FromQuery[Colour | None] = None,
        short_code: Annotated[
            str | None, HeaderParameter(name="Short-Code", max_length=3, description="A code. It is short.")
        ] = None,
    ) -> str:
        return f"{id} {limit} {size} {colour} {short_code}"

    app = Litestar(
        [find],
        exception_handlers={Exception: problems.answer},
        type_decoders=[(lambda kind: kind is Colour, colour_of)],
        openapi_config=None,
        logging_config=None,
        debug=False,
    )
    async with client_of(app) as client:
        response = await client.get(path, headers=headers)
    assert (response.status_code, response.json()["errors"]) == (400, [{"path": field, "message": message}])


def test_a_constraint_with_a_meaning() -> None:
    with pytest.raises(EmailTaken), on_constraint({"users_email_key": EmailTaken("ada@example.org")}):
        raise violation(asyncpg.UniqueViolationError, "users_email_key")


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(violation(asyncpg.UniqueViolationError, "users_pkey"), id="another constraint"),
        pytest.param(asyncpg.UniqueViolationError("no name"), id="no constraint"),
        pytest.param(ValueError(), id="another error"),
    ],
)
def test_what_has_no_meaning_passes(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, on_constraint({"users_email_key": EmailTaken("")}):
        raise error
    assert caught.value is error


def all_below(kind: type[E]) -> list[type[E]]:
    return [below for child in kind.__subclasses__() for below in (child, *all_below(child))]


@pytest.mark.parametrize("module", [errors, own_errors], ids=lambda module: module.__name__)
def test_the_tree_in_the_docstring_is_the_tree(module: ModuleType) -> None:
    drawn = [line.strip(" │├└─").split() for line in (module.__doc__ or "").splitlines() if "──" in line]
    every = [*all_below(RequestError), *all_below(CommandError), *all_below(JobError)]
    kinds = [kind for kind in every if f"{kind.__module__}.".startswith(f"{module.__name__}.")]
    statuses = [kind.status for kind in kinds if issubclass(kind, RequestError)]
    assert [words[0] for words in drawn] == [kind.__name__ for kind in kinds]
    assert [int(words[1]) for words in drawn if words[1:]] == statuses
