"""Documents that have one name and no common form, and names that other classes have."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from ..model import Module
from .document_forms import shape_form
from .document_structs import table_document_names
from .form_differences import Conflict, Side, difference, name_taken
from .named_documents import NamedPart, NoPart, resolved, spread
from .project_names import Names
from .query_module import fixed_names
from .scope import Scope

__all__ = ["document_conflicts"]


def document_conflicts(names: Names) -> Iterator[Conflict]:
    """At most one for each name that a query gives a document: the first that is wrong."""
    if not any(query.named_documents for module in names.project.modules for query in module.queries):
        return
    other = {*names.reserved, *table_document_names(names).values()}
    places: dict[str, str] = {}
    first: dict[str, NamedPart] = {}
    parts: list[tuple[Module, NamedPart]] = []
    for module in names.project.modules:
        own = fixed_names(module, names)
        for query in module.queries:
            places[query.name] = f"{module.path}:{query.line}"
            for document in query.named_documents:
                part, given = resolved(query, document, names), document.given
                if isinstance(part, NoPart):
                    yield Conflict(module, query, given, part.message, part.hint)
                elif given.name in other or given.name in own or given.name in names.named_rows:
                    where = "models.py" if given.name in other else f"the module of {module.path}"
                    if given.name in names.named_rows:
                        where = f"-- @row {given.name}"
                    yield name_taken(module, query, given, where, "document")
                else:
                    parts.append((module, part))
                    known = first.setdefault(given.name, part)
                    yield from _compared_documents(module, known, part, places, names)
    modules = {part.own.place: module for module, part in parts}
    _, clashes = spread([part for _, part in parts], names)
    for one, second in clashes:
        yield Conflict(
            modules[second.own.place],
            second.query,
            second.given,
            f"{second.path} of {second.query.name} is called {second.given.name}, and {one.given.name} in"
            f" {one.query.name}, though both are in one struct",
            f"call both {one.given.name}",
        )


def _compared_documents(
    module: Module, first: NamedPart, second: NamedPart, places: Mapping[str, str], names: Names
) -> Iterator[Conflict]:
    scope, name = Scope(names), second.given.name
    one, other = (shape_form(part.own.shape, scope, name).content for part in (first, second))
    mine, theirs = (Side(part.query.name, places[part.query.name], (), one="one") for part in (first, second))
    found = difference(mine, theirs, [replace(one, name=name)], [replace(other, name=name)], "")
    if found is not None:
        path, here, there, hint = found
        yield Conflict(
            module,
            second.query,
            second.given,
            f"{second.path} of {second.query.name} is called {name}, like {first.path} of {first.query.name}, but differs"
            f" in {path}",
            hint,
            f"{mine.shows(here)}, {theirs.shows(there)}",
        )
