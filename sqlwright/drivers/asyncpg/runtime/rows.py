"""Converts statuses and the values of rows."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import DecodeError

from .calls import _T, UnexpectedDocument, UnexpectedNull

__all__ = ["affected", "each", "each_bound", "each_item", "joined", "not_null", "of_column", "without_nulls"]


def affected(status: str) -> int:
    """The number of rows in a command's status, such as 3 in `UPDATE 3`; 0 if it has none."""
    count = status.rpartition(" ")[2]
    return int(count) if count.isdecimal() else 0


def each(make: Callable[[Any], object], value: Any, depth: int) -> Any:
    """An array of this depth with `make` applied to each element; NULL stays None."""
    if value is None:
        return None
    return [each(make, item, depth - 1) for item in value] if depth else make(value)


def each_bound(make: Callable[[Any], object], value: Any) -> Any:
    """A range with `make` applied to each bound; a missing bound stays missing, and NULL stays None."""
    if value is None:
        return None
    return type(value)(
        each(make, value.lower, 0),
        each(make, value.upper, 0),
        lower_inc=value.lower_inc,
        upper_inc=value.upper_inc,
        empty=value.isempty,
    )


def each_item(makes: Sequence[Callable[[Any], object] | None], value: Any) -> Any:
    """A record with a function applied to each value that has one; NULL stays None."""
    if value is None:
        return None
    pairs = zip(makes, value, strict=True)
    return tuple(item if make is None else each(make, item, 0) for make, item in pairs)


def joined(value: Any) -> bytes:
    """An array of documents as one document; NULL becomes null."""
    parts = (joined(item) if isinstance(item, list) else item for item in value)
    return b"[%b]" % b",".join(b"null" if part is None else part for part in parts)


def of_column(decode: Callable[[bytes], _T], column: str) -> Callable[[bytes], _T]:
    """The same function, but a document that does not fit raises UnexpectedDocument with the column's name."""

    def decode_named(data: bytes) -> _T:
        try:
            return decode(data)
        except DecodeError as error:
            raise UnexpectedDocument(f"{column}: {error}") from error

    return decode_named


def not_null(value: Any, query: str, column: str) -> Any:
    """The value; raises UnexpectedNull if a `@notnull` of the query does not hold."""
    if value is None:
        raise UnexpectedNull(f"{query}: {column} is NULL, despite its @notnull")
    return value


def without_nulls(value: Any, query: str, column: str) -> Any:
    """The array; raises UnexpectedNull if it contains NULL, though a query or an override says that it has none."""
    if value is not None and _holds_null(value):
        said = "contains NULL, though it is said to have none"
        raise UnexpectedNull(f"{query}: {column} {said}")
    return value


def _holds_null(items: list[Any]) -> bool:
    lists = (item for item in items if item.__class__ is list)
    return any(item is None for item in items) or any(map(_holds_null, lists))
