"""Structs of embeds that are no whole table. Equal ones of a module are one struct."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from ..model import Embed, Query
from ..model.numbering import numbered
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

__all__ = ["embed_classes", "own_embed_fields", "own_embeds", "print_embeds"]


_Content = tuple[tuple[Part, ...], tuple[str | None, ...]]
"""An embed's fields, and the names that the query gives to documents in them."""


def embed_classes(
    queries: Sequence[Query], taken: AbstractSet[str], names: Names, given: GivenNames
) -> Mapping[tuple[str, int], str]:
    """The classes, by query and first column.

    One is called like its embed. If that name is a table's or the module's, or embeds of other columns have it too, the
    name of the query or its rows comes first.
    """
    scope = Scope(names)
    alike: dict[str, dict[_Content, list[tuple[Query, Embed]]]] = defaultdict(dict)
    for query in queries:
        for embed in own_embeds(query):
            # Rows with one name have embeds of the same names, but of tables with any names.
            title = embed.title if query.row is None else embed.name
            inside = [own.place for own in parts_of_query(query, names)] if given else []
            called = [given.get(place) for place in inside if 0 <= place.column - embed.first < embed.count]
            content = tuple(embed_form(query, embed, scope)), tuple(called)
            alike[pascal(singular(title))].setdefault(content, []).append((query, embed))
    classes: dict[tuple[str, int], str] = {}
    used = {*taken, *names.reserved}
    for wanted, contents in alike.items():
        for places in contents.values():
            first, _ = places[0]
            is_free = len(contents) == 1 and wanted not in used
            name = wanted if is_free else numbered(f"{pascal(named_after(first))}{wanted}", used)
            used.add(name)
            classes |= {(query.name, embed.first): name for query, embed in places}
    return classes


def own_embed_fields(query: Query, names: Names) -> Iterator[str]:
    """The names of the fields of those structs."""
    for embed in own_embeds(query):
        yield from names.fields([field.name for field in embed_fields(query, embed)])


def print_embeds(query: Query, scope: Scope) -> Iterator[tuple[str, str]]:
    """The structs, with their names."""
    for embed in own_embeds(query):
        members: list[Member] = []
        fields = embed_fields(query, embed)
        given = replace(query, columns=[*query.columns[: embed.first], *fields])
        for index, field in enumerate(fields, embed.first):
            members.append(Member(field.name, result_type(given, index, scope), is_atomic(field.type), field.comment))
        name = scope.embeds[query.name, embed.first]
        yield name, print_struct(name, [f"The {embed.name} in a row."], members, scope)


def own_embeds(query: Query) -> Iterator[Embed]:
    """The embeds that are no table's struct."""
    return (embed for embed in query.embeds if embed.table is None)
