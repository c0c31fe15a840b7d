"""Rows as JSON objects: whole rows from FROM, and ROW()."""

from collections.abc import Sequence

from ...model import Key, Shape
from ...model.catalog import Relation
from ..proofs.columns import cte_query
from ..proofs.scope import Scope
from ..tree.enums import Rte
from ..tree.nodes import Node, Query, RangeTblEntry, RowExpr, Var, outputs
from ..tree.oids import TypeOid
from ..types.expression_types import expression_type
from ..types.value_types import value_type
from .finder import Finder
from .sources import home_of

__all__ = ["row", "whole_row"]


def whole_row(finder: Finder, node: Var, scope: Scope) -> Shape | None:
    """The whole row of a table, view, subquery, WITH or VALUES, if there is a row. Of others only the type is known."""
    found = home_of(node, scope)
    if found is None:
        return None
    node, scope = found
    entry = scope.query.rtable[node.varno - 1]
    scope = scope.knowing(frozenset((node,)))
    if entry.rtekind == Rte.RELATION:
        relation = finder.catalog.relations.get(entry.relid)
        return None if relation is None else _table_row(finder, node, relation, scope)
    if entry.rtekind == Rte.GROUP:
        return None
    kinds = _column_types(finder, entry, scope)
    names = entry.eref.colnames
    if node.vartype != TypeOid.RECORD or len(names) != len(kinds) or not all(kinds):
        return None
    variables = [Var(node.varno, number, kind, 0) for number, kind in enumerate(kinds, start=1)]
    return _object(finder, names, variables, scope)


def _table_row(finder: Finder, node: Var, relation: Relation, scope: Scope) -> Shape | None:
    kind = finder.catalog.types.get(node.vartype)
    if kind is None or kind.relation != relation.oid:
        return None
    variables = [Var(node.varno, found.number, found.type, 0, node.varreturningtype) for found in relation.columns]
    keys = _keys(finder, [found.name for found in relation.columns], variables, scope)
    return Shape("object", keys=keys, table=(relation.schema, relation.name) if relation.user else None)


def _column_types(finder: Finder, entry: RangeTblEntry, scope: Scope) -> Sequence[int]:
    query: Node | None = None
    match entry.rtekind:
        case Rte.SUBQUERY:
            query = entry.subquery
        case Rte.CTE:
            cte = cte_query(entry, scope)
            query = None if cte is None else cte[0].ctequery
        case Rte.VALUES:
            return [expression_type(node, finder.catalog) for node in entry.values_lists[0]]
        case _:
            pass
    if not isinstance(query, Query):
        return []
    return [expression_type(found.expr, finder.catalog) for found in outputs(query)]


def row(finder: Finder, node: RowExpr, scope: Scope) -> Shape | None:
    """ROW(…), whose fields are called f1, f2 and so on unless it is cast to a composite."""
    if node.row_typeid == TypeOid.RECORD:
        return _object(finder, node.colnames, node.args, scope)
    kind = finder.catalog.base_type(node.row_typeid)
    relation = finder.catalog.relations.get(kind.relation)
    # A dropped field still has a value.
    if relation is None or len(relation.columns) != len(node.args):
        return None
    keys = _keys(finder, [column.name for column in relation.columns], node.args, scope)
    return Shape("object", value=value_type(finder.catalog, node.row_typeid, nullable=False), keys=keys)


def _object(finder: Finder, names: Sequence[str], values: Sequence[Node], scope: Scope) -> Shape | None:
    """An object, if no two names are equal."""
    if len(set(names)) < len(names) or len(names) != len(values):
        return None
    return Shape("object", keys=_keys(finder, names, values, scope))


def _keys(finder: Finder, names: Sequence[str], values: Sequence[Node], scope: Scope) -> Sequence[Key]:
    return [Key(name, finder.element(value, scope)) for name, value in zip(names, values, strict=True)]
