"""The classes in models.py that are no table's: documents in views, and rows and embeds that several modules share."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from ..model import Embed, Query
from ..model.row_parts import row_names
from .annotations.group import element_classes, level_names, print_elements
from .document_place import DocumentPlace
from .document_structs import document_fields, document_names, document_structs, table_document_names
from .embeds import common_embeds, embed_classes, own_embed_fields, print_embed, print_embeds
from .named_documents import GivenNames, given_names
from .project_names import Names
from .row_classes import print_row
from .rows import embed_fields, row_name
from .scope import Scope

__all__ = ["SharedClasses", "print_shared", "shared_classes", "shared_fields"]


class SharedClasses(Struct, frozen=True):
    rows: Sequence[Sequence[Query]]
    """The queries that share a struct; neither order depends on that of the files."""
    documents: Mapping[DocumentPlace, str]
    """The structs and aliases for documents, by place."""
    elements: Mapping[tuple[str, int], str]
    """The classes of the elements of lists, by query and level."""
    embeds: Mapping[tuple[str, int], str]
    """The classes of the rows' embeds that are no table, by query and first column."""
    common: Mapping[tuple[str, int], str]
    """The classes of the embeds that several modules have."""
    firsts: Mapping[str, tuple[Query, Embed]]
    """The first embed of each of these classes."""
    given: GivenNames
    """The names that queries give to documents, here or in their modules."""
    others: Sequence[Query]
    """The queries with other rows that have named documents here."""

    def __contains__(self, query: Query) -> bool:
        """Whether it has one of these rows."""
        return query.row is not None and any(row_name(queries[0]) == query.row.name for queries in self.rows)

    @property
    def names(self) -> Sequence[str]:
        rows = (row_name(queries[0]) for queries in self.rows)
        return [*rows, *self.documents.values(), *self.elements.values(), *self.embeds.values(), *self.firsts]


def shared_classes(names: Names) -> SharedClasses:
    rows: list[Sequence[Query]] = []
    for name, modules in sorted(names.named_rows.items()):
        if len(modules) > 1 and name not in names.structs:
            queries = (query for module in modules.values() for query in module)
            rows.append(sorted(queries, key=lambda query: query.name))
    views = table_document_names(names)
    queries = [query for same in rows for query in same]
    given = given_names(names)
    named = _shared_names(given, {query.name for query in queries}, names)
    taken = {*names.reserved, *views.values(), *(row_name(queries[0]) for queries in rows), *named}
    found = common_embeds(names, {*taken, *given.values()})
    taken |= {*found}
    common = {(query.name, embed.first): name for name, places in found.items() for query, embed in places}
    embeds = embed_classes(queries, taken, names, given, common)
    taken |= {*embeds.values()}
    elements = element_classes(queries, taken)
    roots = [place for place, name in given.items() if name in named]
    of_rows = {query.name for query in queries}

    def is_here(place: DocumentPlace) -> bool:
        return place.query in of_rows or any(place.is_inside(root) for root in roots)

    far = {root.query for root in roots} - of_rows
    every = [query for module in names.project.modules for query in module.queries if query.name in far]
    others = sorted(every, key=lambda query: query.name)
    documents = document_names([*queries, *others], names, taken, given, is_here)
    firsts = {name: places[0] for name, places in found.items()}
    return SharedClasses(rows, {**views, **documents}, elements, embeds, common, firsts, given, others)


def _shared_names(given: GivenNames, of_rows: AbstractSet[str], names: Names) -> AbstractSet[str]:
    """The names of documents that several modules have, or rows or documents that they share."""
    homes: dict[str, set[str]] = {}
    for module in names.project.modules if given else ():
        mine = {query.name for query in module.queries}
        for place, name in given.items():
            if place.query in mine:
                homes.setdefault(name, set()).add("" if place.query in of_rows else module.path)
    found = {name for name, paths in homes.items() if len(paths) > 1 or "" in paths}
    count = 0
    while len(found) != count:
        count = len(found)
        roots = [place for place, name in given.items() if name in found]
        found |= {name for place, name in given.items() if any(place.is_inside(root) for root in roots)}
    return found


def shared_fields(shared: SharedClasses, names: Names) -> Iterator[str]:
    """The names of the fields of the rows, of what is in them, and of the embeds."""
    for query, embed in shared.firsts.values():
        yield from names.fields([field.name for field in embed_fields(query, embed)])
    for query in shared.others:
        yield from document_fields(query, names)
    for query in (query for same in shared.rows for query in same):
        yield from names.fields(row_names(query))
        yield from document_fields(query, names)
        yield from own_embed_fields(query, names)
        for index in range(len(query.levels)):
            yield from names.fields(level_names(query, index))


def print_shared(shared: SharedClasses, scope: Scope) -> Iterator[tuple[str, str]]:
    """The names and texts of the structs of embeds, documents and rows, each after those that it names."""
    for query, embed in shared.firsts.values():
        yield print_embed(query, embed, scope)
    for query in shared.others:
        yield from document_structs(query, scope)
    for queries in shared.rows:
        yield from document_structs(queries[0], scope)
        yield from print_embeds(queries[0], scope)
        yield from print_elements(queries[0], scope)
        yield row_name(queries[0]), print_row(queries, scope)
