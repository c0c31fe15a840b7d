"""`-- @optional n = 20`: the value of a parameter that a caller does not give."""

import re

from ...model.types import Type

__all__ = ["DefaultValue", "read_default"]

DefaultValue = int | float | bool | str

_WHOLE = ("int2", "int4", "int8", "oid")
_FLOATS = ("float4", "float8")
_TEXTS = ("text", "varchar", "bpchar", "name", "citext")
_BITS = {"int2": 16, "int4": 32, "int8": 64}


def read_default(kind: Type, written: str) -> tuple[DefaultValue | None, str]:
    """The value that is written, and what could be; None if it is no value of the type."""
    scalar = kind.scalar
    plain = not kind.dims and kind.subtype is None and not kind.items
    text = written[1:-1].replace("''", "'") if written.startswith("'") else None
    if plain and scalar.typname in _WHOLE:
        found = int(written) if re.fullmatch(r"-?\d{1,20}", written) else None
        bits = _BITS.get(scalar.typname)
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if bits else (0, (1 << 32) - 1)
        return found if found is not None and low <= found <= high else None, "a whole number of its type, such as 20"
    if plain and scalar.typname in _FLOATS:
        return float(written) if re.fullmatch(r"-?\d+(\.\d+)?", written) else None, "a number such as 0.5"
    if plain and scalar.typname == "bool":
        return {"true": True, "false": False}.get(written), "true or false"
    if plain and scalar.kind == "e":
        return text if text in scalar.labels else None, "one of " + ", ".join(f"'{label}'" for label in scalar.labels)
    if plain and scalar.typname in _TEXTS:
        return text, "a text in quotes, such as 'en'"
    return None, "no value: only numbers, texts, true, false and labels of enums can stand there"
