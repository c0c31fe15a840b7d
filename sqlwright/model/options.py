"""The options of a codegen block, as plain data."""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from msgspec import Struct

from ..errors import Place
from .expected import Expected

__all__ = ["ABSENT", "OPTIONS", "STYLES", "Absent", "Imported", "Options", "Override", "Structs", "Style"]

Style = Literal["lower", "upper", "camel", "pascal", "kebab"]
STYLES: Sequence[Style] = get_args(Style)
"""msgspec's names for the ways to write a field's name in JSON."""
Absent = Literal["none", "unset"]
ABSENT: Sequence[Absent] = get_args(Absent)


class Structs(Struct, frozen=True):
    """How the structs of tables and rows are made."""

    frozen: bool = True
    gc: bool | None = None
    """None: structs that can be part of no reference cycle are left to reference counting."""
    kw_only: bool = False
    rename: Style | None = None
    """How fields are named in JSON, if not by their own names."""
    tag: str | None = None
    """The field that says in JSON which struct it is."""


class Imported(Struct, frozen=True):
    """What the imports of an override turned out to be."""

    makes_one: bool
    """Whether the type can be called with one value to convert it."""
    local: Sequence[str]
    """Its modules that lie beside the configuration. isort puts their imports into a block of their own."""
    json_error: str | None = None
    """Why msgspec cannot make the type from JSON, if so."""
    expected: Expected | None = None
    """What msgspec decodes into the type, if it knows."""


class Override(Struct, frozen=True):
    """A Python type for one column, or for every value of a PostgreSQL type."""

    place: Place
    type: str
    """module.Name, or a builtin's name; empty if values keep their type."""
    column: tuple[str, str, str] | None = None
    """Schema, table and column."""
    db_type: str | None = None
    """The type, as format_type(oid, null) prints it. Either this or `column` is given."""
    encode: str | None = None
    decode: str | None = None
    """The module.name of functions of one value, from and to what the driver has. Both are given or none."""

    notnull_elements: bool = False
    """Whether it says that the arrays contain no NULL."""
    keep_unknown_labels: bool = False
    """Whether labels that an enum's class does not have stay a str."""
    places: Mapping[str, Place] = {}
    """The places of type, encode and decode in the configuration."""
    imported: Imported | None = None
    """Known once code is generated."""

    @property
    def shown(self) -> str:
        """Its column or type, for messages."""
        return ".".join(self.column) if self.column else str(self.db_type)


class Options(Struct, frozen=True):
    package: str | None = None
    emit_exact_table_names: bool = False
    inflection_exclude_table_names: Sequence[str] = ()
    rename: Mapping[str, str] = {}
    """Python names by PostgreSQL names."""
    omit_unused: bool = False
    fold_parameter_names: bool = False
    """Whether @tenantId is tenantid, not tenant_id."""
    query_parameter_limit: int | None = None
    """How many parameters a method takes one by one; more become a struct. None: no limit."""
    absent: Absent = "unset"
    """What a caller gives for an optional condition that is left out."""
    emit_protocols: bool = True
    emit_docstrings: bool = True
    emit_rights: bool = False
    """Whether rights.py says which rights the queries need."""
    structs: Structs = Structs()
    overrides: Sequence[Override] = ()
    places: Mapping[str, Place] = {}
    """The place of each table and name of the lists above, by option.name; the place of the block itself by the empty text."""
    json_types: Mapping[str, Expected] = {}
    """What msgspec decodes into the types that `@json` names. Known once code is generated."""
    json_modules: Sequence[str] = ()
    """The modules beside the configuration from which `@json` takes types. Known once code is generated."""


OPTIONS: Sequence[str] = tuple(
    name for name in Options.__struct_fields__ if name not in ("places", "json_modules", "json_types")
)
