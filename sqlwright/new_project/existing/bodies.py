"""Writes the structs of a table's request bodies."""

from collections.abc import Sequence

from ...emit.names import pascal
from .generated import Subject
from .imports import Imports
from .json_types import body_type
from .tables import Column

__all__ = ["bodies_of", "body_name"]


def bodies_of(subject: Subject, classes: Sequence[str], imports: Imports) -> Sequence[str]:
    """Their texts; `classes` are the names of all rows."""
    roles = subject.roles
    found: list[str] = []
    if roles.given:
        name = body_name(subject, "Create", classes)
        found.append(_struct(name, "What the caller decides.", _fields(subject, "Create", roles.given, imports)))
    if roles.changes:
        name = body_name(subject, "Update", classes)
        doc = "A field that is absent stays as it is." if roles.is_patched else "Everything that may change."
        found.append(_struct(name, doc, _fields(subject, "Update", roles.changes, imports)))
    if found:
        imports.add("from msgspec import Struct")
    return found


def body_name(subject: Subject, verb: str, classes: Sequence[str]) -> str:
    """The struct of a body."""
    one = pascal(subject.chosen.one)
    name = f"New{one}" if verb == "Create" else f"{one}Update"
    return f"{name}Body" if name in classes else name


def _struct(name: str, doc: str, fields: Sequence[str]) -> str:
    lines = "\n".join(f"    {field}" for field in fields)
    return f'class {name}(Struct, frozen=True, forbid_unknown_fields=True):\n    """{doc}"""\n\n{lines}'


def _fields(subject: Subject, verb: str, columns: Sequence[Column], imports: Imports) -> Sequence[str]:
    """Those that must be there come first."""
    parameters = {each.name: each for each in subject.method(verb).parameters}
    needed: list[str] = []
    others: list[str] = []
    for column in columns:
        parameter = parameters[subject.parameter(verb, column)]
        default = parameter.default
        takes_none = parameter.annotation == "Any" or "None" in parameter.annotation
        if verb == "Create" and not default and not column.not_null and takes_none:
            default = "None"
        if default == "UNSET":
            imports.add("from msgspec import UNSET")
        field = f"{parameter.name}: {body_type(column, parameter.annotation, subject, imports)}"
        (others if default else needed).append(f"{field} = {default}" if default else field)
    return [*needed, *others]
