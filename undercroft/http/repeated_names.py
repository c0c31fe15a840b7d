"""Names that an object of JSON has twice: one reader takes the first value and another the last, so they are refused."""

import json
from typing import Any, cast

from msgspec import inspect


class _Repeated(Exception):
    pass


class _Pairs(list[tuple[str, Any]]):
    """An object, as it is written."""


class Names:
    """How many names the text of a value has at least: in each object, one for each field that is required.

    A text with no more colons has each of them once, and nothing else.
    """

    def __init__(self, kind: inspect.Type, known: dict[int, "Names"] | None = None) -> None:
        known = {} if known is None else known
        known[id(kind)] = self
        self._items: Names | None = None
        self._parts: list[tuple[str, Names]] = []
        self.own = 0
        match kind:
            case inspect.ListType(item):
                self._items = _names(item, known)
            case inspect.StructType(cls, fields, array_like=False):
                required = [field for field in fields if field.required]
                self.own = len(required)
                # What runs after decoding may change the parts.
                if not hasattr(cls, "__post_init__"):
                    parts = [(field.name, _names(field.type, known)) for field in required]
                    self._parts = [(name, names) for name, names in parts if names is not None]
            case _:
                pass
        self.is_flat = not self._parts and self._items is None

    def least(self, value: Any) -> int:
        if self._items is not None:
            items = self._items
            return items.own * len(value) if items.is_flat else sum(map(items.least, value))
        return self.own + sum([names.least(getattr(value, name)) for name, names in self._parts])


def _names(kind: inspect.Type, known: dict[int, Names]) -> Names | None:
    if isinstance(kind, inspect.Metadata):
        kind = kind.type
    if not isinstance(kind, inspect.StructType | inspect.ListType):
        return None
    return known.get(id(kind)) or Names(kind, known)


def repeated_name(text: bytes) -> str | None:
    """Where a name is there again, such as .items[0].sku."""
    written = text.decode()
    try:
        _CHECKING.decode(written)
    except _Repeated:
        # Only now is it worth knowing what stands where.
        return _place(_PAIRING.decode(written))
    return None


def _check(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) < len(pairs):
        raise _Repeated


def _place(node: Any) -> str:
    """The place of the first name that is repeated, below this node; no text if there is none."""
    seen: set[str] = set()
    steps: list[tuple[str, Any]] = []
    if isinstance(node, _Pairs):
        steps = [(f".{name}", value) for name, value in node]
    elif isinstance(node, list):
        steps = [(f"[{index}]", value) for index, value in enumerate(cast("list[Any]", node))]
    for step, value in steps:
        if step in seen:
            return step
        seen.add(step)
        if below := _place(value):
            return step + below
    return ""


# Numbers stay text: only names matter here, and a long number would take long to read.
_CHECKING = json.JSONDecoder(object_pairs_hook=_check, parse_int=str, parse_float=str)
_PAIRING = json.JSONDecoder(object_pairs_hook=_Pairs, parse_int=str, parse_float=str)
