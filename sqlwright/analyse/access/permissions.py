"""The rights on tables that PostgreSQL itself noted in the tree: it checks them when the query runs."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from ..tree.enums import Right
from ..tree.nodes import Query, RangeTblEntry, RTEPermissionInfo

__all__ = ["WHOLE_ROW", "noted", "numbers_of"]

Noted: TypeAlias = RTEPermissionInfo | RangeTblEntry

_LOWEST = -7
"""FirstLowInvalidHeapAttributeNumber (`access/sysattr.h`): columns are counted from it, as system columns are negative."""
WHOLE_ROW = 0


def noted(query: Query) -> Iterator[Noted]:
    """What the query itself needs of each relation, without its subqueries. Up to PostgreSQL 15 the range table says it."""
    for each in query.rteperminfos or query.rtable:
        if each.relid and each.requiredPerms:
            yield each


def numbers_of(right: Right, rights: Noted) -> Sequence[int]:
    """The numbers of the columns that the right is needed for; none if one column will do."""
    found = {Right.SELECT: rights.selectedCols, Right.INSERT: rights.insertedCols, Right.UPDATE: rights.updatedCols}
    return [number + _LOWEST for number in found.get(right, ())]
