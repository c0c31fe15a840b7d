"""Whether ORDER BY is a total order, in which no two rows are equal, and whether it is the same at every call."""

from collections.abc import Iterable, Mapping, Sequence

from ...model.catalog import Catalog
from ..tree.enums import Command, Rte, SetOp
from ..tree.nodes import (
    Const,
    FuncExpr,
    Node,
    OpExpr,
    Query,
    RangeTblRef,
    ScalarArrayOpExpr,
    SetOperationStmt,
    SQLValueFunction,
    Var,
    children,
    walk,
)
from .count import one_row_with
from .grouping import group_expression, is_grouped

__all__ = ["is_total", "passing"]

_BY_BYTES = frozenset((16, 20, 21, 23, 25))
"""The types whose constants are equal only if their bytes are: bool, int8, int2, int4, and text without a collation of
its own."""
_CLOCKS = frozenset(["now", "statement_timestamp", "transaction_timestamp"])


def is_total(query: Query, catalog: Catalog) -> bool:
    """Whether the order is proven to be total. A unique column counts only if it is NOT NULL, since NULLs may repeat."""
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
    return _one_row(query, sorted_by.items(), catalog) or _sorts_set(query, sorted_by, catalog)


def _one_row(query: Query, sorted_by: Iterable[tuple[Node, int]], catalog: Catalog) -> bool:
    """Whether at most one row of FROM and WHERE has the same values in what is sorted by."""
    fixed = [(node, eqop) for node, eqop in sorted_by if isinstance(node, Var) and _is_there(node, query, catalog)]
    return one_row_with(query, fixed, catalog)


def _sorts_set(query: Query, sorted_by: Mapping[Node, int], catalog: Catalog) -> bool:
    """Whether FROM is nothing but a UNION, INTERSECT or EXCEPT of which no two rows are equal in what is sorted by."""
    match query.jointree.fromlist:
        case (RangeTblRef(rtindex=number),):
            below = query.rtable[number - 1].subquery
        case _:
            return False
    operation = below.setOperations if below is not None else None
    if below is None or not isinstance(operation, SetOperationStmt):
        return False
    columns = {
        node.varattno: eqop
        for node, eqop in sorted_by.items()
        if isinstance(node, Var) and node.varno == number and not node.varlevelsup
    }
    if not operation.all:
        # NULLs are equal to it as well, so it gives no row twice.
        compared = enumerate((clause.eqop for clause in operation.groupClauses), 1)
        return bool(operation.groupClauses) and all(columns.get(column) == eqop for column, eqop in compared)
    arms = _arms(operation, below)
    return arms is not None and _told_apart(columns, arms) and all(_has_unique(columns, arm, catalog) for arm in arms)


def _arms(node: Node, query: Query) -> Sequence[Query] | None:
    """The parts of a UNION ALL; None if there is another operation in it."""
    match node:
        case RangeTblRef(rtindex=number):
            found = query.rtable[number - 1].subquery
            return None if found is None else [found]
        case SetOperationStmt(op=SetOp.UNION, all=True, larg=left, rarg=right):
            first, second = _arms(left, query), _arms(right, query)
            return None if first is None or second is None else [*first, *second]
        case _:
            return None


def _told_apart(columns: Iterable[int], arms: Sequence[Query]) -> bool:
    """Whether some column is another constant in each part."""
    for column in columns:
        found = [arm.targetList[column - 1].expr for arm in arms]
        values = {node.constvalue for node in found if isinstance(node, Const) and node.consttype in _BY_BYTES}
        if len(values - {None}) == len(arms):
            return True
    return False


def _has_unique(columns: Mapping[int, int], arm: Query, catalog: Catalog) -> bool:
    """Whether these columns have the same values in at most one row of a part."""
    if arm.setOperations is not None or arm.hasTargetSRFs or is_grouped(arm) or arm.commandType != Command.SELECT:
        return False
    sorted_by = [(arm.targetList[column - 1].expr, eqop) for column, eqop in columns.items()]
    return _one_row(arm, sorted_by, catalog)


def _is_there(column: Node, query: Query, catalog: Catalog) -> bool:
    """Whether it is a column that is never NULL in its table. An outer join adds at most one NULL for each row beside it."""
    if not isinstance(column, Var) or column.varlevelsup or column.varattno < 1:
        return False
    entry = query.rtable[column.varno - 1]
    if entry.rtekind == Rte.SUBQUERY and entry.subquery is not None:
        below = entry.subquery
        if below.setOperations is not None:
            arms = range(1, len(below.rtable) + 1)
            return all(_is_there(Var(arm, column.varattno, 0, 0), below, catalog) for arm in arms)
        return _is_there(group_expression(below.targetList[column.varattno - 1].expr, below), below, catalog)
    relation = catalog.relations.get(entry.relid) if entry.rtekind == Rte.RELATION else None
    described = relation.column(column.varattno) if relation is not None else None
    return described is not None and described.not_null


def passing(query: Query, catalog: Catalog) -> str | None:
    """What makes the order change from call to call, such as the clock."""
    references = {clause.tleSortGroupRef for clause in query.sortClause}
    keys = (entry.expr for entry in query.targetList if entry.ressortgroupref in references)
    return next((found for key in keys if (found := _passing(key, query, catalog)) is not None), None)


def _passing(node: Node, query: Query, catalog: Catalog) -> str | None:
    found = _own(node, catalog)
    if found is not None:
        return found
    if isinstance(node, Query):
        # Its variables belong to its own tables.
        return next((below for each in walk(node) if (below := _own(each, catalog)) is not None), None)
    if isinstance(node, Var) and not node.varlevelsup and node.varattno > 0:
        expression = group_expression(node, query)
        below = query.rtable[node.varno - 1].subquery
        if expression is not node:
            return _passing(expression, query, catalog)
        if below is not None and below.setOperations is None:
            return _passing(below.targetList[node.varattno - 1].expr, below, catalog)
        arms = [entry.subquery for entry in below.rtable if entry.subquery is not None] if below is not None else []
        found = (_passing(arm.targetList[node.varattno - 1].expr, arm, catalog) for arm in arms)
        return next((each for each in found if each is not None), None)
    return next((inside for child in children(node) if (inside := _passing(child, query, catalog)) is not None), None)


def _own(node: Node, catalog: Catalog) -> str | None:
    match node:
        case SQLValueFunction():
            return "the clock"
        case FuncExpr(funcid=oid) | OpExpr(opfuncid=oid) | ScalarArrayOpExpr(opfuncid=oid):
            function = catalog.functions.get(oid)
            if function is None:
                return None
            today = function.name in _CLOCKS or (function.name == "age" and len(node.args) == 1)
            if function.builtin and today:
                return "the clock"
            return f"{function.name}(), which is volatile" if function.volatile else None
        case _:
            return None
