"""Requests, read strictly: what the API does not define is refused instead of ignored."""

import re
from functools import cache, lru_cache
from typing import Annotated, Any

from litestar import Request
from litestar.exceptions import ClientException
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from ..errors import FieldError, Invalid, UnsupportedMedia
from .decoding import LONGEST_NAME, decoded

AnyRequest = Request[Any, Any, Any]

# How many items a page of a list may have.
Limit = Annotated[int, QueryParameter(ge=1, le=100)]

JSON = "application/json"

# A query has room for thousands of parameters, and each would be named twice.
MOST_ERRORS = 20

_INTEGER = re.compile(r"-?[0-9]+")


class StrictRequest(AnyRequest):
    @property
    def content_length(self) -> int | None:
        """As Litestar's own, but for the time that it takes to make all headers ready to be looked up."""
        lines = lines_of(self, b"content-length")
        try:
            return int(lines[0]) if lines else None
        except ValueError:
            raise ClientException(f"Invalid content-length: {lines[0]!r}") from None

    async def json(self) -> Any:
        """The body, decoded straight into the type of the handler's `data`.

        Litestar would decode it into dicts first, whatever its content type, and convert those: "1" would pass for 1.
        """
        require_media_type(self, JSON)
        field = self.route_handler.parsed_data_field
        return decoded(field.annotation if field else Any, await self.body(), "body")


def lines_of(request: AnyRequest, name: bytes) -> list[str]:
    """The values of the header with this name, which is in lower case, as they came."""
    return [value.decode("latin-1") for each, value in request.scope["headers"] if each == name]


def require_media_type(request: AnyRequest, *accepted: str) -> str:
    """The body's type, which must be one of these, in UTF-8 and not compressed."""
    types = lines_of(request, b"content-type")
    # Of two types, a proxy may have looked at the other one.
    media_type, is_in_utf_8 = _media_type(types[0] if len(types) == 1 else "")
    if media_type not in accepted or not is_in_utf_8:
        raise UnsupportedMedia(*accepted)
    if any(coding.strip().lower() not in ("", "identity") for coding in lines_of(request, b"content-encoding")):
        raise UnsupportedMedia(*accepted, detail="the body must come without a Content-Encoding")
    return media_type


@lru_cache(64)
def _media_type(value: str) -> tuple[str, bool]:
    """The type that a Content-Type names, and whether a text of it is in UTF-8."""
    media_type, *attributes = (part.strip().lower() for part in value.split(";"))
    charsets = [
        value.strip('"') for name, _, value in (each.partition("=") for each in attributes) if name == "charset"
    ]
    return media_type, all(charset == "utf-8" for charset in charsets)


async def refuse_unknown_parameters(request: AnyRequest) -> None:
    """Refuse a parameter of the query that the handler does not take, or that is given twice."""
    if not request.scope["query_string"]:
        return
    known = _query_parameters(request.route_handler)
    seen: set[str] = set()
    errors: list[FieldError] = []
    for name, value in request.query_params.multi_items():
        if len(errors) == MOST_ERRORS:
            break
        if name in seen:
            errors.append(FieldError(f"query.{name[:LONGEST_NAME]}", "is given more than once"))
        elif name not in known:
            errors.append(FieldError(f"query.{name[:LONGEST_NAME]}", "is not a parameter of this path"))
        elif value.lower() == "null":
            # Litestar would read it as None, as if the parameter were left out.
            errors.append(FieldError(f"query.{name}", "must be a value, or be left out"))
        elif known[name] is int and not _INTEGER.fullmatch(value):
            # Litestar would accept 1.0 and 1e1.
            errors.append(FieldError(f"query.{name}", "must be a number in digits"))
        seen.add(name)
    if errors:
        raise Invalid("", *errors)


@cache
def _query_parameters(handler: HTTPRouteHandler) -> dict[str, Any]:
    """The names of its query parameters, and the types of their values."""
    parameters = handler.parsed_fn_signature.parameters.items()
    return {
        parameter.kwarg_definition.query or name: parameter.annotation
        for name, parameter in parameters
        if isinstance(parameter.kwarg_definition, QueryParameter)
    }
