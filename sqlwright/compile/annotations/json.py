"""The types that `@json` gives to documents among a query's columns and parameters."""

from collections.abc import Sequence
from typing import TypeVar

from msgspec.structs import replace

from ...model import Conversion, Field, Parameter, imported_name
from ...source.annotations import Annotation
from ...source.statements import Statement

__all__ = ["with_json_types"]

_T = TypeVar("_T", Field, Parameter)


def with_json_types(
    statement: Statement, columns: Sequence[Field], params: Sequence[Parameter], *, whole: bool
) -> tuple[Sequence[Field], Sequence[Parameter]]:
    """The same with what is said of them; `whole` says that a row is one embed, whose columns are the row's then."""
    annotations = statement.annotated("json")
    for index, annotation in enumerate(annotations):
        if annotation.name in (before.name for before in annotations[:index]):
            raise statement.error(annotation.at, f"a second @json of {annotation.name}", hint="keep one of them")
        free = [column for column in columns if whole or column.embed is None]
        if not any(each.name == annotation.name and each.type.is_json for each in (*free, *params)):
            raise _refused(statement, annotation, columns, params)
        columns = [_typed(column, annotation) if column in free else column for column in columns]
        params = [_typed(param, annotation) for param in params]
    return columns, params


def _typed(value: _T, annotation: Annotation) -> _T:
    if value.name != annotation.name or not value.type.is_json:
        return value
    conversion = Conversion(imported_name(annotation.value), None, None, json=True, whole=not value.type.dims)
    return replace(value, type=replace(value.type, conversion=conversion, shape=None))


def _refused(
    statement: Statement, annotation: Annotation, columns: Sequence[Field], params: Sequence[Parameter]
) -> Exception:
    name = annotation.name
    meant = [value for value in (*columns, *params) if value.name == name]
    embed = next((value.embed for value in meant if isinstance(value, Field) and value.type.is_json), None)
    if embed is not None:
        return statement.error(
            annotation.at,
            f"{name} is in the embed {embed}, which is its table's struct",
            hint="override the table's column in the options, or select it beside the embed",
        )
    if meant:
        return statement.error(
            annotation.at,
            f"{name} has the type {meant[0].type.name}, and @json is of json, jsonb and arrays of them",
            hint=f"remove the line, or cast it: {name}::jsonb",
        )
    given = [
        f"its {what} are {', '.join(dict.fromkeys(value.name for value in values))}"
        for what, values in (("columns", columns), ("parameters", params))
        if values
    ]
    hint = "; ".join(given) or "it has neither columns nor parameters: remove the line"
    return statement.error(annotation.at, f"{statement.name} has no column or parameter {name}", hint=hint)
