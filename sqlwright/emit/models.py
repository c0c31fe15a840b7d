"""Prints models.py: structs of tables and composites, classes of enums, aliases of domains, constants of constraints."""

from collections.abc import Sequence

from ..drivers.asyncpg.python_types import is_supported
from ..model import Composite, Domain, Field, Project, Table
from ..model.catalog import PgType
from .composites import definitions
from .document_place import table_place
from .document_structs import document_type, table_document_fields, table_document_structs
from .layout import assigned, bracketed, docstring, text_literal, unsplit
from .project_names import Names
from .scope import Scope, sorted_all
from .shared_classes import SharedClasses, print_shared, shared_fields
from .structs import Member, documented, members, print_struct
from .types import column_type, is_atomic, or_none

__all__ = ["print_models"]


def print_models(project: Project, header: str, naming: Names, shared: SharedClasses) -> str:
    schema = project.schema
    tables = [table for table in schema.tables if all(is_supported(field.type) for field in table.fields)]
    defined = definitions(project)
    classes = [
        *map(naming.type, schema.enums),
        *(naming.type(each.type) for each in defined),
        *(naming.table(table.relation) for table in tables),
    ]
    structs = [*(each for each in defined if isinstance(each, Composite)), *tables]
    fields = [name for each in structs for name in naming.fields([field.name for field in each.fields])]
    fields += [name for table in tables for name in table_document_fields(table, naming)]
    fields += shared_fields(shared, naming)
    scope = Scope(
        naming,
        own=[*classes, *shared.names, *naming.constants],
        attributes=fields,
        elements=shared.elements,
        embeds=shared.embeds,
        common=shared.common,
        home=".models",
        documents=shared.documents,
        given=shared.given,
    )
    constants = ""
    if naming.constants:
        final = scope.name("typing", "Final")
        constants = "\n".join(
            assigned(f"{name}: {final}", text_literal(value)) for name, value in naming.constants.items()
        )
    parts = [_enum(enum, scope) for enum in schema.enums]
    parts += [_composite(each, scope) if isinstance(each, Composite) else _domain(each, scope) for each in defined]
    # A document in a view may hold the row of any table.
    for table in sorted(tables, key=lambda table: any(field.type.shape for field in table.fields)):
        for name, text in table_document_structs(table, scope):
            parts.append(text)
            classes.append(name)
        doc = [table.relation.comment or f"A row of {table.relation.name}."]
        parts.append(print_struct(naming.table(table.relation), doc, _members(table, scope), scope))
    for name, text in print_shared(shared, scope):
        if name not in classes:
            parts.append(text)
            classes.append(name)
    names = sorted_all([*naming.constants, *classes])
    exported = bracketed("__all__ = [", [f'"{name}"' for name in names], "]")
    top = [scope.top(header, ["The tables."]), scope.print(), exported, constants]
    return "\n\n".join(part for part in top if part) + "".join(f"\n\n\n{part}" for part in parts) + "\n"


def _members(table: Table, scope: Scope) -> Sequence[Member]:
    return [_member(table, index, field, scope) for index, field in enumerate(table.fields)]


def _member(table: Table, index: int, field: Field, scope: Scope) -> Member:
    shape = field.type.shape
    if shape is None:
        return members([field], scope)[0]
    annotation = document_type(shape, table_place(table, index), scope)
    return Member(field.name, or_none(annotation, nullable=field.type.nullable), is_atomic(field.type), field.comment)


def _composite(composite: Composite, scope: Scope) -> str:
    kind = composite.type
    doc = [kind.comment or f"The composite type {kind.name}."]
    return print_struct(scope.names.type(kind), doc, members(composite.fields, scope), scope)


def _domain(domain: Domain, scope: Scope) -> str:
    kind = domain.type
    head = f"{scope.names.type(kind)}: {scope.name('typing', 'TypeAlias')}"
    alias = unsplit(f"{head} = {column_type(domain.over, scope)}")
    doc = docstring([kind.comment or f"The domain {kind.name}."])
    return f"{alias}\n{doc}" if scope.options.emit_docstrings else alias


def _enum(enum: PgType, scope: Scope) -> str:
    base = scope.name("enum", "StrEnum")
    names = scope.names.members(enum)
    lines = [assigned(name, text_literal(label), indent=4) for name, label in zip(names, enum.labels, strict=True)]
    doc = [enum.comment or f"The enum {enum.name}."]
    return documented(f"class {scope.names.type(enum)}({base}):", doc, "\n".join(lines), scope)
