"""Prints models.py: a struct for each table, a class for each enum, a constant for each constraint."""

from ..analyse.catalog import PgType
from ..model import Project
from .layout import bracketed, text_literal
from .names import distinct, member_name
from .naming import Names
from .scope import Scope, sorted_all
from .structs import documented, members, print_struct
from .types import is_supported

__all__ = ["print_models"]


def print_models(project: Project, header: str, naming: Names) -> str:
    tables = [table for table in project.tables if all(is_supported(field.type) for field in table.fields)]
    classes = [*map(naming.type, project.enums), *(naming.table(table.relation) for table in tables)]
    fields = [name for table in tables for name in naming.fields([field.name for field in table.fields])]
    scope = Scope(naming, own=[*classes, *naming.constants], attributes=fields, home=".models")
    constants = ""
    if naming.constants:
        final = scope.name("typing", "Final")
        constants = "\n".join(f"{name}: {final} = {text_literal(value)}" for name, value in naming.constants.items())
    parts = [_enum(enum, scope) for enum in project.enums]
    parts += [
        print_struct(
            naming.table(table.relation),
            [table.relation.comment or f"A row of {table.relation.name}."],
            members(table.fields, scope),
            scope,
        )
        for table in tables
    ]
    names = sorted_all([*naming.constants, *classes])
    exported = bracketed("__all__ = [", [f'"{name}"' for name in names], "]")
    top = [scope.top(header, ["The tables."]), scope.print(), exported, constants]
    return "\n\n".join(part for part in top if part) + "".join(f"\n\n\n{part}" for part in parts) + "\n"


def _enum(enum: PgType, scope: Scope) -> str:
    base = scope.name("enum", "StrEnum")
    # A label that is its member's name but for capitals keeps it.
    exact = [label.upper() if label.islower() else label for label in enum.labels]
    names = distinct(exact, [member_name(label) for label in enum.labels])
    lines = [f"{name} = {text_literal(label)}" for name, label in zip(names, enum.labels, strict=True)]
    doc = [enum.comment or f"The enum {enum.name}."]
    return documented(f"class {scope.names.type(enum)}({base}):", doc, "\n".join(lines), scope)
