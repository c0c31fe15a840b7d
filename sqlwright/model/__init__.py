"""What the compiler knows of a project, as plain data. Nothing here reads SQL, prints Python or knows a driver."""

from .project import Composite, Domain, Module, Project, Schema
from .queries import Batched, ClassName, Copy, Page, Parameter, Query, SortKey, Variant
from .rows import Embed, Field, Level, Table
from .types import Conversion, ImportedName, Key, Origin, Shape, Type, imported_name

__all__ = [
    "Batched",
    "ClassName",
    "Composite",
    "Conversion",
    "Copy",
    "Domain",
    "Embed",
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
    "Schema",
    "Shape",
    "SortKey",
    "Table",
    "Type",
    "Variant",
    "imported_name",
]
