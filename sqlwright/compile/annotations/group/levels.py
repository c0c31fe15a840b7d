"""`-- @group parent`: folds rows into levels, each with the key of its parents and the name of its list."""

from collections.abc import Sequence

from msgspec.structs import replace

from ....analyse.tree.nodes import Query as Tree
from ....model import Embed, Field, Level, Query
from ....source.annotations import Annotation
from ....source.statements import Statement
from ...hooks import Hooks
from .absence import Absence, absent_columns, absent_embeds
from .parents import parent_keys

__all__ = ["GroupHooks"]


class GroupHooks(Hooks):
    words = ("group",)

    async def finished(self, query: Query) -> Query:
        return replace(query, levels=self.levels())

    def levels(self) -> Sequence[Level]:
        """From the outermost level to the rows of the innermost list."""
        work, tree = self.work, self.work.asked.tree
        parents = [_embed(self.statement, line, work.embeds) for line in self.lines]
        if tree is None:
            return []
        _check_nesting(self.statement, self.lines, parents)
        last = parents[-1]
        inside = [embed for embed in work.embeds if embed.first > last.first]
        start = inside[0].first if inside else last.first + last.count
        if start == len(work.columns):
            raise self.statement.error(
                self.lines[-1].at,
                f"nothing is left for the list of {last.name}",
                hint=f"select the columns of its list after sqlc.embed({last.name}), or remove the line",
            )
        starts = [0, *(parent.first for parent in parents[1:]), start, len(work.columns)]
        names = [*(parent.name for parent in parents[1:]), inside[0].name if inside else ""]
        keys = parent_keys(self.statement, self.lines, parents, tree, work.catalog)
        levels: list[Level] = []
        for index, (line, parent, key) in enumerate(zip(self.lines, parents, keys, strict=True)):
            field = line.value or names[index] or _column(self.statement, line, work.columns[start:])
            absent = absent_embeds([parent]) if index else Absence()
            levels.append(
                Level(parent.name, starts[index], starts[index + 1], key, field, absent.missing, absent.present)
            )
        absent = absent_embeds(inside) if inside else self.absent_columns(start, parents, tree)
        return [*levels, Level(None, start, len(work.columns), (), "", absent.missing, absent.present)]

    def absent_columns(self, start: int, parents: Sequence[Embed], tree: Tree) -> Absence:
        """How an empty list shows, where its rows have no embed."""
        columns = self.work.columns
        absent = absent_columns(range(start, len(columns)), self.work.proven, parents, tree, self.work.catalog)
        nullable = [line.name for line in self.statement.annotated("nullable")]
        return replace(absent, present=[index for index in absent.present if columns[index].name not in nullable])


def _embed(statement: Statement, annotation: Annotation, embeds: Sequence[Embed]) -> Embed:
    for embed in embeds:
        if embed.name == annotation.name:
            return embed
    names = ", ".join(embed.name for embed in embeds)
    raise statement.error(
        annotation.at,
        f"{statement.name} has no sqlc.embed({annotation.name})",
        hint=f"its embeds are {names}" if names else f"select sqlc.embed({annotation.name}), or remove the line",
    )


def _check_nesting(statement: Statement, annotations: Sequence[Annotation], parents: Sequence[Embed]) -> None:
    """Each line must name an embed that is selected after the one of the line before."""
    for annotation, parent, before in zip(annotations[1:], parents[1:], parents[:-1], strict=True):
        if parent is before:
            raise statement.error(annotation.at, f"{parent.name} is grouped already", hint="remove the line")
        if parent.first < before.first:
            raise statement.error(
                annotation.at,
                f"{parent.name} is selected before {before.name}, so it cannot be in the list of {before.name}",
                hint=f"write -- @group {parent.name} first, or select sqlc.embed({before.name}) first",
            )


def _column(statement: Statement, annotation: Annotation, columns: Sequence[Field]) -> str:
    """The name of a list that has no embed to be named after."""
    if len(columns) == 1:
        return columns[0].name
    raise statement.error(
        annotation.at,
        f"the list of {annotation.name} holds several columns, and has no name",
        hint=f"write -- @group {annotation.name}: items, or another name",
    )
