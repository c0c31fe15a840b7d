"""Pages: what a cursor holds, and the rows that follow it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from msgspec import msgpack

from .connections import Executor

__all__ = ["CursorError", "Keys", "fetch_page", "fetch_page_both_ways", "leads", "mark_of", "written"]


class CursorError(ValueError):
    """Not a cursor, or a cursor of another query, order or set of parameters."""


def written(mark: bytes, keys: Sequence[object]) -> str:
    """The cursor with the keys of a row, sealed for what they belong to."""
    data = msgpack.encode(keys)
    seal = blake2b(data, key=mark, digest_size=9).digest()
    return urlsafe_b64encode(seal + data).rstrip(b"=").decode()


class Keys:
    """What an order sorts by: columns of a page's rows, and their types."""

    __slots__ = ("_columns", "_decoder")

    def __init__(self, columns: tuple[int, ...], types: Any) -> None:
        self._columns = columns
        self._decoder: msgpack.Decoder[Any] = msgpack.Decoder(types)

    def write(self, mark: bytes, row: Any) -> str:
        """The cursor for the rows after this one."""
        return written(mark, [row[column] for column in self._columns])

    def read(self, mark: bytes, cursor: str) -> Sequence[object]:
        """The keys in a cursor with this mark; raises CursorError."""
        try:
            data = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            keys: Sequence[object] = self._decoder.decode(data[len(mark) :])
            # A cursor that would be written differently was not written here.
            if written(mark, keys) == cursor:
                return keys
        except ValueError:
            pass
        raise CursorError("no cursor of this query, order and filters: begin anew")


def mark_of(statement: str, args: Sequence[object]) -> bytes:
    """What a cursor is sealed with: it belongs to a statement, so to query, order and filters, and to its values."""
    belongs = statement.encode() + msgpack.encode(args, enc_hook=repr)
    return blake2b(belongs, digest_size=9).digest()


async def fetch_page(
    db: Executor,
    statements: tuple[str, str],
    args: Sequence[object],
    keys: Keys,
    cursor: str | None,
    limit: int,
    parents: tuple[int, ...] = (),
    sealed_for: tuple[str, str] | None = None,
) -> tuple[list[Any], Any]:
    """A page's rows, and the cursor of the next page if there is one.

    With `parents`, the columns of their key, the page is of parents, each of one row or more. `sealed_for` are the
    statements that the cursors belong to, if these give the same rows in another form.
    """
    if limit < 1:
        raise ValueError(f"limit is {limit}, but a page has at least one row")
    first, following = statements
    mark = mark_of((sealed_for or statements)[0], args)
    # One more row than wanted shows whether there is a next page.
    if cursor is None:
        rows = await db.fetch(first, *args, limit + 1)
    else:
        rows = await db.fetch(following, *args, limit + 1, *keys.read(mark, cursor))
    end = _end(rows, parents, limit) if parents else limit
    if len(rows) <= end:
        return rows, None
    return rows[:end], keys.write(mark, rows[end - 1])


def _end(rows: Sequence[Any], parents: tuple[int, ...], limit: int) -> int:
    """How many rows come before those of the parent after the last one wanted."""
    seen: set[tuple[object, ...]] = set()
    for index, row in enumerate(rows):
        seen.add(tuple(row[column] for column in parents))
        if len(seen) > limit:
            return index
    return len(rows)


def leads(
    keys: Keys,
    ahead: bytes,
    back: bytes,
    cursor: str,
) -> tuple[bool, Sequence[object]]:
    """Whether a cursor leads back, and the keys in it: none where its page begins at an end. Raises CursorError."""
    for mark in (ahead, back):
        if cursor == written(mark, ()):
            return mark == back, ()
    try:
        return False, keys.read(ahead, cursor)
    except CursorError:
        return True, keys.read(back, cursor)


async def fetch_page_both_ways(
    db: Executor,
    statements: tuple[str, str, str, str],
    args: Sequence[object],
    keys: Keys,
    cursor: str | None,
    limit: int,
    parents: tuple[int, ...] = (),
    sealed_for: tuple[str, str, str, str] | None = None,
) -> tuple[list[Any], Any, Any]:
    """A page's rows, and the cursors of the pages before and after it where there are such pages."""
    if limit < 1:
        raise ValueError(f"limit is {limit}, but a page has at least one row")
    first, following, last, preceding = statements
    marked = sealed_for or statements
    ahead, back = mark_of(marked[0], args), mark_of(marked[2], args)
    is_back, at = (False, ()) if cursor is None else leads(keys, ahead, back, cursor)
    begins, goes_on = (last, preceding) if is_back else (first, following)
    # One more row than wanted shows whether there is a page after this one, in the direction of the cursor.
    fetched = await db.fetch(goes_on if at else begins, *args, limit + 1, *at)
    end = _end(fetched, parents, limit) if parents else limit
    rows = fetched[:end]
    here, there = (back, ahead) if is_back else (ahead, back)
    onward = keys.write(here, rows[-1]) if len(fetched) > end else None
    behind = None
    if at:
        # Where no row is left on this side, all that there are lie on the other, from its end on.
        behind = keys.write(there, rows[0]) if rows else written(there, ())
    return (rows[::-1], onward, behind) if is_back else (rows, behind, onward)
