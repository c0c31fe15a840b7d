"""What the observer of a call sees, and how errors leave the call."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager

import asyncpg
import pytest
from msgspec import DecodeError

from sqlwright.drivers.asyncpg.runtime.calls import (
    BatchError,
    ConnectionUnusable,
    NoRow,
    UnexpectedDocument,
    named_as,
    observe,
)


@named_as(raise_it="RaiseIT")
class Queries:
    async def get_user(self, id: int) -> int:
        """As it was."""
        return id

    async def raise_it(self, error: Exception) -> None:
        raise error

    def plain(self) -> int:
        return 1


class InterfaceError(Exception):
    """An error of another driver."""


@pytest.fixture
def observed() -> Iterator[list[str]]:
    """An observer, with what it saw."""
    told: list[str] = []

    @contextmanager
    def observer(query: str) -> Generator[None]:
        told.append(query)
        try:
            yield
        except Exception as error:
            told.append(type(error).__name__)
            raise

    observe(observer)
    yield told
    observe(None)


async def test_an_observer_is_told_each_query_by_its_name(observed: list[str]) -> None:
    queries = Queries()
    assert (await queries.get_user(7), queries.plain()) == (7, 1)
    with pytest.raises(KeyError):
        await queries.raise_it(KeyError("x"))
    assert observed == ["GetUser", "RaiseIT", "KeyError"]
    observe(None)
    await queries.get_user(7)
    assert len(observed) == 3


async def test_an_observer_sees_asyncpgs_own_error(observed: list[str]) -> None:
    with pytest.raises(ConnectionUnusable):
        await Queries().raise_it(asyncpg.InterfaceError("closed"))
    assert observed == ["RaiseIT", "InterfaceError"]


def test_methods_keep_their_names() -> None:
    assert (Queries.get_user.__name__, Queries.get_user.__doc__) == ("get_user", "As it was.")


async def test_a_connection_that_cannot_be_used_is_named() -> None:
    with pytest.raises(ConnectionUnusable, match=r"^RaiseIT: closed$") as raised:
        await Queries().raise_it(asyncpg.InterfaceError("closed"))
    assert isinstance(raised.value.__cause__, asyncpg.InterfaceError)


@pytest.mark.parametrize(
    "error",
    [
        *(asyncpg.DataError("a bad argument"), asyncpg.UniqueViolationError("twice")),
        *(asyncpg.InternalClientError("lost"), InterfaceError("closed"), TimeoutError(), KeyError("x")),
    ],
    ids=lambda error: repr(error),
)
async def test_other_errors_stay_what_they_are_with_the_querys_name_noted_once(error: Exception) -> None:
    for _ in range(2):
        with pytest.raises(type(error)) as raised:
            await Queries().raise_it(error)
        assert raised.value is error
        assert error.__notes__ == ["in RaiseIT"]


@pytest.mark.parametrize("error", [NoRow("RaiseIT"), BatchError("RaiseIT", 0, "x")], ids=lambda error: repr(error))
async def test_an_error_that_tells_its_query_needs_no_note(error: Exception) -> None:
    with pytest.raises(type(error)) as raised:
        await Queries().raise_it(error)
    assert not hasattr(raised.value, "__notes__")


async def test_a_document_that_does_not_fit_is_the_querys() -> None:
    inner = UnexpectedDocument("payload: Expected `int`")
    inner.__cause__ = DecodeError("Expected `int`")
    with pytest.raises(UnexpectedDocument, match=r"^RaiseIT: payload: Expected `int`$") as raised:
        await Queries().raise_it(inner)
    assert raised.value.__cause__ is inner.__cause__
