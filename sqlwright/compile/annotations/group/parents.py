"""Which columns tell one parent from another: a key of its table, after those keys of the parents above that it needs."""

from collections.abc import Sequence

from ....analyse.rows.grouping import group_expression
from ....analyse.rows.keys import Pins, pins_of
from ....analyse.tree.enums import Command, Join, Rte
from ....analyse.tree.nodes import FromExpr, JoinExpr, Node, Query, RangeTblEntry, RangeTblRef, Var, outputs, walk
from ....model import Embed
from ....model.catalog import Catalog, Relation
from ....source.annotations import Annotation
from ....source.statements import Statement

__all__ = ["EXACT", "parent_keys"]

EXACT = frozenset(
    [
        *(("pg_catalog", name) for name in ("bool", "bytea", "char", "int2", "int4", "int8", "oid", "xid8", "pg_lsn")),
        *(("pg_catalog", name) for name in ("text", "varchar", "bpchar", "name", "uuid", "time", "inet", "cidr")),
        *(("pg_catalog", name) for name in ("macaddr", "macaddr8")),
        *(("citext", "citext"), ("ltree", "ltree")),
    ]
)
"""The types, by origin, whose values are equal in Python exactly when they are equal in PostgreSQL.

The others: floats and numerics (NaN), dates and timestamps (an infinite one comes as the last day that Python has),
intervals (a year comes as 365 days), and times with zones. Where PostgreSQL takes different strings for equal, a key has
only one of them.
"""


def parent_keys(
    statement: Statement, annotations: Sequence[Annotation], parents: Sequence[Embed], tree: Query, catalog: Catalog
) -> Sequence[Sequence[int]]:
    """The key of each level. One parent may be in the lists of several others, so it may need their keys too."""
    own = [
        _key(statement, annotation, parent, tree, catalog)
        for annotation, parent in zip(annotations, parents, strict=True)
    ]
    tables = [_table(parent, tree, catalog) for parent in parents]
    # Of a row that is read, only the outermost parent may be missing.
    there = [table if index or not parents[0].nullable else None for index, table in enumerate(tables)]
    pins = pins_of(tree, catalog)
    found: list[Sequence[int]] = []
    for index, table in enumerate(there):
        pins = pins if table is None else _pins(tree.jointree, table, pins) or pins
        fixed = frozenset[int]() if table is None else frozenset([table])
        key = own[index]
        for above in reversed(range(index)):
            other = there[above]
            if other is None or not pins.pinned(other, fixed):
                key = [*own[above], *key]
            if other is not None:
                fixed |= {other}
        found.append(key)
    return found


def _table(embed: Embed, query: Query, catalog: Catalog) -> int | None:
    """The table's place in FROM, where it can be told."""
    node = group_expression(outputs(query)[embed.first].expr, query)
    if query.commandType != Command.SELECT or not isinstance(node, Var) or node.varlevelsup:
        return None
    entry = query.rtable[node.varno - 1]
    return node.varno if entry.rtekind == Rte.RELATION and entry.relid == embed.table.relation.oid else None


def _pins(node: Node, table: int, pins: Pins) -> Pins | None:
    """The pins, with the join conditions that hold wherever the table has a row; None where it is not in the node."""
    match node:
        case RangeTblRef():
            return pins if node.rtindex == table else None
        case FromExpr():
            return next((found for item in node.fromlist if (found := _pins(item, table, pins)) is not None), None)
        case JoinExpr():
            for side, filled in ((node.larg, Join.RIGHT), (node.rarg, Join.LEFT)):
                found = _pins(side, table, pins)
                if found is not None:
                    return found.along(node.quals) if node.jointype in (Join.INNER, filled) else found
            return None
        case _:
            return None


def _key(statement: Statement, annotation: Annotation, embed: Embed, tree: Query, catalog: Catalog) -> Sequence[int]:
    """The columns of the shortest key that tells the embed's rows apart; of several, the first."""
    relation = embed.table.relation
    keys = _keys(relation, tree)
    exact = [key for key in keys if all(_is_exact(relation, number, catalog) for number in key)]
    if exact:
        places = {column.number: index for index, column in enumerate(relation.columns, embed.first)}
        return [places[number] for number in min(exact, key=lambda key: (len(key), key))]
    raise statement.error(
        annotation.at,
        f"{relation.name} has no key that tells its rows apart in Python"
        if keys
        else f"{relation.name} has no unique key of columns that are NOT NULL",
        hint="a key of integers, text, uuids or enums does: add one, or group by another embed"
        if keys
        else "add a primary key, or group by another embed",
    )


def _keys(relation: Relation, tree: Query) -> Sequence[Sequence[int]]:
    """The unique keys whose columns are all NOT NULL, as numbers of columns."""
    # The key of an inherited table does not hold for its children, unless they are its partitions.
    if relation.kind == "r" and relation.inherited:
        entries = (node for node in walk(tree) if isinstance(node, RangeTblEntry))
        if any(entry.relid == relation.oid and entry.inh for entry in entries):
            return []
    full = {column.number for column in relation.columns if column.not_null}
    keys = [sorted(number for number, _ in key) for key in relation.keys]
    return [key for key in keys if full.issuperset(key)]


def _is_exact(relation: Relation, number: int, catalog: Catalog) -> bool:
    column = relation.column(number)
    if column is None:
        return False
    kind = catalog.base_type(column.type)
    return kind.kind == "e" or kind.origin in EXACT
