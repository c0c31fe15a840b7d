"""Finds the columns of a row that are a table's struct: all of them, or those of an embed."""

from collections.abc import Callable, Sequence

from ..analyse.tree.nodes import Query as Tree
from ..analyse.tree.nodes import outputs
from ..model import Embed, Field, Table
from ..model.catalog import Catalog, Relation
from ..source.macros import Embedded
from .embed_columns import of_columns
from .embed_places import embed_places
from .work import Work

__all__ = ["RowStructs"]


class RowStructs:
    """`fields` gives a table's own columns."""

    def __init__(self, catalog: Catalog, fields: Callable[[Relation], Sequence[Field]]) -> None:
        self.catalog = catalog
        self.fields = fields

    def embeds(self, work: Work) -> Sequence[Embed]:
        if not work.macros.embeds:
            return []
        places = embed_places(work.asked.text)
        return [self._embed(work, embedded, places.get(embedded.edit.start)) for embedded in work.macros.embeds]

    def _embed(self, work: Work, embedded: Embedded, place: tuple[int, int] | None) -> Embed:
        tree = work.asked.tree
        if place is not None and tree is not None:
            first, count = place
            entries = outputs(tree)[first:][:count]
            relation = self.catalog.relations.get(entries[0].resorigtbl)
            origins = [(entry.resorigtbl, entry.resorigcol) for entry in entries]
            if (
                relation is not None
                and relation.user
                and origins == [(relation.oid, column.number) for column in relation.columns]
            ):
                return self._of_table(work, embedded, relation, first)
            found = of_columns(work, embedded, first, count)
            if found is not None:
                return found
        raise work.statement.error(
            embedded.edit.start,
            f"the columns of the embed {embedded.name} are not those of one table, subquery or CTE",
            hint="embed one of the outermost FROM by its name or alias, or columns of one; a union goes into a subquery",
        )

    def _of_table(self, work: Work, embedded: Embedded, relation: Relation, first: int) -> Embed:
        columns, fields = work.columns, self.fields(relation)
        keys = [index for index, field in enumerate(fields) if not field.type.nullable]
        key = next((first + index for index in keys if columns[first + index].type.nullable), None)
        # Without a NOT NULL column, a missing row and a row of NULLs look the same: both are None.
        nulls = all(column.proof is None for column in columns[first:][: len(fields)])
        nullable = key is not None or (not keys and nulls)
        return Embed(embedded.name, Table(relation, fields), first, len(fields), nullable, key)

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
