"""The unique keys of a table, as far as they hold for the rows that a query reads."""

from collections.abc import Sequence

from ..analyse.tree.nodes import Query, RangeTblEntry, walk
from ..model.catalog import Relation

__all__ = ["unique_keys"]


def unique_keys(relation: Relation, tree: Query) -> Sequence[Sequence[int]]:
    """Those whose columns are all NOT NULL, as numbers of columns."""
    # The key of an inherited table does not hold for its children, unless they are its partitions.
    if relation.kind == "r" and relation.inherited:
        entries = (node for node in walk(tree) if isinstance(node, RangeTblEntry))
        if any(entry.relid == relation.oid and entry.inh for entry in entries):
            return []
    full = {column.number for column in relation.columns if column.not_null}
    keys = [sorted(number for number, _ in key) for key in relation.keys]
    return [key for key in keys if full.issuperset(key)]
