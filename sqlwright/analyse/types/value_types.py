"""The model's type of a value, from the catalog's type."""

from collections.abc import Iterator, Sequence

from ...model import Type
from ...model.catalog import Catalog, PgType

__all__ = ["domain_of", "value_type"]


def value_type(catalog: Catalog, oid: int, *, nullable: bool, dims: int = 0, nullable_elements: bool = True) -> Type:
    """The type with this OID. `dims` are the dimensions that a column declares; an array without any has one."""
    dims = max(dims, catalog.types[oid].dims)
    *outer, scalar = _levels(catalog, oid)
    element = catalog.types[outer[-1].element] if outer else None
    depth = max(dims, len(outer)) if outer else 0
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
        nested=_is_nested(catalog, outer),
    )


def _levels(catalog: Catalog, oid: int) -> Sequence[PgType]:
    """The arrays from the outermost to the innermost, and then the scalar, all without their domains."""
    found = [catalog.base_type(oid)]
    while found[-1].element:
        found.append(catalog.base_type(found[-1].element))
    return found


def _is_nested(catalog: Catalog, arrays: Sequence[PgType]) -> bool:
    """Whether arrays are elements of others: through a domain, as in no vector type of PostgreSQL's own."""
    return any(catalog.types[array.element].kind == "d" for array in arrays[:-1])


def _fields(catalog: Catalog, composite: PgType, path: str = "") -> Iterator[tuple[str, PgType, bool]]:
    """The fields of a composite, each followed by the fields in it."""
    relation = catalog.relations.get(composite.relation) if composite.kind == "c" else None
    for column in relation.columns if relation is not None else ():
        *arrays, scalar = _levels(catalog, column.type)
        yield f"{path}{column.name}", scalar, _is_nested(catalog, arrays)
        yield from _fields(catalog, scalar, f"{path}{column.name}.")


def domain_of(catalog: Catalog, oid: int, base: int) -> PgType | None:
    """The domain of a value, which Describe does not say. `oid` is the value's type in the analysed tree."""
    found = catalog.types.get(oid)
    if found is None or catalog.base_type(oid).oid != base:
        return None
    return _domain(found)


def _domain(found: PgType | None) -> PgType | None:
    return found if found is not None and found.kind == "d" and found.user else None
