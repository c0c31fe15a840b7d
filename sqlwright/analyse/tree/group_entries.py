"""The range table entry that PostgreSQL 18 makes for GROUP BY, added to the trees of older majors.

In it a grouping expression outside aggregates is a variable of that entry. So it cannot be mistaken for the same
expression over the rows, which no grouping set fills with NULLs.
"""

from collections.abc import Callable

from msgspec.structs import replace

from .enums import Rte
from .nodes import Aggref, Alias, GroupingFunc, Node, Query, RangeTblEntry, Var, rebuilt, rebuilt_below, type_of, walk

__all__ = ["with_group_entries"]


def with_group_entries(node: Node) -> Node:
    """A tree with grouping sets from an older major, in the form of PostgreSQL 18."""
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
                    # A column of a query around this one may be grouped by, too.
                    place = None if depth else places.get(found)
                case Var():
                    place = places.get(_behind_joins(replace(found, varlevelsup=0), query))
                case _:
                    # In a subquery PostgreSQL matches only columns.
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
    """What the column of a join stands for."""
    while isinstance(node, Var) and not node.varlevelsup and query.rtable[node.varno - 1].rtekind == Rte.JOIN:
        aliases = query.rtable[node.varno - 1].joinaliasvars
        if not 0 < node.varattno <= len(aliases):
            break
        node = aliases[node.varattno - 1]
    return node
