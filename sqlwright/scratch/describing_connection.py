"""An asyncpg connection that can also describe statements whose values asyncpg could not read."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import asyncpg

__all__ = ["DescribingConnection"]

# asyncpg's class is generic for type checkers only.
if TYPE_CHECKING:
    _Base = asyncpg.Connection[asyncpg.Record]
else:
    _Base = asyncpg.Connection


class DescribingConnection(_Base):
    """Describes every statement that PostgreSQL can prepare.

    asyncpg prepares only statements whose values it could read. That excludes columns of a pseudo-type, and composites
    with a field that has no binary form. Here no value is ever read, so all of these pass as text.
    """

    __slots__ = ()

    @property
    def address(self) -> tuple[str, int]:
        """The host and port of its server; of one behind a socket, the folder that this is in."""
        found = cast("str | tuple[str, int]", self._addr)
        if isinstance(found, str):
            folder, _, port = found.rpartition("/.s.PGSQL.")
            return folder, int(port)
        return found

    async def _introspect_types(
        self, typeoids: Collection[int], seconds: float | None
    ) -> tuple[Sequence[Mapping[str, Any]], object]:
        found: Sequence[Mapping[str, Any]]
        found, statement = await cast(Any, super())._introspect_types(typeoids, seconds)
        for row in found:
            if row["kind"] == b"p":
                self._protocol.get_settings().add_python_codec(
                    row["oid"], row["name"], row["ns"], [], "scalar", str, str, "text"
                )
        return [{**row, "kind": b"e"} if row["kind"] == b"c" else row for row in found], statement
