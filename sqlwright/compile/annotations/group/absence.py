"""How a row shows that an outer join found nothing for a list: by columns that are NULL for no other reason."""

from collections.abc import Sequence

from msgspec import Struct

from ....analyse.rows.grouping import plain_column
from ....analyse.tree.enums import Rte
from ....analyse.tree.nodes import Node, Query, Var, outputs
from ....model import Embed, Field
from ....model.catalog import Catalog
from ...beside import beside
from ...work import Work

__all__ = ["Absence", "absent_columns", "absent_embeds", "always_there", "present_beside"]


class Absence(Struct, frozen=True):
    """The fields of the same names in a level of the model."""

    missing: Sequence[int] = ()
    present: Sequence[int] = ()


def absent_embeds(embeds: Sequence[Embed], always: Sequence[Embed]) -> Absence:
    """For a list whose rows have these embeds, `always` the same ones: there is a row unless all embeds are missing."""
    if not all(embed.nullable for embed in embeds):
        return Absence()
    told = always[:1] or embeds
    spans = [range(embed.first, embed.first + embed.count) if embed.key is None else [embed.key] for embed in told]
    return Absence([index for span in spans for index in span], [embed.first for embed in always])


def always_there(embeds: Sequence[Embed], work: Work) -> Sequence[Embed]:
    """The embeds that every row has which has any of them, such as both sides of an inner join under an outer one."""
    if len(embeds) == 1:
        return embeds
    full = [beside(work, embed.first).full for embed in embeds]
    return [
        embed
        for embed in embeds
        if embed.key is not None
        and all(other is embed or flags[embed.key] for other, flags in zip(embeds, full, strict=True))
    ]


def absent_columns(
    indexes: Sequence[int], columns: Sequence[Field], parents: Sequence[int], query: Query, catalog: Catalog
) -> Sequence[int]:
    """For a list whose rows have no embeds: the columns that are all NULL if its tables are missing.

    A table is missing where a column is NULL that the table declares NOT NULL. Expressions and the parents' columns say
    nothing. `columns` are as the analysis proves them; `parents` have a column of each parent.
    """
    if query.groupingSets:
        return ()  # grouping sets fill columns with NULL too
    above = {_source(plain_column(outputs(query)[parent].expr, query)) for parent in parents}
    tables: dict[tuple[int, int], list[int]] = {}
    shows: list[int] = []
    for index in indexes:
        found = plain_column(outputs(query)[index].expr, query)
        source = _source(found)
        if source is not None and source not in above:
            tables.setdefault(source, []).append(index)
            if columns[index].type.nullable and _is_full(found, query, catalog):
                shows.append(index)
    # For each table 1 column that shows it is enough. Where none does, all its columns together show that it is there.
    missing = sorted(place for places in tables.values() for place in _first(places, shows))
    if not shows or not all(columns[index].type.nullable for index in missing):
        return ()
    return missing


def present_beside(work: Work, column: int, indexes: Sequence[int]) -> Sequence[int]:
    """Which columns are NULL only where the item of FROM is missing that a column comes from."""
    full = beside(work, column).full
    nullable = [index for index in indexes if work.columns[index].type.nullable and work.proven[index].type.nullable]
    return [index for index in nullable if full[index]]


def _first(places: Sequence[int], shows: Sequence[int]) -> Sequence[int]:
    return [place for place in places if place in shows][:1] or places


def _source(node: Node) -> tuple[int, int] | None:
    """The range table's entry that a column comes from; `old` and `new` count as entries of their own."""
    return (node.varno, node.varreturningtype) if isinstance(node, Var) and not node.varlevelsup else None


def _is_full(node: Node, query: Query, catalog: Catalog) -> bool:
    """Whether it is a column that is NOT NULL in every row of its table."""
    if not isinstance(node, Var):
        return False
    entry = query.rtable[node.varno - 1]
    relation = catalog.relations.get(entry.relid) if entry.rtekind == Rte.RELATION else None
    column = relation.column(node.varattno) if relation is not None else None
    return column is not None and column.not_null
