"""Structs that have a field of the name that `structs.tag` gives to the field of the tag."""

from collections.abc import Iterator, Sequence

from ..model import Composite, Query
from ..model.row_parts import level_names, row_names
from ..source.vocabulary import GIVES_ROWS
from .annotations.group import element_classes
from .annotations.page import cursor_names
from .composites import definitions
from .document_structs import document_keys, table_document_keys
from .embeds import own_embeds
from .json_names import json_names
from .parameter_structs import has_params_class
from .project_names import Names
from .row_lists import list_params, taken
from .rows import embed_fields, has_row_class

__all__ = ["tag_clashes"]


def tag_clashes(names: Names) -> Iterator[str]:
    """What has such a field: a table, a type, or something of a query."""
    tag = names.options.structs.tag
    if tag is not None:
        yield from dict.fromkeys(what for what, fields in _structs(names) if tag in fields)


def _structs(names: Names) -> Iterator[tuple[str, Sequence[str]]]:
    """All structs that are printed, with the names of their fields in JSON."""
    for each in definitions(names.project):
        if isinstance(each, Composite):
            yield f"the type {each.type.name}", json_names([field.name for field in each.fields], names)
    for table in names.project.schema.tables:
        what = f"the table {table.relation.name}"
        yield what, json_names([field.name for field in table.fields], names)
        yield from ((f"the document {key} of {what}", keys) for key, keys in table_document_keys(table, names))
    for module in names.project.modules:
        for query in module.queries:
            yield from ((what, json_names(fields, names)) for what, fields in _of_query(query, names))
            if query.channel is not None or query.command in GIVES_ROWS:
                for key, keys in document_keys(query, names):
                    yield f"the document {key} of {query.name}", keys


def _of_query(query: Query, names: Names) -> Iterator[tuple[str, Sequence[str]]]:
    if has_row_class(query):
        rows = f"a row of {query.name}"
        yield rows, level_names(query, 0) if query.levels else row_names(query)
        for _, index in element_classes([query], set()):
            yield f"the list {query.levels[index].field} of {query.name}", level_names(query, index)
        for embed in own_embeds(query):
            yield f"the embed {embed.name} of {query.name}", [field.name for field in embed_fields(query, embed)]
    if has_params_class(query, names):
        yield f"the parameters of {query.name}", [param.name for param in taken(query)]
    for rows in query.lists:
        yield f"the list {rows.name} of {query.name}", [param.name for param in list_params(query, rows)]
    if query.page is not None:
        yield f"a page of {query.name}", ["items", *cursor_names(query)]
