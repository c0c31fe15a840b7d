"""Checks that an example fits a schema: the keywords that Litestar writes, and no others."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

Json = dict[str, Any]

_TYPES: dict[str, type | tuple[type, ...]] = {
    "null": type(None),
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "string": str,
    "array": list,
    "object": dict,
}
_FORMATS: dict[str, Callable[[str], object]] = {
    "uuid": UUID,
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
}


def fits(value: Any, schema: Json) -> bool:
    """Whether the value fits. A reference is not followed."""
    if "$ref" in schema:
        return True
    if "oneOf" in schema:
        return any(fits(value, each) for each in schema["oneOf"])
    if ("enum" in schema and value not in schema["enum"]) or ("const" in schema and value != schema["const"]):
        return False
    kinds = schema.get("type", list(_TYPES))
    if not any(_is_a(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        return False
    match value:
        case str():
            return _text_fits(value, schema)
        case bool() | None:
            return True
        case int() | float():
            return _number_fits(value, schema)
        case list():
            items = cast("list[Any]", value)
            size_fits = schema.get("minItems", 0) <= len(items) <= schema.get("maxItems", len(items))
            return size_fits and all(fits(each, schema.get("items", {})) for each in items)
        case _:
            return True


def _is_a(value: Any, kind: str) -> bool:
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _text_fits(text: str, schema: Json) -> bool:
    if not schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text)):
        return False
    if "pattern" in schema and re.search(schema["pattern"], text) is None:
        return False
    try:
        _FORMATS.get(schema.get("format", ""), str)(text)
    except ValueError:
        return False
    return True


def _number_fits(number: float, schema: Json) -> bool:
    return (
        number >= schema.get("minimum", number)
        and number <= schema.get("maximum", number)
        and ("exclusiveMinimum" not in schema or number > schema["exclusiveMinimum"])
        and ("exclusiveMaximum" not in schema or number < schema["exclusiveMaximum"])
        and ("multipleOf" not in schema or number % schema["multipleOf"] == 0)
    )
