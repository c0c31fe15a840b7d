"""Which columns tell one parent from another: a key of its table, after those keys of the parents above that it needs."""

from collections.abc import Mapping, Sequence

from ....analyse.rows.keys import Pins, pins_of
from ....analyse.tree.enums import Command, Join, Rte
from ....analyse.tree.nodes import FromExpr, JoinExpr, Node, Query, RangeTblRef, outputs
from ....model.catalog import Catalog, Relation
from ....source.annotations import Annotation
from ....source.statements import Statement
from ...beside import source_of
from ...unique_keys import unique_keys
from ...work import Work
from .sources import Source

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
    statement: Statement, annotations: Sequence[Annotation], parents: Sequence[Source], tree: Query, work: Work
) -> Sequence[Sequence[int]]:
    """The key of each level. One parent may be in the lists of several others, so it may need their keys too."""
    catalog = work.catalog
    own = [
        _key(statement, annotation, parent, tree, catalog)
        for annotation, parent in zip(annotations, parents, strict=True)
    ]
    tables = [_table(parent, tree) for parent in parents]
    # Of a row that is read, only the outermost parent may be missing.
    may_be_missing = any(work.columns[index].type.nullable for index in own[0])
    there = [table if index or not may_be_missing else None for index, table in enumerate(tables)]
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


def _table(source: Source, query: Query) -> int | None:
    """The table's place in FROM, where it can be told."""
    found = source_of(query, source.first)
    if query.commandType != Command.SELECT or found is None:
        return None
    return found[0] if query.rtable[found[0] - 1].rtekind == Rte.RELATION else None


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


def _key(statement: Statement, annotation: Annotation, source: Source, tree: Query, catalog: Catalog) -> Sequence[int]:
    """The columns of the shortest key that tells the rows of a table apart; of several, the first."""
    relation, places = _columns(source, tree, catalog)
    if relation is None:
        raise statement.error(
            annotation.at,
            f"{source.name} is not the rows of one table, so no key tells them apart",
            hint="group by a table, and select other columns of the parent before its last one",
        )
    keys = unique_keys(relation, tree)
    exact = [key for key in keys if all(_is_exact(relation, number, catalog) for number in key)]
    given = [key for key in exact if places.keys() >= {*key}]
    if given:
        return [places[number] for number in min(given, key=lambda key: (len(key), key))]
    if exact:
        missing = min(exact, key=lambda key: (len(key), key))
        names = ", ".join(column.name for column in relation.columns if column.number in missing)
        raise statement.error(
            annotation.at,
            f"the columns of {source.name} do not tell the rows of {relation.name} apart",
            hint=f"select its key beside them: {names}",
        )
    raise statement.error(
        annotation.at,
        f"{relation.name} has no key that tells its rows apart in Python"
        if keys
        else f"{relation.name} has no unique key of columns that are NOT NULL",
        hint="a key of integers, text, uuids or enums does: add one, or group by another table"
        if keys
        else "add a primary key, or group by another table",
    )


def _columns(source: Source, tree: Query, catalog: Catalog) -> tuple[Relation | None, Mapping[int, int]]:
    """The table whose rows the source has, and which of its columns stand where."""
    entries = outputs(tree)
    if source.embed is not None and source.embed.table is not None:
        relation = source.embed.table.relation
        return relation, {column.number: index for index, column in enumerate(relation.columns, source.first)}
    home = source_of(tree, source.first)
    indexes = [index for index in range(source.first, source.end) if source_of(tree, index) == home]
    tables = {entries[index].resorigtbl for index in indexes}
    relation = catalog.relations.get(tables.pop()) if len(tables) == 1 else None
    # The first one of a column that is selected twice.
    return relation, {entries[index].resorigcol: index for index in reversed(indexes)}


def _is_exact(relation: Relation, number: int, catalog: Catalog) -> bool:
    column = relation.column(number)
    if column is None:
        return False
    kind = catalog.base_type(column.type)
    return kind.kind == "e" or kind.origin in EXACT
