"""`-- @group parent`: folds rows into levels, each with the key of its parents and the names of its lists."""

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from ....analyse.tree.nodes import Query as Tree
from ....model import Embed, Level, Query
from ....source.annotations import Annotation
from ....source.statements import Statement
from ...hooks import Hooks
from .absence import Absence, absent_columns, absent_embeds, always_there, present_beside
from .parents import parent_keys
from .sources import Source, find_source, source_called

__all__ = ["GroupHooks"]


class GroupHooks(Hooks):
    words = ("group",)

    async def finished(self, query: Query) -> Query:
        return replace(query, levels=self.levels())

    def levels(self) -> Sequence[Level]:
        """From the outermost level to the rows of the innermost lists."""
        work, tree = self.work, self.work.asked.tree
        if tree is None:
            return []
        parents = [find_source(self.statement, line.name, line.at, work.embeds, tree) for line in self.lines]
        _check_nesting(self.statement, self.lines, parents)
        lists = self.lists(tree, parents)
        start = lists[0].first if lists else self.start(tree, parents[-1])
        starts = [0, *(parent.first for parent in parents[1:]), start]
        keys = parent_keys(self.statement, self.lines, parents, tree, work)
        names = ["", *(line.value for line in self.lines[:-1])]
        levels: list[Level] = []
        for index, (parent, key, name) in enumerate(zip(parents, keys, names, strict=True)):
            first, end = starts[index], starts[index + 1]
            absent = self.absent(parent, key[-1:], first, end) if index else Absence()
            field = name or (parent.name if index else "")
            levels.append(Level(parent.name, first, end, key, field, absent.missing, absent.present))
        if lists:
            return [*levels, *self.several(tree, parents, lists)]
        inside = [embed for embed in work.embeds if embed.first >= start]
        field = self.lines[-1].value or (inside[0].name if inside else self.column(start))
        absent = self.absent_row(tree, parents, inside, start)
        return [*levels, Level(None, start, len(work.columns), (), field, absent.missing, absent.present)]

    def start(self, tree: Tree, last: Source) -> int:
        """Where the only innermost list begins."""
        work = self.work
        first = next((embed.first for embed in work.embeds if embed.first >= last.end), None)
        start = last.end if first is None else first
        # The parent may have embeds too, before the one that the list is called like.
        called = source_called(self.lines[-1].value, work.embeds, tree)
        if first is not None and called is not None and called.first > first:
            start = called.first
        if start == len(work.columns):
            raise self.statement.error(
                self.lines[-1].at,
                f"nothing is left for the list of {last.name}",
                hint=f"select the columns of its list after those of {last.name}, or remove the line",
            )
        return start

    def column(self, start: int) -> str:
        """The name of a list that has no embed to be named after."""
        columns, line = self.work.columns[start:], self.lines[-1]
        if len(columns) == 1:
            return columns[0].name
        raise self.statement.error(
            line.at,
            f"the list of {line.name} holds several columns, and has no name",
            hint=f"write -- @group {line.name}: items, or another name",
        )

    def lists(self, tree: Tree, parents: Sequence[Source]) -> Sequence[Source]:
        """The lists beside each other that the last line names, in the order of the select list."""
        line = self.lines[-1]
        names = line.value.replace(",", " ").split()
        for other in self.lines[:-1]:
            if "," in other.value:
                raise self.statement.error(
                    other.value_at,
                    f"{other.name} has several lists, and one of them has lists of its own",
                    hint="let only the last @group have several lists; write a second query for the others",
                )
        if len(names) < 2:
            return []
        found: list[Source] = []
        for name in names:
            at = line.value_at + line.value.index(name)
            source = find_source(self.statement, name, at, self.work.embeds, tree)
            if source.first < parents[-1].end or any(source.first == other.first for other in (*parents, *found)):
                raise self.statement.error(
                    at,
                    f"{name} is no list of its own after {parents[-1].name}",
                    hint=f"name embeds or tables that are selected after {parents[-1].name}, each once",
                )
            found.append(source)
        return sorted(found, key=lambda source: source.first)

    def several(self, tree: Tree, parents: Sequence[Source], lists: Sequence[Source]) -> Sequence[Level]:
        """Each row joins an element of one list with one of every other, so an element is known by its key."""
        ends = [*(source.first for source in lists[1:]), len(self.work.columns)]
        levels: list[Level] = []
        for source, end in zip(lists, ends, strict=True):
            lines = [*self.lines, self.lines[-1]]
            key = parent_keys(self.statement, lines, [*parents, source], tree, self.work)[-1]
            absent = self.absent(source, key[-1:], source.first, end)
            levels.append(Level(None, source.first, end, key, source.name, absent.missing, absent.present))
        return levels

    def absent(self, source: Source, key: Sequence[int], first: int, end: int) -> Absence:
        """How it shows that a list has nothing, where a row of it is a row of `source`."""
        absent = (
            absent_embeds([source.embed], [source.embed]) if source.embed is not None else Absence(self.nullable(key))
        )
        return self.with_present(absent, source.first, first, end) if absent.missing else absent

    def nullable(self, columns: Sequence[int]) -> Sequence[int]:
        return [index for index in columns if self.work.columns[index].type.nullable]

    def absent_row(self, tree: Tree, parents: Sequence[Source], inside: Sequence[Embed], start: int) -> Absence:
        """How it shows that the only innermost list has nothing."""
        end = len(self.work.columns)
        if inside:
            always = always_there(inside, self.work)
            absent = absent_embeds(inside, always)
            return self.with_present(absent, always[0].first, start, end) if always else absent
        above = [parent.first for parent in parents]
        missing = absent_columns(range(start, end), self.work.proven, above, tree, self.work.catalog)
        absent = Absence(missing)
        return self.with_present(absent, missing[0], start, end) if len(missing) == 1 else absent

    def with_present(self, absent: Absence, source: int, first: int, end: int) -> Absence:
        """With what is never NULL in the list, as the row that the column `source` comes from is there."""
        if not absent.missing:
            return absent
        doubted = {line.name for line in self.statement.annotated("nullable")}
        own = {index for embed in self.work.embeds for index in range(embed.first, embed.first + embed.count)}
        found = present_beside(self.work, source, range(first, end))
        columns = [index for index in found if self.work.columns[index].name not in doubted and index not in own]
        return Absence(absent.missing, [*dict.fromkeys((*absent.present, *columns))])


def _check_nesting(statement: Statement, annotations: Sequence[Annotation], parents: Sequence[Source]) -> None:
    """Each line must name something that is selected after what the line before names."""
    for annotation, (before, parent) in zip(annotations[1:], pairwise(parents), strict=True):
        if parent.first == before.first:
            raise statement.error(annotation.at, f"{parent.name} is grouped already", hint="remove the line")
        if parent.first < before.first:
            raise statement.error(
                annotation.at,
                f"{parent.name} is selected before {before.name}, so it cannot be in the list of {before.name}",
                hint=f"write -- @group {parent.name} first, or select {before.name} first",
            )
