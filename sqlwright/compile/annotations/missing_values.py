"""The columns for which an INSERT certainly has no value."""

from collections.abc import Iterator

from ...analyse.tree.enums import Command, Rte
from ...analyse.tree.nodes import Node, Query, SetToDefault, TargetEntry, Var, walk
from ...model.catalog import Catalog, Column, Relation

__all__ = ["missing_values"]


def missing_values(tree: Query, catalog: Catalog) -> frozenset[str]:
    """As table.column: they take no NULL, have no default, and the statement gives them none in some row."""
    return frozenset(name for node in walk(tree) if isinstance(node, Query) for name in _of(node, catalog))


def _of(query: Query, catalog: Catalog) -> Iterator[str]:
    inserts = [query.targetList] if query.commandType == Command.INSERT else []
    inserts += [action.targetList for action in query.mergeActionList if action.commandType == Command.INSERT]
    for targets in inserts:
        relation = catalog.relations.get(query.rtable[query.resultRelation - 1].relid)
        # A child may have a default of its own, and a trigger may give a value.
        if relation is not None and relation.is_table and not relation.inherited and "insert" not in relation.triggers:
            given = {entry.resno: entry for entry in targets}
            for column in relation.columns:
                if _needs_value(column, catalog) and not _is_given(given.get(column.number), query):
                    yield f"{_name(relation)}.{column.name}"


def _name(relation: Relation) -> str:
    return relation.name if relation.schema == "public" else f"{relation.schema}.{relation.name}"


def _needs_value(column: Column, catalog: Catalog) -> bool:
    kind = catalog.types[column.type]
    filled = column.identity or column.generated or column.expression is not None or kind.kind == "d"
    return column.not_null and not filled


def _is_given(entry: TargetEntry | None, query: Query) -> bool:
    if entry is None:
        return False
    found: Node = entry.expr
    if isinstance(found, Var) and not found.varlevelsup and query.rtable[found.varno - 1].rtekind == Rte.VALUES:
        rows = query.rtable[found.varno - 1].values_lists
        return not any(isinstance(row[found.varattno - 1], SetToDefault) for row in rows)
    return not isinstance(found, SetToDefault)
