"""Teaches connections codecs: types have other numbers in each database, and one connection asks for all."""

from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import Any, Final, Literal, NamedTuple

from .readiness import AnyConnection, _known

__all__ = ["_Codec", "_teach"]

_OWN: Final[Mapping[str, int]] = {
    "json": 114,
    "jsonb": 3802,
    "macaddr": 829,
    "macaddr8": 774,
}
"""PostgreSQL's own types have the same numbers everywhere."""

_TYPES: Final = """\
select n.nspname::text, t.typname::text, t.oid, t.typarray, t.typdelim
from unnest($1::text[], $2::text[]) as wanted (name, schema)
join pg_catalog.pg_namespace n on n.nspname = wanted.schema
join pg_catalog.pg_type t on t.typname = wanted.name and t.typnamespace = n.oid"""

_SECONDS: Final = 60.0
"""How long the connections that are made next are taught what one has found."""


class _Codec(NamedTuple):
    name: str
    schema: str
    encode: Callable[[Any], Any] | None = None
    decode: Callable[[Any], Any] | None = None
    form: Literal["binary", "tuple"] = "binary"
    """A composite's codec has its fields as a tuple."""
    alias: str = ""
    """The name of a codec that asyncpg has."""


class _Types(NamedTuple):
    """The types of a database, as asyncpg takes them."""

    oids: Mapping[tuple[str, str], int]
    arrays: Sequence[Mapping[str, object]]
    fields: Sequence[Any]
    """The types of composites, with those of their fields."""
    until: float


_types: Final[dict[object, _Types]] = {}


async def _teach(connection: AnyConnection, *codecs: _Codec) -> None:
    settings: Any = connection.get_settings()
    own: Any = connection  # what asyncpg keeps to itself
    others = [codec for codec in codecs if codec.schema != "pg_catalog"]
    types = await _found(connection, others) if others else _Types({}, [], [], 0)
    for codec in codecs:
        name, schema = codec.name, codec.schema
        oid = _OWN[name] if schema == "pg_catalog" else types.oids[schema, name]
        if codec.alias:
            alias = codec.alias
            settings.set_builtin_type_codec(oid, name, schema, "scalar", alias, None)
            continue
        how = (codec.encode, codec.decode, codec.form)
        if codec.form == "tuple":
            fields = types.fields
            settings.add_python_codec(oid, name, schema, fields, "composite", *how)
        else:
            settings.add_python_codec(oid, name, schema, [], "scalar", *how)
    settings.register_data_types(types.arrays)
    # Statements that were prepared before have the codecs of that time.
    own._drop_local_statement_cache()


async def _found(connection: AnyConnection, codecs: Sequence[_Codec]) -> _Types:
    """The types as this connection finds them, or for a new one as another found them lately that is still there.

    Where types get other numbers, as when a dump is restored or another server takes over, connections break first.
    """
    own: Any = connection
    database = (own._addr, own._params.database)
    types = _types.get(database)
    is_new = id(connection.get_settings()) not in _known
    if types is not None and is_new and monotonic() < types.until:
        return types
    types = _types[database] = await _asked(connection, codecs)

    def forget(_: Any) -> None:
        if _types.get(database) is types:
            del _types[database]

    connection.add_termination_listener(forget)
    return types


async def _asked(connection: AnyConnection, codecs: Sequence[_Codec]) -> _Types:
    names = [codec.name for codec in codecs]
    rows = await connection.fetch(_TYPES, names, [codec.schema for codec in codecs])
    oids = {(schema, name): oid for schema, name, oid, _, _ in rows}
    for codec in codecs:
        if (codec.schema, codec.name) not in oids:
            raise ValueError(f"unknown type: {codec.schema}.{codec.name}")
    arrays = [_array(*row) for row in rows if row[3]]
    tuples = [codec for codec in codecs if codec.form == "tuple"]
    composites = [oids[codec.schema, codec.name] for codec in tuples]
    fields: Sequence[Any] = []
    if composites:
        own: Any = connection
        fields, _ = await own._introspect_types(composites, 10)
    return _Types(oids, arrays, fields, monotonic() + _SECONDS)


def _array(
    schema: str,
    name: str,
    oid: int,
    array: int,
    delimiter: bytes,
) -> Mapping[str, object]:
    """The array of a type, as asyncpg describes types."""
    nothing = dict.fromkeys(("attrtypoids", "basetype", "range_subtype"))
    return {
        **nothing,
        "oid": array,
        "name": f"{name}[]",
        "ns": schema,
        "kind": b"b",
        "elemtype": oid,
        "elemtype_name": name,
        "elemdelim": delimiter,
    }
