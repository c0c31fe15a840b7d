"""Makes an example from a schema, or none if it cannot be sure that the example fits."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from msgspec import UNSET

from ..http.formats import EXAMPLES
from .fitting import fits
from .operations import PREFIX, Json

# Texts that may match a pattern; the first one is for text without a pattern.
_TEXTS = ("text", "1", "0.00", "1.00", "A1", "a-1", "A-1", "ada@example.org", "https://example.org/", "2026-11-26")
_LETTERS = "aA0"
# A text that must be longer is not shown.
_LONGEST = 1000


class ExampleMaker:
    """Makes examples for one call. `otherwise` has values that replace the usual ones, by field or schema."""

    def __init__(self, schemas: Json, otherwise: Mapping[str, Any]) -> None:
        self._schemas = schemas
        self._otherwise = otherwise

    def of(self, schema: Json, within: tuple[str, ...] = ()) -> Any:
        """A value that fits, or UNSET. `within` names the schemas that it is a part of, to find circles."""
        if "$ref" in schema:
            name = schema["$ref"].removeprefix(PREFIX)
            if name in self._otherwise:
                return self._otherwise[name]
            return UNSET if name in within else self.of(self._schemas[name], (*within, name))
        match schema:
            case {"examples": [first, *_]} | {"enum": [first, *_]}:
                return first
            case {"const": value}:
                return value
            case {"oneOf": choices}:
                return next((found for each in choices if (found := self.of(each, within)) is not UNSET), UNSET)
            case {"allOf": [only]}:
                return self.of(only, within)
            case {"properties": properties}:
                return self._object(properties, schema.get("required", ()), within)
            case {"type": "array"}:
                return self._array(schema, within)
            case _:
                return _plain(schema)

    def _object(self, properties: Json, required: Iterable[str], within: tuple[str, ...]) -> Any:
        values = {
            key: self._otherwise[key] if key in self._otherwise else self.of(each, within)
            for key, each in properties.items()
        }
        if any(values[key] is UNSET for key in required):
            return UNSET
        return {key: value for key, value in values.items() if value is not UNSET}

    def _array(self, schema: Json, within: tuple[str, ...]) -> Any:
        if "prefixItems" in schema:
            values = [self.of(each, within) for each in schema["prefixItems"]]
        else:
            item = self.of(schema.get("items", {}), within)
            fewest = schema.get("minItems", 0)
            is_possible = item is not UNSET and schema.get("maxItems", 1) > 0
            if not is_possible and not fewest:
                return []
            if schema.get("uniqueItems") and fewest > 1:
                return UNSET
            values = [item] * max(1, fewest)
        return UNSET if UNSET in values else values


def _plain(schema: Json) -> Any:
    kind = schema.get("type", "object")
    choices: Iterable[Any]
    match kind if isinstance(kind, str) else kind[0]:
        case "null":
            return None
        case "boolean":
            return True
        case "integer" | "number":
            choices = _numbers(schema)
        case "string":
            choices = _texts(schema)
        case _:
            choices = [{}]
    return next((each for each in choices if fits(each, schema)), UNSET)


def _numbers(schema: Json) -> Iterable[float]:
    step = schema.get("multipleOf", 1)
    least = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    most = schema.get("maximum", schema.get("exclusiveMaximum", 0))
    for start in (1, least, most, 0):
        multiple = start // step * step
        yield from (start, start + 1, start - 1, multiple, multiple + step)
    if schema["type"] == "number":
        yield (least + most) / 2


def _texts(schema: Json) -> Iterable[str]:
    known = schema.get("format")
    if known is not None:
        # Another format may refuse any text.
        yield from [EXAMPLES[known]] if known in EXAMPLES else []
        return
    yield from _TEXTS
    shortest = schema.get("minLength", 0)
    for letter, more in product(_LETTERS, range(8)):
        if shortest + more <= _LONGEST:
            yield letter * (shortest + more)
