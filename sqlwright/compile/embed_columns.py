"""An embed that is no whole table: some columns of one, a subquery or a CTE, which become a struct of the query's own."""

from ..analyse.tree.enums import Rte
from ..analyse.tree.nodes import RangeTblEntry
from ..model import Embed
from ..model.catalog import Catalog
from ..source.macros import Embedded
from .beside import beside, source_of
from .work import Work

__all__ = ["of_columns"]

_SOURCES = (Rte.RELATION, Rte.SUBQUERY, Rte.CTE, Rte.FUNCTION, Rte.VALUES, Rte.TABLEFUNC)


def of_columns(work: Work, embedded: Embedded, first: int, count: int) -> Embed | None:
    """None if the columns are not those of one item of FROM."""
    tree = work.asked.tree
    if tree is None:
        return None
    sources = {source_of(tree, index) for index in range(first, first + count)}
    source = sources.pop() if len(sources) == 1 else None
    if source is None or tree.rtable[source[0] - 1].rtekind not in _SOURCES:
        return None
    side = beside(work, first)
    doubted = {line.name for line in work.statement.annotated("nullable")}
    present = [
        index
        for index, column in enumerate(work.columns[first:][:count], first)
        if column.name not in doubted and work.proven[index].type.nullable and side.full[index]
    ]
    key = next((index for index in present if work.columns[index].type.nullable), None)
    # Without a column that is never NULL in the source, a missing row and a row of NULLs look the same: both are None.
    nulls = all(column.proof is None for column in work.columns[first:][:count])
    nullable = side.may_be_missing and (key is not None or nulls)
    title = embedded.name if embedded.has_alias else _title(tree.rtable[source[0] - 1], work.catalog)
    return Embed(embedded.name, None, first, count, nullable, key, title, present if nullable else ())


def _title(entry: RangeTblEntry, catalog: Catalog) -> str:
    relation = catalog.relations.get(entry.relid) if entry.rtekind == Rte.RELATION else None
    if relation is not None:
        return relation.name
    return entry.ctename if entry.rtekind == Rte.CTE and entry.ctename else entry.eref.aliasname
