"""Writes shapes as short text for tests."""

from sqlwright.model import Key, Shape

__all__ = ["shown"]


def shown(shape: Shape | None) -> str:
    """`{id: integer, note?: text | null}`, with a table's or composite's name before its own object."""
    if shape is None:
        return "-"
    inside = ", ".join(map(shown, shape.items))
    match shape.kind:
        case "object":
            owner = shape.table[1] if shape.table else shape.value.name if shape.value else ""
            found = f"{owner}{{{', '.join(map(_key, shape.keys))}}}"
        case "array":
            found = f"[{inside}]"
        case "tuple":
            found = f"({inside})"
        case "map":
            found = f"map of {inside}"
        case _:
            found = "any" if shape.kind == "any" or shape.value is None else shape.value.name
    return f"{found} | null" if shape.nullable and found != "any" else found


def _key(key: Key) -> str:
    return f"{key.name}{'?' if key.optional else ''}: {shown(key.shape)}"
