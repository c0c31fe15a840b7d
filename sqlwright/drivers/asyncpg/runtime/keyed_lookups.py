"""Lookups by several keys, or with values that all callers of a query share."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from uuid import UUID

from msgspec import Struct

from .connections import Executor
from .flights import _Asked
from .lookups import Lookups, _is_comparable

__all__ = ["KeyedLookups", "LookupKey"]


class LookupKey(Struct, frozen=True):
    """One of the arguments that are the key of a row."""

    argument: int
    kind: type[Any]
    column: int
    """The key's column in the rows of many; negative if it comes after the query's own."""
    zone: tzinfo | None = None


class KeyedLookups(Lookups):
    """Lookups of which a query has the same values of all arguments that are no keys."""

    def __init__(
        self,
        db: Executor,
        sql: str,
        sql_for_many: str,
        keys: Sequence[LookupKey],
        count: int,
    ) -> None:
        """`count` is the number of arguments."""
        super().__init__(db, sql, sql_for_many, object, 0)
        self._keys = keys
        numbers = {key.argument for key in keys}
        self._shared = [number for number in range(count) if number not in numbers]
        added = sum(key.column < 0 for key in keys)
        self._own = slice(-added) if added else slice(None)

    async def row_of(self, *args: Any) -> Any:
        """The row or None for these arguments, as it is at the time of the call or later."""
        shared = _group([args[number] for number in self._shared])
        asked = tuple(args[key.argument] for key in self._keys)
        pairs = zip(asked, self._keys, strict=True)
        same = all(_is_comparable(value, key.kind, key.zone) for value, key in pairs)
        alone = shared is None or not same
        return await self._answered(_Asked(asked, args, shared, alone=alone))

    async def _fetched(self, board: Sequence[_Asked]) -> dict[_Asked, Any]:
        args = [*board[0].args]
        for place, key in enumerate(self._keys):
            args[key.argument] = [asked.key[place] for asked in board]
        rows = await self._db.fetch(self._sql_for_many, *args)
        found = {asked.key: asked for asked in board}
        columns = [key.column for key in self._keys]
        return {found[tuple(row[at] for at in columns)]: row[self._own] for row in rows}


def _group(values: Sequence[Any]) -> Any:
    """What is equal for the same values only; None if there may be values that Python and PostgreSQL compare differently."""
    plain = (bool, int, str, bytes, date, type(None))
    found: list[Any] = []
    for value in values:
        kind: type[Any] = value.__class__
        if issubclass(kind, UUID):
            kind = UUID  # asyncpg has a class of its own
        elif kind is datetime:
            if value.tzinfo not in (None, UTC):
                return None
        elif not (kind in plain or _is_comparable(value, str, None)):
            return None
        found += (kind, value)
    return tuple(found)
