"""The annotations of PostgreSQL's types, as columns and as parameters."""

import re

from ..drivers.asyncpg.python_types import BASE, WRITTEN
from ..model import Type
from ..model.catalog import PgType
from .scope import Scope

__all__ = [
    "column_type",
    "is_atomic",
    "keeps_labels",
    "or_none",
    "parameter_type",
]

_TEXT = (("builtins", "str"),)
_HOME = {"Mapping": "collections.abc", "Sequence": "collections.abc"}


def keeps_labels(kind: PgType, scope: Scope) -> bool:
    """Whether it is an enum whose unknown labels stay a str."""
    return any(each.keep_unknown_labels and each.db_type == kind.name for each in scope.options.overrides)


def is_atomic(kind: Type) -> bool:
    """Whether a value cannot be part of a reference cycle."""
    if kind.conversion is not None:
        return False
    held = kind.is_json or "[" in WRITTEN.get(kind.scalar.origin, ("",))[0]
    return not kind.dims and kind.scalar.kind in "be" and not held


def column_type(kind: Type, scope: Scope) -> str:
    """The annotation of a column's value; for a JSON document it is Any, whatever the document's shape."""
    return _annotation(kind, scope, taken=False)


def parameter_type(kind: Type, scope: Scope) -> str:
    """The annotation of a parameter, which takes any sequence for an array."""
    return _annotation(kind, scope, taken=True)


def _annotation(kind: Type, scope: Scope, *, taken: bool) -> str:
    return or_none(_given(kind, scope, taken=taken), nullable=kind.nullable)


def _given(kind: Type, scope: Scope, *, taken: bool) -> str:
    """The annotation without `| None`."""
    if kind.conversion is not None:
        annotation = scope.name(*kind.conversion.type)
        return annotation if kind.conversion.whole else _array(annotation, kind, scope, taken=taken)
    # The alias is of a list, and a parameter takes other sequences too. Its elements may be NULL, where these are not.
    full = kind.dims > 0 and not kind.nullable_elements
    if kind.domain is not None and not full and not (taken and (kind.dims or _is_list(kind))):
        return scope.name(".models", scope.names.type(kind.domain))
    if kind.element_domain is not None:
        annotation = scope.name(".models", scope.names.type(kind.element_domain))
    else:
        annotation = _scalar(kind, scope, taken=taken)
    return _array(annotation, kind, scope, taken=taken)


def _is_list(kind: Type) -> bool:
    return kind.scalar.kind == "m" or kind.scalar.origin in WRITTEN


def _array(annotation: str, kind: Type, scope: Scope, *, taken: bool) -> str:
    for depth in range(kind.dims):
        # What is proven of the elements of an array of arrays says nothing about theirs.
        nullable = kind.nested or (depth == 0 and kind.nullable_elements)
        annotation = f"{_many(scope, taken)}[{or_none(annotation, nullable=nullable)}]"
    return annotation


def _many(scope: Scope, taken: bool) -> str:
    return scope.name("collections.abc", "Sequence") if taken else scope.builtin("list")


def _scalar(kind: Type, scope: Scope, *, taken: bool) -> str:
    scalar = kind.scalar
    if scalar.kind == "c" and not scalar.user:
        return _named("tuple[object, ...]", scope) if taken else scope.name("asyncpg", "Record")
    if keeps_labels(scalar, scope):
        # Not a union with the enum: msgspec could not decode a struct that has one.
        return scope.builtin("str")
    if scalar.kind in "ec":
        return scope.name(".models", scope.names.type(scalar))
    if kind.subtype is not None:
        span = f"{scope.name('asyncpg', 'Range')}[{column_type(kind.subtype, scope)}]"
        return span if scalar.kind == "r" else f"{_many(scope, taken)}[{span}]"
    if kind.items:
        inside = ", ".join(_annotation(item, scope, taken=taken) for item in kind.items)
        return f"{scope.builtin('tuple')}[{inside}]"
    if scalar.typname == "void":
        return "None"
    if written := WRITTEN.get(scalar.origin):
        return _named(written[taken], scope)
    # asyncpg gives a type that it does not know, such as an extension's, as text.
    known = BASE.get(scalar.typname, _TEXT) if scalar.schema == "pg_catalog" else _TEXT
    return " | ".join(scope.name(module, name) for module, name in known)


def _named(annotation: str, scope: Scope) -> str:
    """The annotation, with its names imported."""

    def bring(found: re.Match[str]) -> str:
        name = found[0]
        return name if name == "None" else scope.name(_HOME.get(name, "builtins"), name)

    return re.sub(r"[a-zA-Z]+", bring, annotation)


def or_none(annotation: str, *, nullable: bool) -> str:
    return f"{annotation} | None" if nullable and annotation not in ("Any", "None") else annotation
