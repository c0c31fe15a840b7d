"""What each of several callers of a lookup gets: a row or an error of its own."""

from contextlib import suppress
from copy import copy
from typing import Any, TypeAlias

from msgspec import Struct

__all__ = ["_Answer", "_fresh", "_may_be_of_one", "_own"]


_Answer: TypeAlias = tuple[Any, BaseException | None]


def _fresh(value: Any) -> Any:
    """A copy of the value that shares nothing mutable with it."""
    kind: type[Any] = value.__class__
    if kind is list:
        return [_fresh(item) for item in value]
    if kind is tuple:
        return tuple(map(_fresh, value))
    if kind is dict:
        return {key: _fresh(item) for key, item in value.items()}
    if issubclass(kind, Struct):
        names = kind.__struct_fields__
        return kind(**{name: _fresh(getattr(value, name)) for name in names})
    return value


def _own(error: BaseException) -> BaseException:
    """A copy of the error for one caller: the traceback of a shared one would grow with each raise."""
    found = error
    with suppress(Exception):  # some classes cannot be copied
        found = copy(error)
        found.__cause__ = error.__cause__
        found.__context__ = error.__context__
    return found.with_traceback(error.__traceback__)


def _may_be_of_one(error: BaseException) -> bool:
    """Whether a single key may be at fault: it cannot be sent, PostgreSQL refuses it, or its row cannot be read."""
    state = getattr(error, "sqlstate", None)
    if state:
        return bool(state[:2] == "22")
    return isinstance(error, ArithmeticError | LookupError | TypeError | ValueError)
