"""The model's type of a value, from the catalog's type."""

from ..drivers.asyncpg.text_types import unreadable
from ..model import Type
from ..model.catalog import Catalog, PgType

__all__ = ["domain_of", "value_type"]


def value_type(catalog: Catalog, oid: int, *, nullable: bool, dims: int = 0, nullable_elements: bool = True) -> Type:
    """`dims` are those that a column declares; an array of which nothing is declared has one."""
    scalar, depth = catalog.base_type(oid), 0
    dims = max(dims, catalog.types[oid].dims)
    element: PgType | None = None
    while scalar.element:
        # Of an array's elements only those of a domain, or of a vector of PostgreSQL's own, can be arrays.
        element = catalog.types[scalar.element]
        scalar, depth = catalog.base_type(scalar.element), depth + 1
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
        unreadable=unreadable(catalog, scalar),
    )


def domain_of(catalog: Catalog, oid: int, base: int) -> PgType | None:
    """The domain that a value is of, which Describe does not tell: `oid` is what the analysed tree has for it."""
    found = catalog.types.get(oid)
    if found is None or catalog.base_type(oid).oid != base:
        return None
    return _domain(found)


def _domain(found: PgType | None) -> PgType | None:
    return found if found is not None and found.kind == "d" and found.user else None
