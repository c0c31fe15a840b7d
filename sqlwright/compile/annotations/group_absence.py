"""What shows in a row that an outer join found nothing for a list: columns that are NULL for no other reason."""

from collections.abc import Sequence

from msgspec import Struct

from ...analyse.rows.grouping import group_expression
from ...analyse.tree.enums import Rte
from ...analyse.tree.nodes import Node, Query, Var, outputs
from ...model import Embed, Field
from ...model.catalog import Catalog

__all__ = ["Absence", "absent_columns", "absent_embeds"]


class Absence(Struct, frozen=True):
    """As a level of the model has it."""

    missing: Sequence[int] = ()
    present: Sequence[int] = ()


def absent_embeds(embeds: Sequence[Embed]) -> Absence:
    """Of a row that is there as long as one of the embeds is."""
    if not all(embed.nullable for embed in embeds):
        return Absence()
    spans = [range(embed.first, embed.first + embed.count) if embed.key is None else [embed.key] for embed in embeds]
    return Absence([index for span in spans for index in span], [embeds[0].first] if len(embeds) == 1 else [])


def absent_columns(
    indexes: Sequence[int], columns: Sequence[Field], parents: Sequence[Embed], query: Query, catalog: Catalog
) -> Absence:
    """Of a row without embeds, which is there as long as a table has something for it; expressions and parents have not.

    A table has nothing where a column is NULL that it declares NOT NULL. The columns are those as proven.
    """
    if query.groupingSets:
        return Absence()  # which fill columns with NULL, too
    above = {_source(_plain(outputs(query)[parent.first].expr, query)) for parent in parents}
    tables: dict[tuple[int, int], list[int]] = {}
    shows: list[int] = []
    for index in indexes:
        found = _plain(outputs(query)[index].expr, query)
        source = _source(found)
        if source is not None and source not in above:
            tables.setdefault(source, []).append(index)
            if columns[index].type.nullable and _is_full(found, query, catalog):
                shows.append(index)
    # Of each table one column that shows it is enough; where none does, all of them say that there is something.
    missing = sorted(place for places in tables.values() for place in _first(places, shows))
    if not shows or not all(columns[index].type.nullable for index in missing):
        return Absence()
    return Absence(missing, shows if len(missing) == 1 else ())


def _first(places: Sequence[int], shows: Sequence[int]) -> Sequence[int]:
    return [place for place in places if place in shows][:1] or places


def _source(node: Node) -> tuple[int, int] | None:
    """The entry of the range table that a column is of; that of `old` or `new` is another one."""
    return (node.varno, node.varreturningtype) if isinstance(node, Var) and not node.varlevelsup else None


def _is_full(node: Node, query: Query, catalog: Catalog) -> bool:
    """Whether it is a column that no row of its table has NULL in."""
    if not isinstance(node, Var):
        return False
    entry = query.rtable[node.varno - 1]
    relation = catalog.relations.get(entry.relid) if entry.rtekind == Rte.RELATION else None
    column = relation.column(node.varattno) if relation is not None else None
    return column is not None and column.not_null


def _plain(node: Node, query: Query) -> Node:
    """What a grouped column or one of a join stands for."""
    while isinstance(node, Var) and not node.varlevelsup:
        entry = query.rtable[node.varno - 1]
        found = group_expression(node, query)
        if entry.rtekind == Rte.JOIN and 0 < node.varattno <= len(entry.joinaliasvars):
            found = entry.joinaliasvars[node.varattno - 1]
        if found is node:
            break
        node = found
    return node
