"""The types of values, and the shapes of JSON documents."""

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from .catalog import PgType

__all__ = ["Conversion", "ImportedName", "Key", "Origin", "Shape", "Type", "imported_name"]


Origin = tuple[str, str, str]
"""A table's column, as schema, table and name."""


ImportedName = tuple[str, str]
"""A module, and a name in it."""


def imported_name(path: str) -> ImportedName:
    """The parts of package.module.Name, or of the name of a builtin."""
    module, _, name = path.rpartition(".")
    return module or "builtins", name


class Conversion(Struct, frozen=True, array_like=True):
    """How an override or `@json` converts a value, or the elements of an array."""

    type: ImportedName
    decode: ImportedName | None
    encode: ImportedName | None
    json: bool
    """Whether msgspec makes the type from a JSON document."""
    whole: bool
    """Whether the array as a whole is converted, not its elements."""


class Type(Struct, frozen=True, array_like=True):
    """A value's type."""

    name: str
    """As format_type(oid, null) prints it."""
    scalar: PgType
    """The type under arrays and domains: an array's element type, a domain's base type."""
    dims: int
    """The dimensions of an array, else 0."""
    nullable: bool
    nullable_elements: bool = False
    """Whether an array's elements may be NULL."""
    subtype: "Type | None" = None
    """What a range or multirange is over."""
    items: "Sequence[Type]" = ()
    """The types in a record that the query itself builds."""
    domain: PgType | None = None
    """The value's domain."""
    element_domain: PgType | None = None
    """The domain of an array's elements."""
    fields: tuple[tuple[str, PgType, bool], ...] = ()
    """The fields of a composite and of the composites in it: the path of each, and its type, or its elements' if it is an
    array, and whether these elements are arrays."""
    conversion: Conversion | None = None
    shape: "Shape | None" = None
    """The shape of a document that the query itself builds."""
    asserted_elements: bool = False
    """Whether an array is searched for NULLs when it is read, because it is only said that it has none."""
    nested: bool = False
    """Whether it is an array whose elements are arrays of a domain: each of these may be NULL, too."""

    @property
    def is_json(self) -> bool:
        """Whether it is a document, or an array of documents."""
        return self.scalar.origin in (("pg_catalog", "json"), ("pg_catalog", "jsonb"))


class Shape(Struct, frozen=True, array_like=True):
    """What stands at one place of a JSON document."""

    kind: Literal["object", "array", "tuple", "map", "value", "any"]
    """A map is an object whose keys are data."""
    nullable: bool = False
    """Whether it may be null."""
    value: Type | None = None
    """The PostgreSQL type: of a scalar written as JSON, of json of any shape, of the composite that an object was made
    of, or of an array whose depth is only declared."""
    items: "Sequence[Shape]" = ()
    """The items of an array or map (none if it is always empty), or one for each place of a tuple."""
    keys: "Sequence[Key]" = ()
    """The keys of an object."""
    origin: Origin | None = None
    """The column that the value comes from."""
    table: tuple[str, str] | None = None
    """The schema and name of the table whose row the object is."""

    def places(self) -> "Iterator[Shape]":
        """The shape and all shapes in it."""
        yield self
        for inner in (*self.items, *(key.shape for key in self.keys)):
            yield from inner.places()


class Key(Struct, frozen=True, array_like=True):
    """One key of an object."""

    name: str
    shape: Shape
    optional: bool = False
    """Whether it may be missing."""
