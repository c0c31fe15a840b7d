"""Finds names in options that the schema does not have."""

from collections.abc import Collection, Iterator, Mapping

from ...emit.rename_targets import RenameTargets, rename_targets
from ...errors import Problem, nearest
from ...model import Project, Schema, Type
from ...model.options import Options, Override
from ..document_fit import Misfit, misfit

__all__ = ["problems"]

_Columns = Mapping[tuple[str, str, str], Type]
"""The types of the tables' columns, by schema, table and name."""
_Wrong = tuple[str, str | None]
"""A message, and a hint."""


def problems(options: Options, project: Project, *, complete: bool) -> Iterator[Problem]:
    """`complete` says whether all queries are in the project: if not, a name may belong to a missing one."""
    yield from _of_tables(options, {table.relation.name for table in project.schema.tables})
    if options.rename and complete:
        yield from _of_renames(options, rename_targets(project))
    columns = {
        (table.relation.schema, table.relation.name, field.name): field.type
        for table in project.schema.tables
        for field in table.fields
    }
    for override in options.overrides:
        if (wrong := _unknown(override, columns, project.schema) or _unfit(override, columns)) is not None:
            yield override.place.problem(*wrong)


def _of_tables(options: Options, tables: Collection[str]) -> Iterator[Problem]:
    for name in options.inflection_exclude_table_names:
        if name not in tables:
            place = options.places[f"inflection_exclude_table_names.{name}"]
            yield place.problem(f"there is no table {name}", _meant(name, tables))


def _of_renames(options: Options, words: RenameTargets) -> Iterator[Problem]:
    every = words.classes | words.constants | words.fields
    for name in options.rename:
        if name not in every:
            message = f"there is no table, type, constraint, column or parameter {name} to rename"
            yield options.places[f"rename.{name}"].problem(message, _meant(name, every))


def _unknown(override: Override, columns: _Columns, schema: Schema) -> _Wrong | None:
    """What the schema does not have of what the override names."""
    column, kind = override.column, override.db_type
    if column is not None and column not in columns:
        shown = _shown(column)
        return f"there is no column {shown}", _meant(shown, [_shown(each) for each in columns])
    if kind is not None and kind not in schema.known:
        return f"PostgreSQL has no type {kind} here", _meant(kind, schema.known) or "create it in the schema"
    enums = {enum.name for enum in schema.enums}
    if override.keep_unknown_labels and kind not in enums:
        hint = _meant(str(kind), enums) or "remove keep_unknown_labels"
        return f"{kind} is no enum, so it has no labels", hint
    return None


def _unfit(override: Override, columns: _Columns) -> _Wrong | None:
    """Why values cannot be made with the override's type."""
    imported = override.imported
    if override.decode is not None or imported is None:
        return None
    column = None if override.column is None else columns[override.column]
    hint = "add encode and decode, functions of one value"
    if (override.db_type if column is None else column.scalar.name) in ("json", "jsonb"):
        if imported.json_error is not None:
            return f"msgspec cannot decode JSON into {override.type}: {imported.json_error}", hint
        wrong = None if column is None else _of_view(override, column)
        return None if wrong is None else (wrong.message, wrong.hint)
    if not imported.makes_one:
        return f"{override.type} cannot be called with one value, and {override.shown} is not json", hint
    return None


def _shown(column: tuple[str, str, str]) -> str:
    return ".".join(column[1:] if column[0] == "public" else column)


def _of_view(override: Override, kind: Type) -> Misfit | None:
    """What does not fit in the document that a view builds in the override's column."""
    expected = override.imported.expected if override.imported is not None else None
    if kind.shape is None or expected is None or override.column is None:
        return None
    return misfit(kind.shape, expected, override.column[2])


def _meant(name: str, known: Collection[str]) -> str | None:
    meant = nearest(name, sorted(known))
    return f"did you mean {meant}?" if meant else None
