"""Cursors that end with their block."""

from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final, Self, TypeAlias

from .calls import _T, UnexpectedDocument, _note, _observed
from .connections import Connection, Pool, connected
from .unreadable import _explained

__all__ = ["NEWEST_CURSOR", "Rows", "Stream", "open_stream"]

NEWEST_CURSOR: Final = """\
select name from pg_cursors where statement = $1 order by creation_time desc limit 1"""


Stream: TypeAlias = AbstractAsyncContextManager[AsyncIterator[_T]]
"""Rows as they come, for as long as the block lasts."""


class Rows:
    """A cursor's rows, each converted when its turn comes."""

    def __init__(
        self,
        query: str,
        cursor: Any,
        make: Callable[[Any], Any],
        prefetch: int,
    ) -> None:
        self._query = query
        self._cursor = cursor
        self._make = make
        self._prefetch = prefetch
        self._fetched: deque[Any] = deque()
        self._ended = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        if self._ended:
            raise RuntimeError("the stream has ended with its block")
        try:
            if not self._fetched:
                self._fetched.extend(await self._cursor.fetch(self._prefetch))
            if self._fetched:
                return self._make(self._fetched.popleft())
        except UnexpectedDocument as error:
            raise UnexpectedDocument(f"{self._query}: {error}") from error.__cause__
        except Exception as error:
            if (explained := _explained(error, self._query)) is not None:
                raise explained from error
            _note(error, self._query)
            raise
        raise StopAsyncIteration

    def end(self) -> None:
        self._ended = True


@asynccontextmanager
async def open_stream(
    db: Connection | Pool,
    query: str,
    sql: str,
    args: Sequence[object],
    make: Callable[[Any], Any],
    prefetch: int,
) -> AsyncGenerator[Rows]:
    """The rows of a cursor, in a transaction or savepoint of its own that ends with the block."""
    theirs: BaseException | None = None
    try:
        with _observed(query):
            async with connected(db) as connection:
                nested = connection.is_in_transaction()
                async with connection.transaction():
                    cursor = await connection.cursor(sql, *args)
                    rows = Rows(query, cursor, make, prefetch)
                    try:
                        yield rows
                    except BaseException as error:
                        theirs = error
                        raise
                    finally:
                        rows.end()
                    if nested:
                        # A cursor outlives the savepoint that it was opened in. asyncpg
                        # hides its name, but it is the newest: those that were opened
                        # later, in this block, are closed.
                        name = await connection.fetchrow(NEWEST_CURSOR, sql)
                        await connection.execute(f'close "{name[0]}"')
    except Exception as error:
        if error is not theirs:
            _note(error, query)
        raise
    finally:
        theirs = None  # Its traceback holds this frame.
