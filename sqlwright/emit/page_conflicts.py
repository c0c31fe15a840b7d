"""Names of pages that other classes have."""

from collections.abc import Iterator

from msgspec.structs import replace

from .annotations.page import cursor_class
from .document_structs import table_document_names
from .form_differences import Conflict, name_taken
from .project_names import Names
from .query_module import fixed_names

__all__ = ["page_conflicts"]


def page_conflicts(names: Names) -> Iterator[Conflict]:
    """One for each name that is taken. Rows and documents with the name of a page are conflicts of their own."""
    for module in names.project.modules:
        for query in module.queries:
            given = None if query.page is None else query.page.given
            if given is None:
                continue
            others = [each for each in module.queries if each is not query]
            plain = replace(query, page=None)
            in_module = {*fixed_names(replace(module, queries=[*others, plain]), names), cursor_class(query)}
            in_models = {*names.reserved, *table_document_names(names).values()}
            if given.name in in_models or given.name in in_module:
                where = "models.py" if given.name in in_models else f"the module of {module.path}"
                yield name_taken(module, query, given, where, "page")
