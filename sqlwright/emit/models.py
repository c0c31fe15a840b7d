"""Prints models.py: a struct for each table, a class for each enum, a constant for each constraint."""

from collections.abc import Sequence

from msgspec import Struct

from ..analyse.catalog import PgType, Relation
from ..model import Field, Project
from ..numbering import numbered
from .layout import bracketed, docstring, indented, text_literal
from .names import constant, fields, pascal, singular
from .scope import Scope, sorted_all
from .types import column_type, is_atomic, is_supported, type_name

__all__ = ["Member", "members", "print_models", "print_struct", "table_class"]


def table_class(relation: Relation) -> str:
    """The struct of a table; a schema other than public stands before its name."""
    name = singular(relation.name)
    return pascal(name if relation.schema == "public" else f"{relation.schema}_{name}")


def print_models(project: Project, header: str) -> str:
    tables = [table for table in project.tables if all(is_supported(field.type) for field in table.fields)]
    scope = Scope(name for table in tables for name in fields(field.name for field in table.fields))
    constraints = sorted({name for table in project.tables for name in table.relation.constraints})
    constants = {constant(name): name for name in constraints}
    parts: list[str] = []
    if constants:
        final = scope.name("typing", "Final")
        parts.append("\n".join(f"{name}: {final} = {text_literal(value)}" for name, value in constants.items()))
    parts += [_enum(enum, scope) for enum in project.enums]
    parts += [
        print_struct(
            table_class(table.relation),
            [table.relation.comment or f"A row of {table.relation.name}."],
            members(table.fields, scope),
            scope,
        )
        for table in tables
    ]
    names = [*constants, *(type_name(enum) for enum in project.enums), *(table_class(t.relation) for t in tables)]
    scope.imports.pop(".models", None)
    exported = bracketed("__all__ = [", [f'"{name}"' for name in sorted_all(names)], "]")
    top = [part for part in (f'{header}\n"""The tables."""', scope.print(), exported) if part]
    if constants:
        top.append(parts.pop(0))
    return "\n\n".join(top) + "".join(f"\n\n\n{part}" for part in parts) + "\n"


def _enum(enum: PgType, scope: Scope) -> str:
    base = scope.name("enum", "StrEnum")
    members: dict[str, str] = {}
    for label in enum.labels:
        members[numbered(constant(label or "empty"), members)] = label
    lines = [f"{name} = {text_literal(label)}" for name, label in members.items()]
    head = f"class {type_name(enum)}({base}):\n"
    return head + indented(docstring([enum.comment or f"The enum {enum.name}."]) + "\n\n" + "\n".join(lines))


class Member(Struct, frozen=True):
    """A field of a struct to print."""

    name: str
    annotation: str
    atomic: bool
    comment: str | None = None


def members(columns: Sequence[Field], scope: Scope) -> Sequence[Member]:
    return [
        Member(column.name, column_type(column.type, scope), is_atomic(column.type), column.comment)
        for column in columns
    ]


def print_struct(name: str, doc: Sequence[str], members: Sequence[Member], scope: Scope) -> str:
    """A frozen struct, filled by position from a record."""
    names = fields(member.name for member in members)
    settings = [scope.name("msgspec", "Struct"), "frozen=True"]
    if all(member.atomic for member in members):
        settings.append("gc=False")
    # A reserved word gets an underscore in Python; in JSON the name stays.
    renamed = {mine: member.name for mine, member in zip(names, members, strict=True) if mine == f"{member.name}_"}
    if renamed:
        pairs = ", ".join(f"{text_literal(mine)}: {text_literal(theirs)}" for mine, theirs in renamed.items())
        settings.append(f"rename={{{pairs}}}")
    lines: list[str] = []
    for mine, member in zip(names, members, strict=True):
        lines.append(f"{mine}: {member.annotation}")
        if member.comment:
            lines.append(docstring(member.comment.split("\n")))
    head = bracketed(f"class {name}(", settings, "):")
    return f"{head}\n{indented(docstring(doc))}\n\n{indented(chr(10).join(lines))}"
