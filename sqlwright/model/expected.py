"""What msgspec decodes into a type that a project imports, as plain data."""

from collections.abc import Sequence

from msgspec import Struct

__all__ = ["Expected", "ExpectedField"]


class Expected(Struct, frozen=True):
    kind: str
    """any, null, bool, int, float, decimal, str, bytes, uuid, date, time, datetime, timedelta, choice, list, tuple, dict,
    object or union."""
    name: str = ""
    """As it is shown."""
    items: "Sequence[Expected]" = ()
    """A list's item, a dict's value, a tuple's places or a union's parts."""
    fields: "Sequence[ExpectedField]" = ()
    """Of an object."""
    closed: bool = False
    """Whether an object refuses other keys."""
    values: Sequence[str] = ()
    """The texts that a choice takes, if it takes only texts."""


class ExpectedField(Struct, frozen=True):
    key: str
    type: Expected
    required: bool
