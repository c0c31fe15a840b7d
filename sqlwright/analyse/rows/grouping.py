"""The groups of a query: whether one may have no rows, and which expressions grouping sets fill with NULLs."""

from collections.abc import Iterable

from ..tree.enums import GroupingSetKind, Rte
from ..tree.nodes import GroupingSet, Node, Query, Var

__all__ = ["always_grouped", "group_expression", "is_grouped", "may_be_empty", "plain_column"]


def is_grouped(query: Query) -> bool:
    """Whether each output row stands for a group of rows."""
    return bool(query.hasAggs or query.groupClause or query.groupingSets or query.havingQual is not None)


def may_be_empty(query: Query) -> bool:
    """Whether a group may have no rows, such as the only group of a query without GROUP BY, or the grouping set ()."""
    if query.groupingSets:
        return all(_has_empty(found) for found in query.groupingSets)
    return is_grouped(query) and not query.groupClause


def always_grouped(query: Query) -> frozenset[int]:
    """The references of the grouping expressions that are in every grouping set, and so are never filled with NULLs."""
    if not query.groupingSets:
        return frozenset(clause.tleSortGroupRef for clause in query.groupClause)
    # Several GROUPING SETS clauses are multiplied: each combination has the members of all of them.
    return frozenset[int]().union(*(_common(found) for found in query.groupingSets))


def _common(found: GroupingSet) -> frozenset[int]:
    match found.kind:
        case GroupingSetKind.SIMPLE:
            return frozenset(found.content)
        case GroupingSetKind.SETS:
            sets = [_common(part) for part in _parts(found)]
            return sets[0].intersection(*sets[1:]) if sets else frozenset()
        case _:
            return frozenset()


def _has_empty(found: GroupingSet) -> bool:
    match found.kind:
        case GroupingSetKind.SIMPLE:
            return not found.content
        case GroupingSetKind.SETS:
            return any(_has_empty(part) for part in _parts(found))
        case _:
            return True


def _parts(found: GroupingSet) -> Iterable[GroupingSet]:
    return (part for part in found.content if isinstance(part, GroupingSet))


def group_expression(node: Node, query: Query) -> Node:
    """The grouping expression that a variable stands for, in the form that PostgreSQL uses from 18 on."""
    if isinstance(node, Var) and not node.varlevelsup:
        entry = query.rtable[node.varno - 1]
        if entry.rtekind == Rte.GROUP and 0 < node.varattno <= len(entry.groupexprs):
            return entry.groupexprs[node.varattno - 1]
    return node


def plain_column(node: Node, query: Query) -> Node:
    """The expression that a grouped column or a join's column stands for."""
    while isinstance(node, Var) and not node.varlevelsup:
        entry = query.rtable[node.varno - 1]
        found = group_expression(node, query)
        if entry.rtekind == Rte.JOIN and 0 < node.varattno <= len(entry.joinaliasvars):
            found = entry.joinaliasvars[node.varattno - 1]
        if found is node:
            break
        node = found
    return node
