"""Whether ORDER BY is a total order: no two rows are equal in all that it goes by."""

from collections.abc import Iterator

from .catalog import Catalog
from .enums import Rte
from .grouping import group_expression, is_grouped
from .nodes import Node, Query, RangeTblRef, SetOperationStmt, Var
from .rows import one_row_with

__all__ = ["is_total"]


def is_total(query: Query, catalog: Catalog) -> bool:
    """Whether that is proven; of what a column without NOT NULL holds there may be many NULLs, unique or not."""
    if query.setOperations is not None or query.hasTargetSRFs or query.groupingSets:
        return False
    references = {clause.tleSortGroupRef for clause in query.sortClause}
    if query.distinctClause and not query.hasDistinctOn:
        return {clause.tleSortGroupRef for clause in query.distinctClause} <= references
    by_reference = {entry.ressortgroupref: entry.expr for entry in query.targetList}
    sorted_by = {
        group_expression(by_reference[clause.tleSortGroupRef], query): clause.eqop for clause in query.sortClause
    }
    if is_grouped(query):
        groups = [group_expression(by_reference[clause.tleSortGroupRef], query) for clause in query.groupClause]
        if all(group in sorted_by for group in groups):
            return True
    fixed = [
        (node, eqop) for node, eqop in sorted_by.items() if isinstance(node, Var) and _is_there(node, query, catalog)
    ]
    return one_row_with(query, fixed, catalog)


def _arms(node: Node, number: int) -> Iterator[Var]:
    """A column of each query that a set operation puts together."""
    match node:
        case SetOperationStmt():
            for arm in (node.larg, node.rarg):
                yield from _arms(arm, number)
        case RangeTblRef():
            yield Var(node.rtindex, number, 0, 0)
        case _:
            pass


def _is_there(column: Node, query: Query, catalog: Catalog) -> bool:
    """Whether it is a column that is never NULL in its table; an outer join leaves out one row at most for each beside."""
    if not isinstance(column, Var) or column.varlevelsup or column.varattno < 1:
        return False
    entry = query.rtable[column.varno - 1]
    if entry.rtekind == Rte.SUBQUERY and entry.subquery is not None:
        below = entry.subquery
        if below.setOperations is not None:
            return all(_is_there(arm, below, catalog) for arm in _arms(below.setOperations, column.varattno))
        return _is_there(group_expression(below.targetList[column.varattno - 1].expr, below), below, catalog)
    relation = catalog.relations.get(entry.relid) if entry.rtekind == Rte.RELATION else None
    described = relation.column(column.varattno) if relation is not None else None
    return described is not None and described.not_null
