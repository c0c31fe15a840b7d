"""What a block's options say, plainly."""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from msgspec import Struct

from ..errors import Place

__all__ = ["OPTIONS", "STYLES", "Imported", "Options", "Override", "Structs", "Style"]

Style = Literal["lower", "upper", "camel", "pascal", "kebab"]
STYLES: Sequence[Style] = get_args(Style)
"""What msgspec calls the ways to write a field's name in JSON."""


class Structs(Struct, frozen=True):
    """How the structs of tables and rows are made."""

    frozen: bool = True
    gc: bool | None = None
    """None leaves those outside the garbage collector that can be part of no cycle."""
    kw_only: bool = False
    rename: Style | None = None
    """How fields are called in JSON, if not by their own names."""


class Imported(Struct, frozen=True):
    """What an override's imports turned out to be."""

    makes_one: bool
    """Whether the type can be called with one value, to make one of it."""
    local: Sequence[str]
    """Those of its modules that are beside the configuration: isort gives them a block of their own."""
    json_error: str | None = None
    """Why msgspec can make none of JSON, if it cannot."""


class Override(Struct, frozen=True):
    """A Python type for one column, or for every value of a PostgreSQL type."""

    place: Place
    type: str
    """module.Name, or a builtin's name."""
    column: tuple[str, str, str] | None = None
    """Schema, table and column."""
    db_type: str | None = None
    """As format_type(oid, null) prints it; one of the two is given."""
    encode: str | None = None
    decode: str | None = None
    """module.name of functions of one value, to and from what asyncpg has; both are given or none."""

    places: Mapping[str, Place] = {}
    """Where type, encode and decode stand."""
    imported: Imported | None = None
    """Known once it is generated from."""

    @property
    def shown(self) -> str:
        """What it is of, in a message."""
        return ".".join(self.column) if self.column else str(self.db_type)


class Options(Struct, frozen=True):
    package: str | None = None
    emit_exact_table_names: bool = False
    inflection_exclude_table_names: Sequence[str] = ()
    rename: Mapping[str, str] = {}
    """Python's names by PostgreSQL's."""
    omit_unused: bool = False
    query_parameter_limit: int | None = None
    """How many parameters a method takes one by one; more are a struct. None: however many."""
    emit_protocols: bool = True
    emit_docstrings: bool = True
    structs: Structs = Structs()
    overrides: Sequence[Override] = ()
    places: Mapping[str, Place] = {}
    """Where each table and name of the lists above stands, by option.name, and the block itself by an empty text."""
    json_modules: Sequence[str] = ()
    """Modules beside the configuration from which `@json` takes types; known once it is generated from."""


OPTIONS: Sequence[str] = tuple(name for name in Options.__struct_fields__ if name not in ("places", "json_modules"))
