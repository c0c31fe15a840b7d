"""Whether a query can be read in pages."""

from ....analyse.rows.ordering import is_total, passing
from ....analyse.tree.nodes import Query as Tree
from ....analyse.tree.nodes import WindowFunc, walk
from ....errors import CompileError
from ....model.catalog import Catalog
from ....source.annotations import Annotation
from ....source.clauses import Clauses
from ....source.statements import Statement
from .keys import ordering, twins

__all__ = ["checked_tree"]


_UNION = (
    "order by all columns of the union; with union all, give each part another constant, such as 'post' as kind, and "
    "order by it and by a unique key of each part"
)


def _is_of_set(tree: Tree) -> bool:
    return any(entry.subquery is not None and entry.subquery.setOperations is not None for entry in tree.rtable)


def checked_tree(
    statement: Statement, line: Annotation, clauses: Clauses, tree: Tree | None, catalog: Catalog, *, of_rows: bool
) -> Tree:
    """The tree; a CompileError where no condition could say which rows come after a given one.

    A page is of rows, or of the parents of `-- @group`, whose order is checked elsewhere.
    """

    def refused(message: str, hint: str) -> CompileError:
        return statement.error(line.at, message, hint=hint)

    if tree is None or tree.setOperations is not None or not clauses.has("select"):
        raise refused("@page takes a plain select", "write select, with columns that are a unique key")
    for word in ("limit", "offset", "fetch", "for"):
        if clauses.has(word):
            what = "locks no rows" if word == "for" else "writes the limit itself"
            raise refused(f"@page {what}", f"remove {word}")
    if tree.hasDistinctOn or any(
        isinstance(node, WindowFunc) for entry in tree.targetList for node in walk(entry.expr)
    ):
        what = "distinct on" if tree.hasDistinctOn else "window functions"
        raise refused(
            f"@page cannot go on after a row with {what}, which look at the rows before it",
            "put it into a subquery: select q.* from (…) q order by q.id",
        )
    items = clauses.order()
    if not items:
        raise refused("@page needs an order", "add order by with a unique column last, such as id, or @orderby")
    if len(items) != len(tree.sortClause) or any(item.using for item in items):
        raise refused("@page takes orders by asc and desc, each column once", "correct order by")
    if of_rows and not is_total(tree, catalog):
        raise refused(
            f"rows may be equal in order by {', '.join(item.text for item in items)}: a page would lose some of them",
            _UNION if _is_of_set(tree) else "order by a unique key of its tables last, such as id",
        )
    changes = passing(tree, catalog)
    if changes is not None:
        hint = "order by columns, or by what is made of them alone"
        if "volatile" in changes:
            hint += "; declare the function stable if it is"
        raise refused(f"the order depends on {changes}: the next page would have another order", hint)
    same = next((found for entry in ordering(tree) if (found := twins(entry, catalog)) is not None), None)
    if tree.distinctClause and same is not None:
        raise refused(
            f"distinct takes {same} for the same, and a cursor does not",
            "write group by, with the same columns, in place of distinct",
        )
    return tree
