"""Which groups a query makes: whether one may be without rows, and which expressions grouping sets fill with NULLs."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from .enums import Rte
from .nodes import (
    Aggref,
    Alias,
    GroupingFunc,
    GroupingSet,
    Node,
    Query,
    RangeTblEntry,
    Var,
    rebuilt,
    rebuilt_below,
    type_of,
    walk,
)

__all__ = ["always_grouped", "group_expression", "is_grouped", "may_be_empty", "with_group_entries"]

_EMPTY, _SIMPLE, _ROLLUP, _CUBE, _SETS = range(5)


def is_grouped(query: Query) -> bool:
    """Whether output rows are groups of rows."""
    return bool(query.hasAggs or query.groupClause or query.groupingSets or query.havingQual is not None)


def may_be_empty(query: Query) -> bool:
    """Whether an output row may be a group without rows: the one group of a query that has no GROUP BY, or of ()."""
    if query.groupingSets:
        return all(_has_empty(found) for found in query.groupingSets)
    return is_grouped(query) and not query.groupClause


def always_grouped(query: Query) -> frozenset[int]:
    """The references of the grouping expressions that are in every grouping set, and so are never filled."""
    if not query.groupingSets:
        return frozenset(clause.tleSortGroupRef for clause in query.groupClause)
    # Several grouping sets side by side are multiplied: each combination has the members of all.
    return frozenset[int]().union(*(_common(found) for found in query.groupingSets))


def _common(found: GroupingSet) -> frozenset[int]:
    match found.kind:
        case kind if kind == _SIMPLE:
            return frozenset(found.content)
        case kind if kind == _SETS:
            sets = [_common(part) for part in _parts(found)]
            return sets[0].intersection(*sets[1:]) if sets else frozenset()
        case _:
            return frozenset()


def _has_empty(found: GroupingSet) -> bool:
    match found.kind:
        case kind if kind == _SIMPLE:
            return not found.content
        case kind if kind == _SETS:
            return any(_has_empty(part) for part in _parts(found))
        case _:
            return True


def _parts(found: GroupingSet) -> Iterable[GroupingSet]:
    return (part for part in found.content if isinstance(part, GroupingSet))


def group_expression(node: Node, query: Query) -> Node:
    """The grouping expression that a variable stands for, as PostgreSQL writes it from 18 on."""
    if isinstance(node, Var) and not node.varlevelsup:
        entry = query.rtable[node.varno - 1]
        if entry.rtekind == Rte.GROUP and 0 < node.varattno <= len(entry.groupexprs):
            return entry.groupexprs[node.varattno - 1]
    return node


def with_group_entries(node: Node) -> Node:
    """The form of PostgreSQL 18 of a tree with grouping sets from an older one.

    There a grouping expression outside of aggregates is a variable of an entry of its own in the range table, so that
    it is not taken for the same expression over the rows, which nothing has filled with NULLs.
    """
    if not any(isinstance(found, Query) and _lacks_group_entry(found) for found in walk(node)):
        return node

    def change(found: Node) -> Node | None:
        return _with_group_entry(rebuilt_below(found, change)) if isinstance(found, Query) else None

    return rebuilt(node, change)


def _lacks_group_entry(query: Query) -> bool:
    return bool(query.groupingSets) and all(entry.rtekind != Rte.GROUP for entry in query.rtable)


def _with_group_entry(query: Query) -> Query:
    if not _lacks_group_entry(query):
        return query
    grouped = {entry.ressortgroupref: entry.expr for entry in query.targetList if entry.ressortgroupref}
    exprs = [grouped[clause.tleSortGroupRef] for clause in query.groupClause]
    places = {_behind_joins(expr, query): number for number, expr in enumerate(exprs, start=1)}
    varno = len(query.rtable) + 1

    def at(depth: int) -> Callable[[Node], Node | None]:
        def change(found: Node) -> Node | None:
            match found:
                case Query():
                    return rebuilt_below(found, at(depth + 1))
                case GroupingFunc() if found.agglevelsup == depth:
                    return found
                case Aggref() if found.agglevelsup == depth:
                    return replace(found, aggdirectargs=tuple(rebuilt(arg, change) for arg in found.aggdirectargs))
                case Var() if found.varlevelsup != depth:
                    return None
                case Var():
                    place = places.get(_behind_joins(replace(found, varlevelsup=0), query))
                case _:
                    # In a subquery PostgreSQL looks for columns only.
                    place = None if depth else places.get(found)
            return None if place is None else Var(varno, place, type_of(found), depth)

        return change

    entry = RangeTblEntry(Alias("*GROUP*"), Rte.GROUP, groupexprs=tuple(exprs))
    having = query.havingQual
    return replace(
        query,
        rtable=(*query.rtable, entry),
        targetList=tuple(replace(found, expr=rebuilt(found.expr, at(0))) for found in query.targetList),
        havingQual=None if having is None else rebuilt(having, at(0)),
    )


def _behind_joins(node: Node, query: Query) -> Node:
    """What a join's column stands for."""
    while isinstance(node, Var) and not node.varlevelsup and query.rtable[node.varno - 1].rtekind == Rte.JOIN:
        aliases = query.rtable[node.varno - 1].joinaliasvars
        if not 0 < node.varattno <= len(aliases):
            break
        node = aliases[node.varattno - 1]
    return node
