"""The model's type of a value, from the catalog's type."""

from collections.abc import Iterator

from ...model import Type
from ...model.catalog import Catalog, PgType

__all__ = ["domain_of", "value_type"]


def value_type(catalog: Catalog, oid: int, *, nullable: bool, dims: int = 0, nullable_elements: bool = True) -> Type:
    """The type with this OID. `dims` are the dimensions that a column declares; an array without any has one."""
    scalar, depth = catalog.base_type(oid), 0
    dims = max(dims, catalog.types[oid].dims)
    element: PgType | None = None
    nested = False
    while scalar.element:
        # An array's elements can be arrays only through a domain, or in one of PostgreSQL's own vector types.
        element = catalog.types[scalar.element]
        scalar, depth = catalog.base_type(scalar.element), depth + 1
        nested = nested or (element.kind == "d" and bool(scalar.element))
    depth = max(dims, depth) if depth else 0
    subtype = value_type(catalog, scalar.subtype, nullable=False) if scalar.subtype else None
    return Type(
        catalog.types[oid].name,
        scalar,
        depth,
        nullable,
        nullable_elements and depth > 0,
        subtype,
        domain=_domain(catalog.types[oid]),
        element_domain=_domain(element),
        fields=tuple(_fields(catalog, scalar)),
        nested=nested,
    )


def _fields(catalog: Catalog, composite: PgType, path: str = "") -> Iterator[tuple[str, PgType]]:
    """The fields of a composite, each followed by the fields in it."""
    relation = catalog.relations.get(composite.relation) if composite.kind == "c" else None
    for column in relation.columns if relation is not None else ():
        scalar = catalog.base_type(column.type)
        while scalar.element:
            scalar = catalog.base_type(scalar.element)
        yield f"{path}{column.name}", scalar
        yield from _fields(catalog, scalar, f"{path}{column.name}.")


def domain_of(catalog: Catalog, oid: int, base: int) -> PgType | None:
    """The domain of a value, which Describe does not say. `oid` is the value's type in the analysed tree."""
    found = catalog.types.get(oid)
    if found is None or catalog.base_type(oid).oid != base:
        return None
    return _domain(found)


def _domain(found: PgType | None) -> PgType | None:
    return found if found is not None and found.kind == "d" and found.user else None
