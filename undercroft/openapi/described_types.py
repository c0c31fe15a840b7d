"""Finds the structs and enums in the calls' parameters, bodies and answers, and the schema that describes each."""

import re
from collections.abc import Collection, Sequence
from enum import Enum
from typing import Any, cast, get_args

import msgspec
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

_NOT_IN_A_NAME = re.compile(r"[^a-zA-Z0-9._-]+")


def described_types(handlers: Sequence[HTTPRouteHandler], schemas: Collection[str]) -> dict[str, type]:
    """The names of schemas, and the type that each was made from."""
    found: dict[type, None] = {}
    for handler in handlers:
        signature = handler.parsed_fn_signature
        _collect(signature.return_type.annotation, found)
        for parameter in signature.parameters.values():
            _collect(parameter.annotation, found)
        for answer in (handler.responses or {}).values():
            _collect(cast("Any", answer).data_container, found)
    return {name: kind for kind in found if (name := _schema(kind, schemas))}


def is_of_any_service(kind: type | None) -> bool:
    """Whether this package defines the type: then no subject explains its fields."""
    return kind is not None and kind.__module__.partition(".")[0] == __name__.partition(".")[0]


def _collect(annotation: Any, found: dict[type, None]) -> None:
    """Add the structs and enums that the annotation names, and those within them."""
    if isinstance(annotation, type):
        _collect_class(annotation, found)
        return
    for aliased in (getattr(annotation, "__supertype__", None), getattr(annotation, "__value__", None)):
        if aliased is not None:
            _collect(aliased, found)
    for each in get_args(annotation):
        _collect(each, found)


def _collect_class(kind: type, found: dict[type, None]) -> None:
    if kind in found or not issubclass(kind, (Enum, Struct)):
        return
    found[kind] = None
    if issubclass(kind, Struct):
        for field in msgspec.structs.fields(kind):
            _collect(field.type, found)


def _schema(kind: type, schemas: Collection[str]) -> str | None:
    """Litestar names a schema after its type, with as much of the module's name as makes that unique."""
    whole = "_".join([*kind.__module__.split("."), kind.__qualname__.replace(".<locals>.", ".")])
    whole = _NOT_IN_A_NAME.sub("_", whole)
    return max((name for name in schemas if whole == name or whole.endswith(f"_{name}")), key=len, default=None)
