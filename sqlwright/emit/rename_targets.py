"""The names of a project that the option `rename` can rename."""

from typing import Literal

from msgspec import Struct

from ..model import Project

__all__ = ["Kind", "RenameTargets", "rename_targets"]

Kind = Literal["class", "constant", "field"]


class RenameTargets(Struct, frozen=True):
    """PostgreSQL's names, by what they become in Python."""

    classes: frozenset[str] = frozenset()
    """Of tables and types, with and without their schema."""
    constants: frozenset[str] = frozenset()
    """Of constraints, and of the labels of enums."""
    fields: frozenset[str] = frozenset()
    """Of columns, results, parameters and keys in documents."""

    def kinds(self, name: str) -> set[Kind]:
        found: set[Kind] = set()
        if name in self.classes:
            found.add("class")
        if name in self.constants:
            found.add("constant")
        if name in self.fields:
            found.add("field")
        return found


def rename_targets(project: Project) -> RenameTargets:
    relations = [table.relation for table in project.schema.tables]
    fields = {field.name for table in project.schema.tables for field in table.fields}
    for query in (query for module in project.modules for query in module.queries):
        fields |= {column.name for column in query.columns}
        fields |= {param.name for param in query.params}
        fields |= {embed.name for embed in query.embeds}
        shapes = (column.type.shape for column in query.columns if column.type.shape is not None)
        fields |= {key.name for shape in shapes for place in shape.places() for key in place.keys}
        fields |= {level.field for level in query.levels if level.field}
    classes = [(each.schema, each.name) for each in relations] + [
        (kind.schema, kind.typname) for kind in project.schema.types
    ]
    return RenameTargets(
        frozenset(spelling for schema, name in classes for spelling in (name, f"{schema}.{name}")),
        frozenset(name for relation in relations for name in relation.constraints)
        | frozenset(label for enum in project.schema.enums for label in enum.labels),
        frozenset(fields),
    )
