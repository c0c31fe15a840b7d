"""Reads values of a type, strictly. A refusal says where a value stands that is wrong, and what it must be."""

import re
from functools import cache, lru_cache
from typing import Any

import msgspec
from msgspec import inspect

from ..errors import Invalid
from .places import kinds_at, names_at
from .repeated_names import Names, repeated_name
from .rules import rule_of

# An unknown name is repeated up to this length.
LONGEST_NAME = 100

_FIELD = re.compile(r"Object (missing required|contains unknown) field `(.*?)`(?: - at `\$([^`]*)`)?", re.DOTALL)
_PLACE = re.compile(r"(.*) - at (`key` in )?`\$([^`]*)`", re.DOTALL)


def decoded(kind: Any, text: bytes, at: str) -> Any:
    """JSON as this type; `at` is what an error calls the text."""
    decoder, names = _decoder(kind)
    try:
        value = decoder.decode(text)
        repeated = repeated_name(text) if text.count(b":") > names.least(value) else None
    except msgspec.ValidationError as error:
        raise _invalid(error, kind, at) from None
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise Invalid.at(at, f"is not JSON in UTF-8: {error}") from None
    if repeated is not None:
        raise Invalid.at(f"{at}{repeated[: LONGEST_NAME + 1]}", "is given more than once")
    return value


def converted(kind: Any, fields: dict[str, str], at: str) -> Any:
    """Texts as a struct of this type."""
    try:
        return msgspec.convert(fields, kind)
    except msgspec.ValidationError as error:
        raise _invalid(error, kind, at) from None


def unfit(kind: Any, place: str) -> Invalid:
    """The refusal of a value at this place, such as .items[0].quantity, in a body of this type."""
    return Invalid.at(f"body{place}", _rule_at(place, kind))


def _invalid(error: msgspec.ValidationError, kind: Any, at: str) -> Invalid:
    message = str(error)
    if field := _FIELD.fullmatch(message):
        path = f"{at}{field[3] or ''}.{field[2][:LONGEST_NAME]}"
        return Invalid.at(path, "is missing" if field[1].startswith("missing") else "is not a field here")
    found = _PLACE.fullmatch(message)
    what, is_name, place = found.groups() if found else (message, None, "")
    # If a check of the type's own refused the value, it says why.
    if error.__cause__ is None:
        what = (_rule_of_names_at if is_name else _rule_at)(place, kind) or what
    return Invalid.at(f"{at}{place}", what)


# A file may have many records that are wrong in the same way.
@lru_cache(1000)
def _rule_at(place: str, kind: Any) -> str:
    return rule_of(kinds_at(place, _described(kind)))


def _rule_of_names_at(place: str, kind: Any) -> str:
    return f"has a wrong name: each {rule_of(names_at(place, _described(kind)))}"


@cache
def _decoder(kind: Any) -> tuple[msgspec.json.Decoder[Any], Names]:
    return msgspec.json.Decoder(kind), Names(_described(kind))


@cache
def _described(kind: Any) -> inspect.Type:
    return inspect.type_info(kind)
