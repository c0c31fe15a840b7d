"""Finds what a test changes in a row."""

from collections.abc import Sequence

from .generated import Subject
from .imports import Imports
from .making import python_of
from .rows import Recipe
from .tables import Column
from .values import Value, values_for

__all__ = ["changed_column", "changes_of"]


def changed_column(subject: Subject, recipe: Recipe) -> tuple[Column, Value] | None:
    """A column that nothing depends on, with another value that it may have."""
    table = subject.table
    bound = [*(check.columns for check in table.checks), *table.unique, *(each.columns for each in table.foreign)]
    for column in subject.roles.changes:
        known = recipe.values.get(column.number)
        if known is None or column.domain or any(column.number in columns for columns in bound):
            continue
        others = [value for value in values_for(column, table) if value != known]
        if others:
            return column, others[0]
    return None


def changes_of(subject: Subject, recipe: Recipe, row: str, imports: Imports) -> Sequence[str]:
    """The arguments of a change of a row: those that must be given are as they were."""
    found = changed_column(subject, recipe)
    arguments: list[str] = []
    for column in subject.roles.changes:
        name = subject.parameter("Update", column)
        annotation = subject.annotation("Update", column)
        if found is not None and column == found[0]:
            arguments.append(f"{name}={python_of(found[1], column, annotation, subject, imports)}")
        elif not subject.roles.is_patched:
            value = subject.attribute(row, column)
            if "None" in subject.field(column) and "None" not in annotation:
                # It refuses NULL by its domain alone, which the type of a row does not say.
                value = python_of(recipe.values[column.number], column, annotation, subject, imports)
            arguments.append(f"{name}={value}")
    return arguments
