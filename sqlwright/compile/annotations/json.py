"""`-- @json c: package.Type`: the Python type of a document among the query's columns and parameters."""

from collections.abc import Sequence
from typing import TypeVar

from msgspec.structs import replace

from ...model import ClassName, Conversion, DocumentName, Field, Parameter, Query, Shape, TypedDocument, imported_name
from ...source.annotation_values import given_name
from ...source.annotations import Annotation
from ...source.statements import Statement
from ..hooks import Hooks

__all__ = ["JsonHooks"]

_T = TypeVar("_T", Field, Parameter)


class JsonHooks(Hooks):
    words = ("json",)

    def typed(
        self, columns: Sequence[Field], params: Sequence[Parameter]
    ) -> tuple[Sequence[Field], Sequence[Parameter]]:
        self.documents: list[TypedDocument] = []
        self.named: list[DocumentName] = []
        for index, line in enumerate(self.lines):
            if line.name in (before.name for before in self.lines[:index]):
                raise self.statement.error(line.at, f"a second @json of {line.name}", hint="keep one of them")
            name = given_name(line)
            if name is not None:
                self.named.append(self._named(columns, params, line, name))
                continue
            fixed = {embed.name for embed in self.work.embeds if embed.table is not None and not self.work.is_one_embed}
            free = [column for column in columns if column.embed not in fixed]
            if not any(_is_meant(each, line) and each.type.is_json for each in (*free, *params)):
                raise _refused(self.statement, line, columns, params)
            self.documents += [
                self._document(column, column.type.shape, line)
                for column in free
                if _is_meant(column, line) and column.type.shape is not None
            ]
            columns = [_typed(column, line) if column in free else column for column in columns]
            params = [_typed(param, line) for param in params]
        return columns, params

    def _document(self, column: Field, shape: Shape, line: Annotation) -> TypedDocument:
        number, at = self.statement.file.position(line.value_at)
        return TypedDocument(column.name, line.value, shape, number - self.statement.line, at)

    async def finished(self, query: Query) -> Query:
        return replace(query, documents=self.documents, named_documents=self.named)

    def _named(
        self, columns: Sequence[Field], params: Sequence[Parameter], line: Annotation, name: str
    ) -> DocumentName:
        """`line.name` is a column, and perhaps keys to a document inside its document."""
        column, *keys = line.name.split(".")
        if any(column == each.name for each in self.lines if given_name(each) is None):
            message = f"another line gives {column} a type that exists"
            raise self.statement.error(line.at, message, hint="keep one of the lines")
        meant = [each for each in columns if each.name == column]
        if not any(each.type.is_json for each in meant):
            if not meant and any(param.is_called(column) for param in params):
                raise self.statement.error(
                    line.at,
                    f"{column} is a parameter, and only documents that the query builds get a struct",
                    hint=f"name a type that exists: -- @json {column}: package.module.Type",
                )
            raise _refused(self.statement, replace(line, name=column), columns, ())
        number, at = self.statement.file.position(line.value_at)
        return DocumentName([column, *keys], ClassName(name, number - self.statement.line, at))


def _is_meant(value: Field | Parameter, annotation: Annotation) -> bool:
    if isinstance(value, Parameter):
        return value.is_called(annotation.name)
    return value.name == annotation.name


def _typed(value: _T, annotation: Annotation) -> _T:
    if not _is_meant(value, annotation) or not value.type.is_json:
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
