"""Errors as application/problem+json (RFC 9457): which error an exception is, and how it is written."""

import logging
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import asyncpg
import msgspec
from litestar import Request, Response
from litestar.enums import ParamType
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException, ValidationException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.openapi.datastructures import ResponseSpec
from msgspec import UNSET, Struct, UnsetType

from generated.db import CursorError

from .. import context
from ..errors import (
    Conflict,
    ConnectionLost,
    DeadlineExceeded,
    FieldError,
    InternalError,
    Invalid,
    MethodNotAllowed,
    NotFound,
    RequestError,
    TooLarge,
    Unavailable,
)
from ..telemetry.logs import headline

MEDIA_TYPE = "application/problem+json"

# What every call may be answered with, and every call with a body.
ANY = (400, 401, 403)
WITH_BODY = (*ANY, 413, 415)

# What a query raises when its connection is gone, or the server is going.
LOST_ERRORS = (
    ConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,
    # What asyncpg raises for a query just after the server's farewell has arrived.
    asyncpg.InternalClientError,
)

logger = logging.getLogger(__name__)


class Problem(Struct, frozen=True):
    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[FieldError] | UnsetType = UNSET


def describe(error: RequestError, request: context.RequestContext) -> Problem:
    return Problem(
        type=f"urn:problem:{error.slug}",
        title=error.title,
        status=error.status,
        detail=error.detail,
        instance=quote(request.path),
        request_id=request.request_id,
        errors=(isinstance(error, Invalid) and list(error.errors)) or UNSET,
    )


def encode(error: RequestError, request: context.RequestContext) -> bytes:
    return msgspec.json.encode(describe(error, request))


def documented(*statuses: int) -> dict[int, ResponseSpec]:
    """How OpenAPI describes these answers."""
    return {
        status: ResponseSpec(
            Problem, generate_examples=False, media_type=MEDIA_TYPE, description=HTTPStatus(status).phrase
        )
        for status in sorted(statuses)
    }


def answer(request: Request[Any, Any, Any], exception: Exception) -> Response[bytes]:
    """The one place where an exception becomes a response."""
    error = understood(exception, request.method)
    body = encode(error, context.current.get())
    return Response(body, status_code=error.status, media_type=MEDIA_TYPE, headers=dict(error.headers))


def understood(exception: Exception, method: str = "") -> RequestError:
    """The error to answer with; what went wrong on our side is logged."""
    error = _as_request_error(exception, method)
    if error is None:
        logger.error("unexpected error", exc_info=exception)
        return InternalError()
    if error.status >= 500:
        cause = error.__cause__ if error is exception else exception
        logger.warning("%s%s", error.detail, f": {headline(cause)}" if cause else "")
    return error


def _as_request_error(exception: Exception, method: str) -> RequestError | None:
    match exception:
        case RequestError():
            return exception
        case NotFoundException():
            return NotFound("resource")
        case MethodNotAllowedException():
            return MethodNotAllowed(method, allowed=(exception.headers or {}).get("allow", ""))
        case RequestEntityTooLarge():
            return TooLarge()
        case ValidationException():
            return _invalid(exception)
        case HTTPException(status_code=400):
            return Invalid(exception.detail)
        case TimeoutError():
            return DeadlineExceeded()
        case CursorError():
            return Invalid.at(
                "query.cursor", "is not a cursor that this list gave, with these filters and in this order"
            )
        case _:
            return _as_database_error(exception)


def _invalid(exception: ValidationException) -> Invalid:
    """What Litestar found wrong with parameters; its own title and detail repeat the query string."""
    found = cast("list[dict[str, str]]", exception.extra or [])
    errors = [_field_error(each.get("source", "query"), each.get("key", ""), each["message"]) for each in found]
    return Invalid("" if errors else "a parameter is missing", *errors)


def _field_error(source: str, key: str, message: str) -> FieldError:
    if key == "data":
        # Without a body Litestar finds that the handler's `data` is missing.
        return FieldError("body", "is empty")
    if source == "header":
        key = key.replace("_", "-").title()
    return FieldError(f"{source.value if isinstance(source, ParamType) else source}.{key}", message)


def _as_database_error(exception: Exception) -> RequestError | None:
    """What PostgreSQL refused; what it says may quote the data, and so is not repeated."""
    match exception:
        case asyncpg.DataError():
            return Invalid("a value cannot be stored: it is out of range, or holds a character that text may not")
        case asyncpg.CheckViolationError() | asyncpg.NotNullViolationError():
            return Invalid(f"the rule {exception.constraint_name or 'not null'} does not allow these values")
        case asyncpg.IntegrityConstraintViolationError():
            return Conflict(f"the rule {exception.constraint_name} does not allow this")
        case asyncpg.QueryCanceledError():
            return DeadlineExceeded()
        case asyncpg.TransactionRollbackError():
            return Unavailable("another request changed the same data at the same time")
        case _ if isinstance(exception, LOST_ERRORS):
            return ConnectionLost()
        case asyncpg.InterfaceError(__context__=cause) if isinstance(cause, LOST_ERRORS):
            # A transaction whose connection was lost complains that it cannot end.
            return ConnectionLost()
        case _:
            return None
