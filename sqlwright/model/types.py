"""The types of values, and the shapes of JSON documents."""

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from .catalog import PgType

__all__ = ["Conversion", "ImportedName", "Key", "Origin", "Shape", "Type", "imported_name"]


Origin = tuple[str, str, str]
"""A table's column, by its schema, table and name."""


ImportedName = tuple[str, str]
"""A module, and a name in it."""


def imported_name(path: str) -> ImportedName:
    """Of package.module.Name, or of a builtin's name."""
    module, _, name = path.rpartition(".")
    return module or "builtins", name


class Conversion(Struct, frozen=True, array_like=True):
    """What an override or `@json` makes of a value, or of an array's elements."""

    type: ImportedName
    decode: ImportedName | None
    encode: ImportedName | None
    json: bool
    """Whether the value is a document that msgspec makes one of."""
    whole: bool
    """Whether it is of the array, not of its elements."""


class Type(Struct, frozen=True, array_like=True):
    """A value's type."""

    name: str
    """As format_type(oid, null) prints it."""
    scalar: PgType
    """What it is made of: the element's type if it is an array, and the type under any domain."""
    dims: int
    """Dimensions if it is an array, else 0."""
    nullable: bool
    nullable_elements: bool = False
    """Whether an array's elements may be NULL."""
    subtype: "Type | None" = None
    """What a range or multirange is over."""
    items: "Sequence[Type]" = ()
    """What is in a record, where the query itself puts it together."""
    domain: PgType | None = None
    """The domain that the value is of."""
    element_domain: PgType | None = None
    """The domain that an array's elements are of."""
    unreadable: str | None = None
    """A field somewhere in a composite that asyncpg cannot read there, with its type."""
    conversion: Conversion | None = None
    shape: "Shape | None" = None
    """What the document looks like, if it is one that the query itself puts together."""

    @property
    def is_json(self) -> bool:
        """Whether it is a document, or an array of them."""
        return self.scalar.origin in (("pg_catalog", "json"), ("pg_catalog", "jsonb"))


class Shape(Struct, frozen=True, array_like=True):
    """What stands at a place of a JSON document."""

    kind: Literal["object", "array", "tuple", "map", "value", "any"]
    """A map is an object whose keys are data."""
    nullable: bool = False
    """Whether it may be null."""
    value: Type | None = None
    """The PostgreSQL type of a value in JSON's form, of json that may be any, of the composite that an object was, and
    of an array whose depth is only declared."""
    items: "Sequence[Shape]" = ()
    """What is in an array or map, nothing if it is always empty; what is at each place of a tuple."""
    keys: "Sequence[Key]" = ()
    """What is in an object: nothing where it may be anything."""
    origin: Origin | None = None
    """The column that the value is of."""
    table: tuple[str, str] | None = None
    """The table, by schema and name, whose row the object is."""

    def places(self) -> "Iterator[Shape]":
        """Itself and all that is in it."""
        yield self
        for inner in (*self.items, *(key.shape for key in self.keys)):
            yield from inner.places()


class Key(Struct, frozen=True, array_like=True):
    """What is in an object under a name."""

    name: str
    shape: Shape
    optional: bool = False
    """Whether it may be left out."""
