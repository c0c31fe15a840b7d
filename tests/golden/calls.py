"""Calls of generated methods with the results they must return, which type checkers check too."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from sys import modules
from typing import Any, Concatenate, Generic, ParamSpec, TypeAlias, TypeVar, cast
from unittest.mock import ANY

from msgspec import Struct
from msgspec.structs import astuple

__all__ = ["Call", "Calls", "call", "stream"]

Self_ = TypeVar("Self_")
P = ParamSpec("P")
R = TypeVar("R")


class Call(Generic[R]):
    """A method with its arguments, to be called on any connection."""

    def __init__(self, method: Callable[..., Any], run: Callable[[Any], Awaitable[R]]) -> None:
        self.method = (method.__module__, method.__qualname__)
        self._run = run
        self._expected: R | None = None

    def gives(self, expected: R) -> "Call[R]":
        self._expected = expected
        return self

    async def check(self, db: object) -> None:
        module, name = self.method
        queries = getattr(modules[module], name.partition(".")[0])(db)
        given = await self._run(queries)
        assert given == self._expected, name
        check_types(given, self._expected)


def check_types(given: Any, expected: Any) -> None:
    """Fails for a value of another class: a label equals its enum's member, and asyncpg has its own UUID class."""
    if expected is ANY:
        return
    assert isinstance(given, type(expected)), f"{given!r} is no {type(expected).__name__}"
    match expected:
        case Struct():
            check_types(astuple(given), astuple(expected))
        case list() | tuple() if type(given) in (list, tuple):
            for pair in zip(given, cast("Sequence[Any]", expected), strict=True):
                check_types(*pair)
        case _ if hasattr(given, "items"):
            for key in given:
                check_types(given[key], expected[key])
        case _:
            pass


Calls: TypeAlias = Sequence[Call[Any]]


def call(method: Callable[Concatenate[Self_, P], Awaitable[R]], *args: P.args, **kwargs: P.kwargs) -> Call[R]:
    async def run(queries: Any) -> R:
        return await method(queries, *args, **kwargs)

    return Call(method, run)


def stream(
    method: Callable[Concatenate[Self_, P], AbstractAsyncContextManager[AsyncIterator[R]]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> Call[list[R]]:
    async def run(queries: Any) -> list[R]:
        async with method(queries, *args, **kwargs) as rows:
            return [row async for row in rows]

    return Call(method, run)
