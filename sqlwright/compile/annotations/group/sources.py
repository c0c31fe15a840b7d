"""What `-- @group` names: an embed, or the columns of a table in FROM."""

from collections.abc import Sequence

from msgspec import Struct

from ....analyse.rows.grouping import plain_column
from ....analyse.tree.enums import Rte
from ....analyse.tree.nodes import Aggref, Node, Var, outputs, walk
from ....analyse.tree.nodes import Query as Tree
from ....model import Embed
from ....source.statements import Statement
from ...beside import source_of

__all__ = ["Source", "find_source", "source_called"]


class Source(Struct, frozen=True):
    name: str
    first: int
    end: int
    """After the last column."""
    embed: Embed | None = None
    """None for plain columns."""

    @property
    def nullable(self) -> bool:
        """Whether it is an embed that may be missing."""
        return self.embed is not None and self.embed.nullable


def source_called(name: str, embeds: Sequence[Embed], tree: Tree) -> Source | None:
    for embed in embeds:
        if embed.name == name:
            return Source(name, embed.first, embed.first + embed.count, embed)
    found = _columns(name, embeds, tree)
    return None if found is None else Source(name, *found)


def find_source(statement: Statement, name: str, at: int, embeds: Sequence[Embed], tree: Tree) -> Source:
    found = source_called(name, embeds, tree)
    if found is not None:
        return found
    names = dict.fromkeys([*(embed.name for embed in embeds), *_tables(tree)])
    raise statement.error(
        at,
        f"{statement.name} has no embed {name}, and no columns of a table {name}",
        hint=f"it has {', '.join(names)}" if names else "remove the line",
    )


def _tables(tree: Tree) -> Sequence[str]:
    """The names of the items of FROM that the output has columns of."""
    found = (source_of(tree, index) for index in range(len(outputs(tree))))
    return [tree.rtable[source[0] - 1].eref.aliasname for source in found if source is not None]


def _columns(name: str, embeds: Sequence[Embed], tree: Tree) -> tuple[int, int] | None:
    """From the first column of a table to its last one before those of another, or to what is made of them alone."""
    if tree.setOperations is not None:
        return None
    covered = {index for embed in embeds for index in range(embed.first, embed.first + embed.count)}
    first = end = None
    source: tuple[int, int] | None = None
    for index, entry in enumerate(outputs(tree)):
        node = plain_column(entry.expr, tree)
        here = source_of(tree, index)
        if first is None:
            if here is not None and index not in covered and _is_called(tree, here[0], name):
                first, end, source = index, index + 1, here
        elif index in covered or (isinstance(node, Var) and here != source):
            break
        elif here == source or _is_made_of(node, source):
            end = index + 1
    return None if first is None or end is None else (first, end)


def _is_made_of(node: Node, source: tuple[int, int] | None) -> bool:
    """Whether a row of a table has one value for it, made of that row's columns."""
    nodes = list(walk(node))
    found = {
        (each.varno, each.varreturningtype) if not each.varlevelsup else None for each in nodes if isinstance(each, Var)
    }
    return found == {source} and not any(isinstance(each, Tree | Aggref) for each in nodes)


def _is_called(tree: Tree, varno: int, name: str) -> bool:
    entry = tree.rtable[varno - 1]
    return entry.rtekind not in (Rte.JOIN, Rte.GROUP) and entry.eref.aliasname == name
