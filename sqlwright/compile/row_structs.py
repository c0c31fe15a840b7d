"""Finds the columns of a row that are a table's struct: all of them, or those of an embed."""

from collections.abc import Callable, Sequence

from ..analyse.tree.nodes import Query as Tree
from ..analyse.tree.nodes import TargetEntry, outputs
from ..model import Embed, Field, Table
from ..model.catalog import Catalog, Relation
from .work import Work

__all__ = ["RowStructs"]


class RowStructs:
    """`fields` gives a table's own columns."""

    def __init__(self, catalog: Catalog, fields: Callable[[Relation], Sequence[Field]]) -> None:
        self.catalog = catalog
        self.fields = fields

    def embeds(self, work: Work) -> Sequence[Embed]:
        columns, tree = work.columns, work.asked.tree
        found: list[Embed] = []
        for embedded in work.macros.embeds:
            places = [star for star in work.stars if star.edit.start == embedded.edit.start]
            entries: Sequence[TargetEntry] = (
                outputs(tree)[places[0].first :][: places[0].count] if places and tree is not None else []
            )
            relation = self.catalog.relations.get(entries[0].resorigtbl) if entries else None
            origins = [(entry.resorigtbl, entry.resorigcol) for entry in entries]
            if (
                relation is None
                or not relation.user
                or len(places) != 1
                or origins != [(relation.oid, column.number) for column in relation.columns]
            ):
                raise work.statement.error(
                    embedded.edit.start,
                    f"sqlc.embed({embedded.name}) is no table whose columns come out as they are",
                    hint="embed a table of the outermost FROM by its name or alias, or list the columns",
                )
            first, count = places[0].first, places[0].count
            fields = self.fields(relation)
            keys = [index for index, field in enumerate(fields) if not field.type.nullable]
            key = next((first + index for index in keys if columns[first + index].type.nullable), None)
            # Without a NOT NULL column, a missing row and a row of NULLs look the same: both are None.
            nullable = key is not None or (not keys and all(column.proof is None for column in columns[first:][:count]))
            found.append(Embed(embedded.name, Table(relation, fields), first, count, nullable, key))
        return found

    def table(self, tree: Tree | None, columns: Sequence[Field]) -> Relation | None:
        """The table whose columns these are: all of them, in order, under their names, and nullable only where its own are."""
        if tree is None or not outputs(tree):
            return None
        relation = self.catalog.relations.get(outputs(tree)[0].resorigtbl)
        if relation is None or not relation.user:
            return None
        found = [(entry.resorigtbl, entry.resorigcol, entry.resname) for entry in outputs(tree)]
        if found != [(relation.oid, column.number, column.name) for column in relation.columns]:
            return None
        fields = self.fields(relation)
        narrower = all(
            (field.type.nullable or not column.type.nullable)
            and (field.type.nullable_elements or not column.type.nullable_elements)
            and column.type.shape == field.type.shape
            for field, column in zip(fields, columns, strict=True)
        )
        return relation if narrower else None
