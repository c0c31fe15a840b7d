"""A call of a query: who is told of it, and what goes wrong with it."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from importlib import import_module
from inspect import iscoroutinefunction
from typing import Any, TypeAlias, TypeVar

__all__ = [
    "_T",
    "BatchError",
    "ConnectionUnusable",
    "NoRow",
    "UnexpectedDocument",
    "UnexpectedNull",
    "_observed",
    "named",
    "observe",
]


_Observer: TypeAlias = Callable[[str], AbstractContextManager[object]]

_observer: _Observer | None = None


def observe(observer: _Observer | None) -> None:
    """Runs every call of a query, from now on, within `observer("GetUser")`; None ends that."""
    global _observer
    _observer = observer


def _observed(query: str) -> AbstractContextManager[object]:
    """What the observer, if there is one, wants a call of the query to run within."""
    return nullcontext() if _observer is None else _observer(query)


_Queries = TypeVar("_Queries")

_T = TypeVar("_T")


class NoRow(LookupError):
    """A query that always gives a row gave none: a trigger or rule swallowed it."""


class UnexpectedNull(ValueError):
    """A column that its query says is never NULL was."""


class UnexpectedDocument(ValueError):
    """A JSON document does not fit the type of its column; its cause is msgspec's error."""


class ConnectionUnusable(ConnectionError):
    """A query found its connection or pool closed, given back or at work on another query."""


def named(**queries: str) -> Callable[[type[_Queries]], type[_Queries]]:
    """Names the query, to observers and in errors: its method's name in capitals, or as it is said here."""

    def decorate(cls: type[_Queries]) -> type[_Queries]:
        for name, method in list(vars(cls).items()):
            if iscoroutinefunction(method):
                title = "".join(word[:1].upper() + word[1:] for word in name.split("_"))
                setattr(cls, name, _naming(method, queries.get(name, title)))
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
            # An import statement would ask type checkers for asyncpg's stubs. What is wrong
            # with an argument is a subclass, and no fault of the connection.
            if type(error) is not import_module("asyncpg").InterfaceError:
                raise
            raise ConnectionUnusable(f"{query}: {error}") from error

    return call


class BatchError(Exception):
    """An item of a batch was refused, so nothing of the batch was done; its cause is PostgreSQL's error."""

    def __init__(self, query: str, index: int, item: Any) -> None:
        super().__init__(query, index, item)
        self.query = query
        self.index = index
        self.item = item

    def __str__(self) -> str:
        return f"{self.query}: item {self.index}: {self.__cause__}"
