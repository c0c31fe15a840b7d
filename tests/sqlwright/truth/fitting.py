"""Whether values are as the compiler said: NULL only where it may come, also inside arrays and records."""

from collections.abc import Sequence
from typing import Any, cast

from sqlwright.model import Type

__all__ = ["fits", "told"]


def fits(value: object, kind: Type) -> bool:
    if value is None:
        return kind.nullable
    if isinstance(value, list):
        elements = _elements(cast(list[Any], value))
        return kind.nullable_elements or kind.dims == 0 or None not in elements
    if kind.items:
        return all(fits(*pair) for pair in zip(cast(Sequence[object], value), kind.items, strict=True))
    return True


def told(kind: Type) -> str:
    """The type, with the types in a record; `!` where no NULL can come."""
    inside = f"({', '.join(map(told, kind.items))})" if kind.items else ""
    return f"{kind.name}{inside}{'' if kind.nullable else '!'}"


def _elements(values: list[Any]) -> list[Any]:
    return [
        each for value in values for each in (_elements(cast(list[Any], value)) if isinstance(value, list) else [value])
    ]
