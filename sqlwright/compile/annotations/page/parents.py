"""Pages of the parents of `-- @group`: by which keys of the order one parent is told from the next."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ....analyse.nullness import Nullness
from ....analyse.rows.grouping import plain_column
from ....analyse.rows.lookups import everything
from ....analyse.tree.enums import Rte
from ....analyse.tree.nodes import (
    FuncExpr,
    Node,
    OpExpr,
    ScalarArrayOpExpr,
    TableSampleClause,
    Unknown,
    Var,
    outputs,
    walk,
)
from ....analyse.tree.nodes import Query as Tree
from ....errors import CompileError
from ....model.catalog import Catalog
from ....source.annotations import Annotation
from ...asking import Asked
from ...beside import source_of
from ...embed_places import embed_places
from ...unique_keys import unique_keys
from ...work import Work
from .keys import ordering

__all__ = ["ParentKeys", "parent_keys"]


class ParentKeys(Struct, frozen=True):
    count: int
    """How many keys of the order, from the first on, are of the parents."""
    own: Sequence[int]
    """Those among them that tell one parent from another."""


def parent_keys(work: Work, line: Annotation, asked: Asked, tree: Tree) -> ParentKeys:
    """`line` names the outermost parent. Its keys must come first in the order, so that its rows come together."""
    varno = _parent(work, line, tree)
    if varno is None:
        raise _refused(
            work, line, f"pages are of the rows of a table in from, and {line.name} is none", "group by a table"
        )
    # What parameters may be is not known yet: any may be NULL.
    params = dict.fromkeys(range(1, len(asked.described.params) + 1), True)
    may_be_missing, _ = Nullness(work.catalog, params).beside(tree, varno)
    if may_be_missing:
        raise _refused(
            work,
            line,
            f"rows may come without {line.name}, and a page of parents cannot count them",
            f"join so that each row has one, or add a condition: where {line.name}.… is not null",
        )
    if (why := _varies(tree, work.catalog)) is not None:
        raise _refused(
            work,
            line,
            f"a page of parents asks for them and then for their rows, and {why} may differ between the two",
            "leave it out, or group without @page",
        )
    relation = work.catalog.relations[tree.rtable[varno - 1].relid]
    keys = unique_keys(relation, tree)
    found: dict[int, int] = {}
    for index, entry in enumerate(ordering(tree)):
        node = plain_column(entry.expr, tree)
        if not _is_of(node, varno):
            break
        if isinstance(node, Var):
            found.setdefault(node.varattno, index)
        for key in keys:
            if found.keys() >= {*key}:
                return ParentKeys(index + 1, [found[number] for number in key])
    raise _refused(
        work,
        line,
        f"the order does not begin with columns of {line.name} and a unique key of {relation.name} among them",
        f"order by columns of {line.name} first, its key last of them, and by those of its lists after that",
    )


def _refused(work: Work, line: Annotation, message: str, hint: str) -> CompileError:
    return work.statement.error(line.at, message, hint=hint)


def _parent(work: Work, line: Annotation, tree: Tree) -> int | None:
    places = embed_places(work.asked.text)
    firsts = [places[each.edit.start][0] for each in work.macros.embeds if each.name == line.name]
    found = [source_of(tree, first) for first in firsts] or [*_columns(line.name, tree)]
    source = found[0] if found else None
    return source[0] if source is not None and tree.rtable[source[0] - 1].rtekind == Rte.RELATION else None


def _columns(name: str, tree: Tree) -> Iterator[tuple[int, int]]:
    for index in range(len(outputs(tree))):
        source = source_of(tree, index)
        if source is not None and tree.rtable[source[0] - 1].eref.aliasname == name:
            yield source


def _is_of(node: Node, varno: int) -> bool:
    """Whether it has one value for each row of a table: it is made of its columns alone."""
    return all(
        not isinstance(each, Tree | Unknown)
        and (not isinstance(each, Var) or (each.varno, each.varlevelsup) == (varno, 0))
        for each in walk(node)
    )


def _varies(tree: Tree, catalog: Catalog) -> str | None:
    """What in the query may be something else when it is read again."""
    if tree.groupingSets or tree.hasTargetSRFs:
        return "a set among its columns" if tree.hasTargetSRFs else "what grouping sets add"
    for node in everything(tree, catalog):
        if isinstance(node, TableSampleClause):
            return "tablesample"
        match node:
            case FuncExpr(funcid=oid) | OpExpr(opfuncid=oid) | ScalarArrayOpExpr(opfuncid=oid):
                function = catalog.functions.get(oid)
                if function is not None and function.volatile:
                    return f"{function.name}()"
            case _:
                pass
    return None
