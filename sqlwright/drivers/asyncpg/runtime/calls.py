"""Calls of queries: who observes them, and their errors."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from importlib import import_module
from inspect import iscoroutinefunction
from typing import Any, TypeAlias, TypeVar

from .unreadable import _explained, _returned

__all__ = [
    "_T",
    "BatchError",
    "ConnectionUnusable",
    "NoRow",
    "UnexpectedDocument",
    "UnexpectedNull",
    "_T_co",
    "_TellsQuery",
    "_note",
    "_observed",
    "named",
    "named_as",
    "observe",
]


_Observer: TypeAlias = Callable[[str], AbstractContextManager[object]]

_observer: _Observer | None = None


def observe(observer: _Observer | None) -> None:
    """Runs every later call of a query within `observer("GetUser")`; None stops that."""
    global _observer
    _observer = observer


def _observed(query: str) -> AbstractContextManager[object]:
    """The context manager of the observer, if there is one, for a call of the query."""
    return nullcontext() if _observer is None else _observer(query)


_Queries = TypeVar("_Queries")

_T = TypeVar("_T")

_T_co = TypeVar("_T_co", covariant=True)


class _TellsQuery(Exception):
    """An error whose text begins with the name of its query."""


class NoRow(_TellsQuery, LookupError):
    """A query that always gives a row gave none, because a trigger or rule suppressed it."""


class UnexpectedNull(_TellsQuery, ValueError):
    """A column was NULL, though its query says that it never is."""


class UnexpectedDocument(ValueError):
    """A JSON document does not fit the type of its column; its cause is msgspec's error."""


class ConnectionUnusable(ConnectionError):
    """The connection or pool of a query was closed, released or busy with another query."""


def named(cls: type[_Queries]) -> type[_Queries]:
    """Gives each query its name for observers and errors: its method's name in CamelCase."""
    return named_as()(cls)


def named_as(
    columns: Mapping[str, str] = {},
    /,
    **queries: str,
) -> Callable[[type[_Queries]], type[_Queries]]:
    """Gives each query its name for observers and errors: the one here, or else its method's name in CamelCase.

    `columns` has the column's name for methods that return a value instead of a struct.
    """

    def decorate(cls: type[_Queries]) -> type[_Queries]:
        for name, method in list(vars(cls).items()):
            if iscoroutinefunction(method):
                title = "".join(word[:1].upper() + word[1:] for word in name.split("_"))
                query = queries.get(name, title)
                returned = method.__annotations__["return"]
                _returned[query] = (returned, columns.get(name, ""))
                setattr(cls, name, _naming(method, query))
        return cls

    return decorate


def _naming(method: Callable[..., Awaitable[Any]], query: str) -> Callable[..., Any]:
    @wraps(method)
    async def call(*args: Any, **kwargs: Any) -> Any:
        try:
            if _observer is None:
                return await method(*args, **kwargs)
            with _observer(query):
                return await method(*args, **kwargs)
        except UnexpectedDocument as error:
            raise UnexpectedDocument(f"{query}: {error}") from error.__cause__
        except Exception as error:
            if (explained := _explained(error, query)) is not None:
                raise explained from error
            # An import statement would make type checkers ask for asyncpg's stubs.
            # An error in an argument is of a subclass, and no fault of the connection.
            if type(error) is not import_module("asyncpg").InterfaceError:
                _note(error, query)
                raise
            raise ConnectionUnusable(f"{query}: {error}") from error

    return call


def _note(error: Exception, query: str) -> None:
    """Says on an error which query it is of, once: callers of `@batched` may get the same error."""
    if isinstance(error, _TellsQuery):
        return
    said = f"in {query}"
    if said not in getattr(error, "__notes__", ()):
        error.add_note(said)


class BatchError(_TellsQuery):
    """An item was refused, so nothing of its batch was done; its cause is PostgreSQL's error."""

    def __init__(self, query: str, index: int, item: Any) -> None:
        super().__init__(query, index, item)
        self.query = query
        self.index = index
        self.item = item

    def __str__(self) -> str:
        return f"{self.query}: item {self.index}: {self.__cause__}"
