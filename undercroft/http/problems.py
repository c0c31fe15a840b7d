"""Errors as application/problem+json (RFC 9457): which error an exception becomes, and how it is written."""

import logging
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, cast
from urllib.parse import quote

import asyncpg
import msgspec
from litestar import Response
from litestar.enums import ParamType
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException, ValidationException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from msgspec import UNSET, Meta, Struct, UnsetType

from .. import context
from ..errors import (
    Conflict,
    DeadlineExceeded,
    FieldError,
    InternalError,
    Invalid,
    MethodNotAllowed,
    NotFound,
    RequestError,
    TooLarge,
    Unavailable,
    outage,
)
from ..telemetry.logs import headline
from .requests import AnyRequest
from .rules import rule_of_parameter

MEDIA_TYPE = "application/problem+json"

# The errors that an application's own exceptions stand for.
Meanings = Mapping[type[Exception], Callable[[], RequestError]]

_MISSING = re.compile(r"Missing required (\w+) parameter '([^']+)'")

logger = logging.getLogger(__name__)


class Problem(Struct, frozen=True):
    """An error, as RFC 9457 has it."""

    type: Annotated[
        str,
        Meta(description="The kind of error, for programs. The examples are all kinds there are today; more may come."),
    ]
    title: Annotated[str, Meta(description="The kind of error, for people.")]
    status: Annotated[int, Meta(description="The HTTP status of the answer.")]
    detail: Annotated[str, Meta(description="What is wrong in this case, for people.")]
    instance: Annotated[str, Meta(description="The path that was called.")]
    request_id: Annotated[
        str, Meta(description="The X-Request-ID of the answer: find the error in the service's log by it.")
    ]
    errors: Annotated[
        list[FieldError] | UnsetType, Meta(description="With invalid-request: each value that is wrong.")
    ] = UNSET


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


def answer(request: AnyRequest, exception: Exception, meanings: Meanings | None = None) -> Response[bytes]:
    """Turn an exception into a response: the application's handler for all of them."""
    error = understood(exception, meanings or {}, request)
    body = encode(error, context.current.get())
    return Response(body, status_code=error.status, media_type=MEDIA_TYPE, headers=dict(error.headers))


def understood(exception: Exception, meanings: Meanings, request: AnyRequest | None = None) -> RequestError:
    """The error to answer with; a failure of the service itself is logged."""
    error = _meaning(exception, meanings) or _as_request_error(exception, request)
    if error is None:
        logger.error("unexpected error", exc_info=exception)
        return InternalError()
    if error.status >= 500:
        cause = error.__cause__ if error is exception else exception
        why = f": {headline(cause)}" if cause else ""
        logger.warning("%s%s", error.detail, why, extra={"repeats": True})
    return error


def _meaning(exception: Exception, meanings: Meanings) -> RequestError | None:
    return next((error() for kind, error in meanings.items() if isinstance(exception, kind)), None)


def _as_request_error(exception: Exception, request: AnyRequest | None) -> RequestError | None:
    match exception:
        case RequestError():
            return exception
        case NotFoundException():
            return NotFound("resource")
        case MethodNotAllowedException():
            return MethodNotAllowed(
                request.method if request else "", allowed=(exception.headers or {}).get("allow", "")
            )
        case RequestEntityTooLarge():
            return TooLarge()
        case ValidationException():
            return _invalid(exception, request)
        case HTTPException(status_code=400):
            return Invalid(exception.detail)
        case TimeoutError():
            return DeadlineExceeded()
        case _:
            return _as_database_error(exception)


def _invalid(exception: ValidationException, request: AnyRequest | None) -> Invalid:
    """What Litestar found wrong with parameters, without its own title and detail: those repeat the query string."""
    found = cast("list[dict[str, str]]", exception.extra or [])
    kinds: Mapping[str, Any] = request.route_handler.signature_model.__annotations__ if request and found else {}
    errors = [_field_error(each.get("source", "query"), each.get("key", ""), each["message"], kinds) for each in found]
    if missing := _MISSING.match(exception.detail):
        errors.append(_field_error(missing[1], missing[2], "is missing", {}))
    return Invalid("" if errors else "a parameter is missing or wrong", *errors)


def _field_error(source: str, key: str, message: str, kinds: Mapping[str, Any]) -> FieldError:
    """Litestar's message repeats msgspec's, in the names of Python's types."""
    if key == "data":
        # Without a body, Litestar reports that the handler's `data` is missing.
        return FieldError("body", "is empty")
    if key in kinds:
        message = rule_of_parameter(kinds[key]) or message
    if source == "header":
        key = key.replace("_", "-").title()
    return FieldError(f"{source.value if isinstance(source, ParamType) else source}.{key}", message)


def _as_database_error(exception: Exception) -> RequestError | None:
    """What PostgreSQL refused. Its own message may quote data, so it is not repeated."""
    match exception:
        case asyncpg.DataError():
            return Invalid("a value cannot be stored: it is out of range, or holds a character that text may not")
        case asyncpg.CheckViolationError() | asyncpg.NotNullViolationError():
            return Invalid(f"the rule {exception.constraint_name or 'not null'} does not allow these values")
        case asyncpg.IntegrityConstraintViolationError():
            return Conflict(f"the rule {exception.constraint_name} does not allow this")
        case asyncpg.TransactionRollbackError():
            return Unavailable("another request changed the same data at the same time")
        case _:
            return outage(exception)
