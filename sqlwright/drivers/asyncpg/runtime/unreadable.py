"""Explains why a value can be neither read nor sent, with its query and column."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final, get_args

from msgspec import Struct
from msgspec.structs import fields

__all__ = ["UnreadableValue", "_explained", "_returned"]


class UnreadableValue(ValueError):
    """A column's value is nothing in Python: a label that came later, an infinite interval, a year after 9999."""


# By query: what it returns, and the name of the only column where that is no struct.
_returned: Final[dict[str, tuple[object, str]]] = {}

_YEARS: Final = "before year 1 or after year 9999"

# By asyncpg's function: what it makes, and what it fails at.
_READ: Final[Mapping[str, tuple[type, str]]] = {
    "interval_decode": (timedelta, "an interval that is too long, such as infinity"),
    "date_decode": (date, f"a date {_YEARS}"),
    "timestamp_decode": (datetime, f"a timestamp {_YEARS}"),
    "timestamptz_decode": (datetime, f"a timestamptz {_YEARS}"),
    "time_decode": (time, "the time 24:00"),
}

# What asyncpg says about a value that it cannot send, and what is wrong with it.
_SENT: Final[Mapping[str, str]] = {
    "'NoneType' object has no attribute 'utcoffset'": "timetz takes a time with a tzinfo",
    "can't subtract offset-naive and offset-aware datetimes": "timestamp has no tzinfo",
}


def _explained(error: Exception, query: str) -> Exception | None:
    """The error in terms of the query, if it comes from a value that cannot be read or sent."""
    said = str(error.__cause__)
    if said in _SENT:
        return type(error)(f"{query}: {str(error).replace(said, _SENT[said])}")
    kind: object = getattr(error, "labels", None)
    what = str(error)
    if kind is None:
        function = _source(error)
        if function not in _READ:
            return None
        kind, found = _READ[function]
        what = f"{found}, which Python cannot hold: select it as text"
    returned, only = _returned.get(query, (None, ""))
    paths = dict.fromkeys(path or only for path in _places(returned, kind, ()))
    columns = " or ".join(path for path in paths if path) or "a value"
    return UnreadableValue(f"{query}: {columns} is {what}")


def _source(error: Exception) -> str:
    """The name of the function that raised it."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return "" if at is None else at.tb_frame.f_code.co_name.rpartition(".")[2]


def _places(hint: Any, kind: object, outer: tuple[object, ...]) -> Iterator[str]:
    """Where a returned value can hold one of this class, as fields with dots between them."""
    if hint is kind:
        yield ""
    elif isinstance(hint, type) and issubclass(hint, Struct):
        if hint not in outer:
            for field in fields(hint):
                for path in _places(field.type, kind, (*outer, hint)):
                    yield f"{field.name}.{path}" if path else field.name
    else:
        for inner in get_args(hint):
            yield from _places(inner, kind, outer)
