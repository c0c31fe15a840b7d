"""Finds names in options that the schema does not have."""

from collections.abc import Collection, Iterator

from ...emit.rename_targets import rename_targets
from ...errors import Problem, nearest
from ...model import Project, Type
from ...model.options import Options, Override
from ..document_fit import Misfit, misfit

__all__ = ["problems"]


def problems(options: Options, project: Project, *, complete: bool) -> Iterator[Problem]:
    """`complete` says whether all queries are in the project: if not, a name may belong to a missing one."""
    types = project.schema.known
    enums = {enum.name for enum in project.schema.enums}
    tables = {table.relation.name for table in project.schema.tables}
    for name in options.inflection_exclude_table_names:
        if name not in tables:
            place = options.places[f"inflection_exclude_table_names.{name}"]
            yield place.problem(f"there is no table {name}", _meant(name, tables))
    if options.rename and complete:
        words = rename_targets(project)
        every = words.classes | words.constants | words.fields
        for name in options.rename:
            if name not in every:
                message = f"there is no table, type, constraint, column or parameter {name} to rename"
                yield options.places[f"rename.{name}"].problem(message, _meant(name, every))
    columns = {
        (table.relation.schema, table.relation.name, field.name): field.type
        for table in project.schema.tables
        for field in table.fields
    }
    for override in options.overrides:
        if override.column is not None and override.column not in columns:
            known = [".".join(column[1:] if column[0] == "public" else column) for column in sorted(columns)]
            shown = ".".join(override.column[1:] if override.column[0] == "public" else override.column)
            yield override.place.problem(f"there is no column {shown}", _meant(shown, known))
        elif override.db_type is not None and override.db_type not in types:
            message = f"PostgreSQL has no type {override.db_type} here"
            yield override.place.problem(message, _meant(override.db_type, types) or "create it in the schema")
        elif override.keep_unknown_labels and override.db_type not in enums:
            message = f"{override.db_type} is no enum, so it has no labels"
            yield override.place.problem(message, _meant(str(override.db_type), enums) or "remove keep_unknown_labels")
        elif override.decode is None and override.imported is not None:
            of = override.db_type if override.column is None else columns[override.column].scalar.name
            if of in ("json", "jsonb"):
                if (error := override.imported.json_error) is not None:
                    message = f"msgspec cannot decode JSON into {override.type}: {error}"
                    yield override.place.problem(message, "add encode and decode, functions of one value")
                elif override.column is not None and (wrong := _of_view(override, columns[override.column])):
                    yield override.place.problem(wrong.message, wrong.hint)
            elif not override.imported.makes_one:
                message = f"{override.type} cannot be called with one value, and {override.shown} is not json"
                yield override.place.problem(message, "add encode and decode, functions of one value")


def _of_view(override: Override, kind: Type) -> Misfit | None:
    """What does not fit in the document that a view builds in the override's column."""
    expected = override.imported.expected if override.imported is not None else None
    if kind.shape is None or expected is None or override.column is None:
        return None
    return misfit(kind.shape, expected, override.column[2])


def _meant(name: str, known: Collection[str]) -> str | None:
    meant = nearest(name, sorted(known))
    return f"did you mean {meant}?" if meant else None
