"""What a subject says about its API beside its handlers. All of it is optional: the rest is made from types.

A struct of the subject's own has a docstring and `Meta(description=..., examples=[...])` for that. A generated one
cannot, so `facts` describes it, and says once what fields of the same name mean wherever the subject has them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from litestar.handlers import HTTPRouteHandler
from msgspec import UNSET

from ..http.failures import Uncopied

_FACTS = "facts"
_SHOWN = "shown"


class Field(NamedTuple):
    meaning: str
    example: Any = UNSET


class Type(NamedTuple):
    """A struct or enum: what it means, and what the API calls it if not by its own name.

    Generated structs of the same module with the same fields share the name.
    """

    kind: type
    meaning: str
    name: str = ""
    fields: Mapping[str, Field] = {}


@dataclass(frozen=True)
class Facts(Uncopied):
    tag: str
    types: Sequence[Type]
    fields: Mapping[str, Field]


# What an example has in place of the usual: by the name of a field, by a type, or the whole body by its media type.
Otherwise = Mapping[Any, Any]


@dataclass(frozen=True)
class Shown(Uncopied):
    otherwise: Otherwise


# Fields and parameters of any service.
COMMON = {
    "created_at": Field("When it was made: RFC 3339, in UTC.", "2026-11-26T08:00:00.123456Z"),
    "updated_at": Field("When it last changed: RFC 3339, in UTC.", "2026-11-26T08:00:00.123456Z"),
    "next_cursor": Field("What `cursor` has to be to get the next page; null at the end.", None),
    "limit": Field("How many there may be on a page."),
    "cursor": Field("The `next_cursor` of the page before, whose other parameters must be the same but for `limit`."),
}
TAGS = {"probes": "For whoever runs the service.", "metrics": "For Prometheus."}


def facts(*, tag: str = "", types: Sequence[Type] = (), fields: Mapping[str, Field] | None = None) -> dict[str, Any]:
    """The `opt` of a subject's Router; `tag` explains the Router's tag."""
    return {_FACTS: Facts(tag, types, fields or {})}


def shown(otherwise: Otherwise) -> dict[str, Any]:
    """The `opt` of a handler whose examples differ from the usual."""
    return {_SHOWN: Shown(otherwise)}


def facts_of(handler: HTTPRouteHandler) -> Facts | None:
    return handler.opt.get(_FACTS)


def shown_by(handler: HTTPRouteHandler) -> Otherwise:
    found: Shown | None = handler.opt.get(_SHOWN)
    return found.otherwise if found else {}


class Vocabulary:
    """What fields mean: the subject's own facts first, then those of the others, then what is common to all."""

    def __init__(self, subjects: Sequence[Facts]) -> None:
        self._subjects = subjects

    def own(self, described: Type | None, subject: Facts | None, name: str) -> Field | None:
        """What is said of the field for this very type or subject."""
        if described is not None and name in described.fields:
            return described.fields[name]
        return subject.fields.get(name) if subject else None

    def any(self, name: str) -> Field | None:
        return next((each.fields[name] for each in self._subjects if name in each.fields), COMMON.get(name))
