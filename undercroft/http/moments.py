"""Moments in the query: RFC 3339, with a zone."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from litestar.params import QueryParameter
from msgspec import Meta

from ..errors import Invalid
from .rules import rule

# Text to Litestar, which would also take a number, or a moment without a zone.
Moment = Annotated[str | None, QueryParameter(format="date-time")]

_WITH_ZONE = Annotated[datetime, Meta(tz=True)]


def moment(name: str, given: str | None) -> datetime | None:
    """The value of the parameter of this name."""
    if given is None:
        return None
    try:
        return msgspec.convert(given, _WITH_ZONE).astimezone(UTC)
    except (msgspec.ValidationError, OverflowError):
        raise not_a_moment(name) from None


def not_a_moment(name: str) -> Invalid:
    return Invalid.at(f"query.{name}", rule(_WITH_ZONE))
