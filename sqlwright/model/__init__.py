"""What the compiler knows of a project, as plain data. Nothing here reads SQL, prints Python or knows a driver."""

from .expected import Expected, ExpectedField
from .project import Composite, Domain, Module, Project, Schema
from .queries import (
    Batched,
    ClassName,
    Copy,
    DocumentName,
    Page,
    Parameter,
    Query,
    RowList,
    SortKey,
    TypedDocument,
    Variant,
)
from .rows import Embed, Field, Level, Table
from .types import Conversion, ImportedName, Key, Origin, Shape, Type, imported_name

__all__ = [
    "Batched",
    "ClassName",
    "Composite",
    "Conversion",
    "Copy",
    "DocumentName",
    "Domain",
    "Embed",
    "Expected",
    "ExpectedField",
    "Field",
    "ImportedName",
    "Key",
    "Level",
    "Module",
    "Origin",
    "Page",
    "Parameter",
    "Project",
    "Query",
    "RowList",
    "Schema",
    "Shape",
    "SortKey",
    "Table",
    "Type",
    "TypedDocument",
    "Variant",
    "imported_name",
]
