"""Names that an object of JSON has twice: one reader takes the first value and another the last, so they are refused."""

import json
from typing import Any, cast


class _Repeated(Exception):
    pass


class _Pairs(list[tuple[str, Any]]):
    """An object, as it is written."""


def repeated_name(text: bytes) -> str | None:
    """Where a name is there again, such as items[0].sku."""
    written = text.decode()
    try:
        _CHECKING.decode(written)
    except _Repeated:
        # Only now is it worth knowing what stands where.
        return _place(_PAIRING.decode(written)).removeprefix(".")
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
