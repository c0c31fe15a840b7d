"""What a value of each PostgreSQL type becomes in JSON, as `json_categorize_type` decides (`utils/adt/jsonfuncs.c`)."""

from msgspec.structs import replace

from ...model import Key, Shape
from ...model.catalog import Catalog
from ..tree.oids import TypeOid
from ..types.value_types import value_type

__all__ = ["value_shape"]

_HSTORE = ("hstore", "hstore")


def value_shape(catalog: Catalog, oid: int, *, nullable: bool = False, dims: int = 0, full: bool = False) -> Shape:
    """Arrays and types with fields are taken apart. `full` says that no element of an array is NULL."""
    base = catalog.base_type(oid)
    if base.element:
        return _array(catalog, oid, nullable, dims, full)
    if base.kind == "c":
        return _composite(catalog, oid, nullable)
    if base.origin == _HSTORE:
        return Shape("map", nullable, items=(value_shape(catalog, TypeOid.TEXT, nullable=True),))
    if base.typname == "unknown":
        # A constant to which nothing gives another type.
        return value_shape(catalog, TypeOid.TEXT, nullable=nullable)
    if base.kind == "p" or base.oid in catalog.json_casts:
        return Shape("any", nullable)
    is_document = base.origin in (("pg_catalog", "json"), ("pg_catalog", "jsonb"))
    return Shape("any" if is_document else "value", nullable, value_type(catalog, oid, nullable=False))


def _array(catalog: Catalog, oid: int, nullable: bool, dims: int, full: bool) -> Shape:
    """Lists of lists. An array without elements is one empty list, which every declared depth allows."""
    base = catalog.base_type(oid)
    found = value_shape(catalog, base.element, nullable=not full)
    depth = max(dims, catalog.types[oid].dims, 1)
    for _ in range(depth):
        found = Shape("array", items=(found,))
    return replace(found, nullable=nullable, value=value_type(catalog, oid, nullable=False))


def _composite(catalog: Catalog, oid: int, nullable: bool) -> Shape:
    relation = catalog.relations.get(catalog.base_type(oid).relation)
    if relation is None:
        return Shape("any", nullable)
    keys = [
        Key(column.name, value_shape(catalog, column.type, nullable=True, dims=column.dims))
        for column in relation.columns
    ]
    return Shape("object", nullable, value_type(catalog, oid, nullable=False), keys=keys)
