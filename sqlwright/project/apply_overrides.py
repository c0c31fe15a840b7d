"""Gives columns and parameters the types that overrides name."""

from collections.abc import Sequence
from typing import TypeVar

from msgspec.structs import replace

from ..model import (
    Conversion,
    Domain,
    Embed,
    Field,
    Module,
    Origin,
    Parameter,
    Project,
    Query,
    Shape,
    Table,
    Type,
    imported_name,
)
from ..model.options import Options, Override

__all__ = ["apply_overrides"]

_T = TypeVar("_T", Field, Parameter)


def apply_overrides(project: Project, options: Options) -> Project:
    """`@json` wins over a column's override, and that over its type's. Fields of composites, records and ranges keep
    their types."""
    columns = (column for module in project.modules for query in module.queries for column in query.columns)
    if not options.overrides and not any(column.type.conversion for column in columns):
        return project
    overrides = _Overrides(options.overrides)
    schema = replace(
        project.schema,
        tables=[overrides.table(table) for table in project.schema.tables],
        domains=[overrides.domain(domain) for domain in project.schema.domains],
    )
    return replace(project, schema=schema, modules=[overrides.module(module) for module in project.modules])


class _Overrides:
    def __init__(self, overrides: Sequence[Override]) -> None:
        typed = [override for override in overrides if override.type]
        self._columns = {override.column: override for override in typed if override.column is not None}
        self._types = {override.db_type: override for override in typed if override.db_type is not None}
        full = [override for override in overrides if override.notnull_elements]
        self._full_columns = {override.column for override in full if override.column is not None}
        self._full_types = {override.db_type for override in full if override.db_type is not None}
        self._by_origin: dict[Origin, Type] = {}
        self._fields: dict[int, Sequence[Field]] = {}
        """The overridden fields of each table, by the table's OID."""

    def table(self, table: Table) -> Table:
        for field in table.fields:
            if field.origin in self._columns:
                self._by_origin[field.origin] = field.type
        fields = self._fields[table.relation.oid] = [self._field(field) for field in table.fields]
        return replace(table, fields=fields)

    def domain(self, domain: Domain) -> Domain:
        full = self._is_full(domain.over, ()) or (domain.over.dims and domain.type.name in self._full_types)
        return replace(domain, over=replace(domain.over, nullable_elements=False)) if full else domain

    def module(self, module: Module) -> Module:
        return replace(module, queries=[self._query(query) for query in module.queries])

    def _query(self, query: Query) -> Query:
        columns = [self._field(column) for column in query.columns]
        fields = () if query.table is None else self._fields[query.table.oid]
        # The table's struct cannot have types that belong to this query only.
        same = [field.type.conversion for field in fields] == [column.type.conversion for column in columns]
        same = same and all(
            field.type.nullable_elements or not column.type.nullable_elements
            for field, column in zip(fields, columns, strict=False)
        )
        return replace(
            query,
            params=[self._param(param) for param in query.params],
            columns=columns,
            embeds=[self._embed(embed) for embed in query.embeds],
            table=query.table if same else None,
        )

    def _embed(self, embed: Embed) -> Embed:
        return embed if embed.table is None else replace(embed, table=self.table(embed.table))

    def _field(self, field: Field) -> Field:
        override = self._columns.get(field.origin) if field.origin is not None else None
        given = self._given(field, override)
        if not self._is_full(given.type, [] if given.origin is None else [given.origin]):
            return given
        return replace(given, type=replace(given.type, nullable_elements=False, asserted_elements=True))

    def _param(self, param: Parameter) -> Parameter:
        """A parameter takes a column's override if it has its PostgreSQL type and no other column disagrees.

        One with a default keeps its type, because a default is a value of PostgreSQL's type.
        """
        if param.default is not None:
            return param
        found = {origin: self._columns[origin] for origin in param.origins if origin in self._columns}
        same = [origin for origin in found if self._by_origin[origin].scalar == param.type.scalar]
        agreed = len({found[origin].type for origin in same}) == 1 and len(same) == len(param.origins)
        given = self._given(param, found[same[0]] if agreed else None)
        if not self._is_full(given.type, given.origins):
            return given
        return replace(given, type=replace(given.type, nullable_elements=False))

    def _is_full(self, kind: Type, origins: Sequence[Origin]) -> bool:
        """Whether it is an array that may contain NULL, but is said not to."""
        if not kind.nullable_elements:
            return False
        names = {kind.scalar.name, *(found.name for found in (kind.domain, kind.element_domain) if found is not None)}
        stated = bool(origins) and self._full_columns.issuperset(origins)
        return stated or not self._full_types.isdisjoint(names)

    def _given(self, value: _T, override: Override | None) -> _T:
        kind = value.type
        if kind.conversion is not None:
            return value
        if override is not None:
            column = self._by_origin.get(override.column, kind) if override.column else kind
            # In `column = any ($1)`, the elements of the array have the column's type.
            conversion = _conversion(override, kind, whole=kind.dims == 0 or column.dims > 0)
        elif kind.domain is not None and kind.domain.name in self._types:
            conversion = _conversion(self._types[kind.domain.name], kind, whole=True)
        else:
            element = kind.element_domain.name if kind.element_domain is not None else kind.scalar.name
            found = self._types.get(element) if kind.subtype is None and not kind.items else None
            conversion = _conversion(found, kind, whole=False) if found is not None else None
        if conversion is not None:
            return replace(value, type=replace(kind, conversion=conversion, shape=None))
        return value if kind.shape is None else replace(value, type=replace(kind, shape=self._shape(kind.shape)))

    def _shape(self, shape: Shape) -> Shape:
        """Inside a document, msgspec also decodes json values; composites keep their types."""
        if shape.kind == "any" and shape.value is not None:
            found = self._field(Field("", shape.value, None, origin=shape.origin)).type
            return replace(shape, value=found) if found.conversion is not None and found.conversion.json else shape
        if shape.kind == "object" and shape.value is not None:
            return shape
        return replace(
            shape,
            items=[self._shape(item) for item in shape.items],
            keys=[replace(key, shape=self._shape(key.shape)) for key in shape.keys],
        )


def _conversion(override: Override, kind: Type, *, whole: bool) -> Conversion:
    json = kind.is_json and override.decode is None
    decode = imported_name(override.decode) if override.decode is not None else None
    encode = imported_name(override.encode) if override.encode is not None else None
    return Conversion(imported_name(override.type), decode, encode, json, whole)
