"""Decodes documents in which values are the same as in columns."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin

from msgspec import MsgspecError, Raw, Struct, UnsetType, ValidationError, json
from msgspec.json import Decoder
from msgspec.structs import fields

from .calls import _T

__all__ = ["as_columns"]

_INFINITE: Final = {"infinity": datetime.max, "-infinity": datetime.min}


def as_columns(decoder: Decoder[_T]) -> Callable[[bytes], _T]:
    """Decodes values as in columns, even those that JSON has no form for: infinity, NaN,
    arrays of other depths than declared."""

    def decode_all(data: bytes) -> _T:
        try:
            return decoder.decode(data)
        except ValidationError:
            with suppress(MsgspecError, LookupError, ValueError):
                found: _T = _as_column(data, decoder.type)
                return found
            raise

    return decode_all


def _as_column(data: bytes, kind: Any) -> Any:
    """Decodes the parts one by one, after a decoder has refused the whole."""
    with suppress(ValidationError):
        return json.decode(data, type=kind)
    kind = _there(kind)
    args = get_args(kind)
    match get_origin(kind):
        case origin if origin is dict:
            given = json.decode(data, type=dict[str, Raw]).items()
            return {name: _as_column(bytes(item), args[1]) for name, item in given}
        case origin if origin is tuple:
            items = map(bytes, json.decode(data, type=list[Raw]))
            return tuple(_as_column(*pair) for pair in zip(items, args, strict=True))
        case origin if origin is list and data[:1] != b"[":
            return _as_column(data, args[0])
        case origin if origin is list:
            items = map(bytes, json.decode(data, type=list[Raw]))
            nested = get_origin(_there(args[0])) in (list, tuple)
            lists = args[0] if nested else kind
            pairs = ((item, lists if item[:1] == b"[" else args[0]) for item in items)
            return [_as_column(*pair) for pair in pairs]
        case _:
            return _value_as_column(data, kind)


def _there(kind: Any) -> Any:
    if get_origin(kind) not in (Union, UnionType):
        return kind
    found = [arg for arg in get_args(kind) if arg not in (NoneType, UnsetType)]
    return found[0] if len(found) == 1 else kind


def _value_as_column(data: bytes, kind: Any) -> Any:
    if _is_struct(kind):
        given = json.decode(data, type=dict[str, Raw])
        found = {
            field.name: _as_column(bytes(given[field.encode_name]), field.type)
            for field in fields(kind)
            if field.required or field.encode_name in given
        }
        return kind(**found)
    if data[:1] == b'"':
        text = json.decode(data, type=str)
        if kind is float:
            return float(text)
        if kind is datetime:
            return _INFINITE.get(text) or datetime.fromisoformat(text)
        if kind is date:
            end = _INFINITE.get(text)
            return date.fromisoformat(text) if end is None else end.date()
    return json.decode(data, type=kind)


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Struct)
