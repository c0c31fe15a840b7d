"""What a query touches: the rights that its role needs, and why it does not only read, if so."""

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

__all__ = ["NO_ACCESS", "Access", "ObjectRight", "Privilege", "TableAccess"]

Privilege: TypeAlias = Literal["select", "insert", "update", "delete"]


class TableAccess(Struct, frozen=True, array_like=True, order=True):
    """What is done with a table, view or sequence of the user's under the rights of who runs the query."""

    schema: str
    name: str
    privilege: Privilege
    columns: Sequence[str] = ()
    """In the order of the table; none if any column will do, as in `select count(*)` and `for update`."""
    first: str = ""
    """The table's first column."""


class ObjectRight(Struct, frozen=True, array_like=True, order=True):
    """A right on something else than a table."""

    kind: Literal["function", "schema", "sequence"]
    schema: str
    name: str
    """Of a function with the types of its arguments; empty for a schema."""
    privilege: Literal["execute", "select", "update", "usage"]


class Access(Struct, frozen=True, array_like=True):
    tables: Sequence[TableAccess] = ()
    """Sorted, with one entry for each table and privilege."""
    acts: Sequence[str] = ()
    """What in it is more than reading, or fails on a standby; none if it only reads."""
    objects: Sequence[ObjectRight] = ()
    """Sorted."""
    unknown: Sequence[str] = ()
    """What may need more rights, since it is not known what it does."""

    @property
    def reads(self) -> Sequence[str]:
        """The names of the tables that are read."""
        return _names(each for each in self.tables if each.privilege == "select")

    @property
    def writes(self) -> Sequence[str]:
        """The names of the tables that are changed; locking rows needs UPDATE, but of no column."""
        changed = (each for each in self.tables if each.privilege != "select")
        return _names(each for each in changed if each.columns or each.privilege != "update")


def _names(tables: Iterable[TableAccess]) -> Sequence[str]:
    return [*dict.fromkeys(each.name if each.schema == "public" else f"{each.schema}.{each.name}" for each in tables)]


NO_ACCESS = Access()
