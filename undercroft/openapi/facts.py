"""What a subject says about its API in addition to its handlers. All of it is optional: the rest is made from types.

Describe a struct that you write by its docstring and by `Meta(description=..., examples=[...])`. Describe a generated
one by `facts`, which also says once what fields of the same name mean in all structs of the subject.
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
    """A struct or enum: what it means, and its name in the API if that is another one."""

    kind: type
    meaning: str
    name: str = ""
    fields: Mapping[str, Field] = {}


@dataclass(frozen=True)
class Facts(Uncopied):
    tag: str
    types: Sequence[Type]
    fields: Mapping[str, Field]


# Values for an example that replace the usual ones. A key is the name of a field, a type, or the media type of a body.
Otherwise = Mapping[Any, Any]


@dataclass(frozen=True)
class Shown(Uncopied):
    otherwise: Otherwise


# Fields and parameters that any service may have.
COMMON = {
    "created_at": Field("When it was made: RFC 3339, in UTC.", "2026-11-26T08:00:00.123456Z"),
    "updated_at": Field("When it last changed: RFC 3339, in UTC.", "2026-11-26T08:00:00.123456Z"),
    "next_cursor": Field("The `cursor` of the next page; null on the last one.", None),
    "limit": Field("How many items a page may have."),
    "cursor": Field("The `next_cursor` of the page before. All other parameters must be the same, except `limit`."),
}
TAGS = {"probes": "For the operators of the service.", "metrics": "For Prometheus."}


def facts(*, tag: str = "", types: Sequence[Type] = (), fields: Mapping[str, Field] | None = None) -> dict[str, Any]:
    """The `opt` for the Router of a subject; `tag` explains the Router's tag."""
    return {_FACTS: Facts(tag, types, fields or {})}


def shown(otherwise: Otherwise) -> dict[str, Any]:
    """The `opt` for a handler whose examples differ from the usual ones."""
    return {_SHOWN: Shown(otherwise)}


def facts_of(handler: HTTPRouteHandler) -> Facts | None:
    return handler.opt.get(_FACTS)


def shown_by(handler: HTTPRouteHandler) -> Otherwise:
    found: Shown | None = handler.opt.get(_SHOWN)
    return found.otherwise if found else {}


class Vocabulary:
    """What fields mean: by the subject's own facts, else by those of other subjects, else by the common ones."""

    def __init__(self, subjects: Sequence[Facts]) -> None:
        self._subjects = subjects

    def own(self, described: Type | None, subject: Facts | None, name: str) -> Field | None:
        """What the facts say about the field of this type, or of this subject."""
        if described is not None and name in described.fields:
            return described.fields[name]
        return subject.fields.get(name) if subject else None

    def any(self, name: str) -> Field | None:
        return next((each.fields[name] for each in self._subjects if name in each.fields), COMMON.get(name))
