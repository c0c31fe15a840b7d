"""Pages: what a cursor holds, and the rows that follow it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from msgspec import msgpack

from .connections import Executor

__all__ = ["CursorError", "Keys", "fetch_page", "written"]


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


async def fetch_page(
    db: Executor,
    statements: tuple[str, str],
    args: Sequence[object],
    keys: Keys,
    cursor: str | None,
    limit: int,
    parents: tuple[int, ...] = (),
) -> tuple[list[Any], Any]:
    """A page's rows, and the cursor of the next page if there is one.

    With `parents`, the columns of their key, the page is of parents, each of one row or more.
    """
    if limit < 1:
        raise ValueError(f"limit is {limit}, but a page has at least one row")
    first, following = statements
    # A cursor belongs to a statement, so to query, order and filters, and to its values.
    belongs = first.encode() + msgpack.encode(args, enc_hook=repr)
    mark = blake2b(belongs, digest_size=9).digest()
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
