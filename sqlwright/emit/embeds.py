"""Structs of embeds that are no whole table. Equal ones that are called alike are one struct."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from ..model import Embed, Query
from ..model.numbering import numbered
from ..source.vocabulary import GIVES_ROWS
from .document_forms import Part
from .document_parts import parts_of_query
from .named_documents import GivenNames
from .named_rows import named_after
from .names import pascal, singular
from .project_names import Names
from .row_forms import embed_form
from .rows import embed_fields, result_type
from .scope import Scope
from .structs import Member, print_struct
from .types import is_atomic

__all__ = ["common_embeds", "embed_classes", "own_embed_fields", "own_embeds", "print_embed", "print_embeds"]

_Place = tuple[Query, Embed]
_Classes = Mapping[tuple[str, int], str]
"""The classes, by query and first column."""
_Content = tuple[tuple[Part, ...], tuple[str | None, ...]]
"""An embed's fields, and the names that the query gives to documents in them."""


def common_embeds(names: Names, taken: AbstractSet[str]) -> Mapping[str, Sequence[_Place]]:
    """The embeds that several modules have, by their class: all that are called so are equal, and no name is in `taken`."""
    modules: dict[str, set[str]] = defaultdict(set)
    found: list[Query] = []
    for module in names.project.modules:
        for query in module.queries:
            if query.command in GIVES_ROWS:
                found.append(query)
                for embed in own_embeds(query):
                    modules[_wanted(query, embed)].add(module.path)
    common: dict[str, Sequence[_Place]] = {}
    for wanted, contents in _alike(sorted(found, key=lambda query: query.name), names, {}, {}).items():
        is_free = wanted not in taken and wanted not in names.reserved and wanted not in names.named_rows
        if is_free and len(modules[wanted]) > 1 and len(contents) == 1:
            (places,) = contents.values()
            # The structs of documents are in the modules of their queries.
            if all(column.type.shape is None for query, embed in places[:1] for column in embed_fields(query, embed)):
                common[wanted] = places
    return common


def embed_classes(
    queries: Sequence[Query], taken: AbstractSet[str], names: Names, given: GivenNames, common: _Classes
) -> _Classes:
    """The classes of embeds that are not in `common`.

    One is called like its embed. If that name is a table's or the module's, or embeds of other columns have it too, the
    name of the query or its rows comes first.
    """
    classes: dict[tuple[str, int], str] = {}
    used = {*taken, *names.reserved}
    for wanted, contents in _alike(queries, names, given, common).items():
        for places in contents.values():
            first, _ = places[0]
            is_free = len(contents) == 1 and wanted not in used
            name = wanted if is_free else numbered(f"{pascal(named_after(first))}{wanted}", used)
            used.add(name)
            classes |= {(query.name, embed.first): name for query, embed in places}
    return classes


def _alike(
    queries: Sequence[Query], names: Names, given: GivenNames, common: _Classes
) -> Mapping[str, Mapping[_Content, Sequence[_Place]]]:
    """The embeds by the name that they want, and by what is in them."""
    scope = Scope(names)
    alike: dict[str, dict[_Content, list[_Place]]] = defaultdict(dict)
    for query in queries:
        for embed in own_embeds(query):
            if (query.name, embed.first) in common:
                continue
            inside = [own.place for own in parts_of_query(query, names)] if given else []
            called = [given.get(place) for place in inside if 0 <= place.column - embed.first < embed.count]
            content = tuple(embed_form(query, embed, scope)), tuple(called)
            alike[_wanted(query, embed)].setdefault(content, []).append((query, embed))
    return alike


def _wanted(query: Query, embed: Embed) -> str:
    # Rows with one name have embeds of the same names, but of tables with any names.
    return pascal(singular(embed.title if query.row is None else embed.name))


def own_embed_fields(query: Query, names: Names) -> Iterator[str]:
    """The names of the fields of those structs."""
    for embed in own_embeds(query):
        yield from names.fields([field.name for field in embed_fields(query, embed)])


def print_embeds(query: Query, scope: Scope) -> Iterator[tuple[str, str]]:
    """The structs that are the query's or its rows' own, with their names."""
    for embed in own_embeds(query):
        if not scope.is_common(query, embed.first):
            yield print_embed(query, embed, scope)


def print_embed(query: Query, embed: Embed, scope: Scope) -> tuple[str, str]:
    """The struct, with its name."""
    members: list[Member] = []
    fields = embed_fields(query, embed)
    given = replace(query, columns=[*query.columns[: embed.first], *fields])
    for index, field in enumerate(fields, embed.first):
        members.append(Member(field.name, result_type(given, index, scope), is_atomic(field.type), field.comment))
    name = scope.embed(query, embed.first)
    return name, print_struct(name, [f"The {embed.name} in a row."], members, scope)


def own_embeds(query: Query) -> Iterator[Embed]:
    """The embeds that are no table's struct."""
    return (embed for embed in query.embeds if embed.table is None)
