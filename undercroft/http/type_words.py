"""What values of a type are called in a sentence, with their limits: a whole number from 1 to 100."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import inspect

from .formats import EXAMPLES


def words(kind: inspect.Type) -> str:
    """For a type without alternatives, as msgspec describes it; no text for one that msgspec does not know."""
    match kind:
        case inspect.StrType():
            return f"text{_length(kind.min_length, kind.max_length, 'character')}"
        case inspect.IntType():
            return f"a whole number{_bounds(kind)}"
        case inspect.FloatType():
            return f"a number{_bounds(kind)}"
        case inspect.DecimalType():
            return "a decimal number"
        case inspect.BoolType():
            return "true or false"
        case inspect.NoneType():
            return "null"
        case inspect.EnumType(members):
            return _one_of([member.value for member in members])
        case inspect.LiteralType(values):
            return _one_of(values)
        case inspect.UUIDType():
            return "a UUID"
        case inspect.DateTimeType(has_zone):
            return f"a date and a time{_zone(has_zone)}"
        case inspect.TimeType(has_zone):
            return f"a time{_zone(has_zone)}"
        case inspect.DateType():
            return "a date"
        case inspect.TimeDeltaType():
            return "a duration in ISO 8601"
        case inspect.BytesType() | inspect.ByteArrayType() | inspect.MemoryViewType():
            return f"text in base64{_length(kind.min_length, kind.max_length, 'byte')}"
        case inspect.CollectionType():
            return f"an array{_length(kind.min_length, kind.max_length, 'item')}"
        case inspect.TupleType(items):
            return f"an array{_length(len(items), len(items), 'item')}"
        case inspect.StructType(array_like=True) | inspect.NamedTupleType():
            return "an array"
        case inspect.DictType():
            return f"an object{_length(kind.min_length, kind.max_length, 'field')}"
        case inspect.StructType() | inspect.TypedDictType() | inspect.DataclassType():
            return "an object"
        case _:
            return ""


def example(kind: inspect.Type) -> str | None:
    """A value of a type whose texts have a format."""
    match kind:
        case inspect.UUIDType():
            return EXAMPLES["uuid"]
        case inspect.DateTimeType(has_zone):
            return _zoned(EXAMPLES["date-time"], has_zone)
        case inspect.TimeType(has_zone):
            return _zoned(EXAMPLES["time"], has_zone)
        case inspect.DateType():
            return EXAMPLES["date"]
        case inspect.TimeDeltaType():
            return EXAMPLES["duration"]
        case inspect.DecimalType():
            return "4.50"
        case _:
            return None


def as_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _zone(has_zone: bool | None) -> str:
    if has_zone is None:
        return " in RFC 3339"
    return " with a zone in RFC 3339" if has_zone else " without a zone"


def _zoned(value: str, has_zone: bool | None) -> str:
    return value.removesuffix("Z") if has_zone is False else value


def _one_of(values: Iterable[Any]) -> str:
    shown = [as_json(value) for value in values]
    return shown[0] if len(shown) == 1 else f"one of {', '.join(shown)}"


def _length(least: int | None, most: int | None, unit: str) -> str:
    if most is None:
        return f" of at least {_counted(least, unit)}" if least else ""
    if not least:
        return f" of at most {_counted(most, unit)}"
    return f" of {_counted(most, unit)}" if least == most else f" of {least} to {_counted(most, unit)}"


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _bounds(kind: inspect.IntType | inspect.FloatType) -> str:
    if kind.ge is not None and kind.le is not None:
        limits = [f"from {kind.ge} to {kind.le}"]
    else:
        every = {"above": kind.gt, "of at least": kind.ge, "below": kind.lt, "of at most": kind.le}
        limits = [f"{word} {limit}" for word, limit in every.items() if limit is not None]
    bounds = f" {' and '.join(limits)}" if limits else ""
    return bounds if kind.multiple_of is None else f"{bounds} that is a multiple of {kind.multiple_of}"
