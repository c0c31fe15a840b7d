"""How many rows can come: whether a query provably gives exactly one."""

from .catalog import Catalog
from .enums import Command, OnConflict, Rte
from .nodes import Query, RangeTblRef

__all__ = ["gives_one_row"]


def gives_one_row(query: Query, catalog: Catalog) -> bool:
    if query.commandType == Command.INSERT:
        return _inserts_one(query, catalog)
    if query.commandType != Command.SELECT or query.hasTargetSRFs or query.setOperations is not None:
        return False
    if query.limitCount is not None or query.limitOffset is not None or query.havingQual is not None:
        return False
    if query.groupClause or query.groupingSets:
        return False
    if query.hasAggs:
        return True
    # WHERE may drop the row, and so may a join: what is left is nothing, or one subquery that gives one row.
    if query.jointree.quals is not None:
        return False
    match query.jointree.fromlist:
        case ():
            return True
        case (RangeTblRef(rtindex=index),):
            entry = query.rtable[index - 1]
            return (
                entry.rtekind == Rte.SUBQUERY and entry.subquery is not None and gives_one_row(entry.subquery, catalog)
            )
        case _:
            return False


def _inserts_one(query: Query, catalog: Catalog) -> bool:
    """One row of VALUES into a table where neither a conflict, a trigger nor a rule can make it vanish."""
    target = catalog.relations.get(query.rtable[query.resultRelation - 1].relid)
    if target is None or target.kind not in "rp" or target.rules or "insert" in target.triggers:
        return False
    if query.jointree.fromlist or query.jointree.quals is not None or query.hasTargetSRFs:
        return False
    conflict = query.onConflict
    if conflict is None:
        return True
    return conflict.action == OnConflict.UPDATE and conflict.onConflictWhere is None and "update" not in target.triggers
