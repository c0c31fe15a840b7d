"""What a row becomes: a bare value, a table's struct, or a struct of the query's own."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from ..model import Embed, Field, Query
from ..model.row_parts import is_bare, row_names, row_parts
from ..source.vocabulary import GIVES_ROWS, ROWS_OF_ITEMS
from .document_place import column_place, table_place
from .document_structs import document_type
from .layout import bracketed, exploded, text_literal
from .names import pascal
from .project_names import Names
from .scope import Scope
from .structs import Member
from .types import column_type, is_atomic, or_none
from .values import decoded

__all__ = [
    "defines_row",
    "embed_class",
    "embed_fields",
    "has_row_class",
    "result_type",
    "row_class",
    "row_members",
    "row_name",
    "row_type",
    "row_value",
    "row_values",
    "struct_call",
]

_CHECKED = 17
"""The indentation of a value in the deepest place, and a comma."""
_LISTED, _NESTED = 33, 62
"""The characters around a row's value in a list, and in a list of lists or of optional values."""
_ITEM = 21
"""The indentation of a struct's field in the deepest list of rows, and a comma."""


def row_name(query: Query) -> str:
    """The name of the struct of the query's rows, wherever it stands."""
    return f"{pascal(query.name)}Row" if query.row is None else query.row.name


def row_class(query: Query, scope: Scope) -> str:
    """The same as the module calls it."""
    name = row_name(query)
    return name if query.row is None else scope.name(scope.names.row_home(name), name)


def has_row_class(query: Query) -> bool:
    """Whether its rows have a struct of their own, or one that has a name."""
    is_own = query.row is not None or (query.table is None and not is_bare(query))
    return query.command in GIVES_ROWS and is_own


def defines_row(query: Query, names: Names) -> bool:
    """Whether its module defines the structs of its rows."""
    return query.row is None or not names.row_home(query.row.name)


def row_type(query: Query, scope: Scope) -> str:
    """The annotation of what one row becomes."""
    if has_row_class(query):
        return row_class(query, scope)
    if query.table is not None:
        return scope.name(".models", scope.names.table(query.table))
    return result_type(query, 0, scope)


def result_type(query: Query, index: int, scope: Scope) -> str:
    """The annotation of a column of a query's rows."""
    kind = query.columns[index].type
    if kind.shape is None:
        return column_type(kind, scope)
    place = column_place(query, index, scope.names.documents)
    return or_none(document_type(kind.shape, place, scope), nullable=kind.nullable)


def row_members(query: Query, scope: Scope, first: int = 0, end: int | None = None) -> Sequence[Member]:
    """The fields of a row's struct."""
    found: list[Member] = []
    for part in row_parts(query, first, end):
        if isinstance(part, Embed):
            annotation = embed_class(query, part, scope)
            atomic = all(is_atomic(field.type) for field in embed_fields(query, part))
            found.append(Member(part.name, f"{annotation} | None" if part.nullable else annotation, atomic))
        else:
            column = query.columns[part]
            annotation = result_type(query, part, scope)
            found.append(Member(column.name, annotation, is_atomic(column.type), column.comment))
    return found


def embed_class(query: Query, embed: Embed, scope: Scope) -> str:
    if embed.table is not None:
        return scope.name(".models", scope.names.table(embed.table.relation))
    return scope.embed(query, embed.first)


def embed_fields(query: Query, embed: Embed) -> Sequence[Field]:
    """The fields of an embed's struct: those of its table, or the columns themselves as they are if it is not missing."""
    if embed.table is not None:
        return embed.table.fields
    return [
        replace(column, type=replace(column.type, nullable=column.type.nullable and index not in embed.present))
        for index, column in enumerate(query.columns[embed.first :][: embed.count], embed.first)
    ]


def row_value(query: Query, scope: Scope) -> str:
    """The expression that makes a row's value from the record `row`."""
    if query.table is None and not has_row_class(query):
        return _value(query, 0, scope)
    values = row_values(query, scope)
    indent = _NESTED if query.command in ROWS_OF_ITEMS else _LISTED
    # In a page's rows the keys of the order follow the columns.
    span = "row" if query.page is None else f"row[:{len(query.columns)}]"
    return struct_call(row_type(query, scope), row_names(query), values, scope, span=span, indent=indent)


def row_values(query: Query, scope: Scope, first: int = 0, end: int | None = None) -> Sequence[str]:
    """The expressions for the fields of a row's struct."""
    return [
        _embedded(query, part, scope) if isinstance(part, Embed) else _value(query, part, scope)
        for part in row_parts(query, first, end)
    ]


def _embedded(query: Query, embed: Embed, scope: Scope) -> str:
    """The expression for the embed's struct, or for None if an outer join left it out."""
    span = f"row[{embed.first or ''}:{embed.first + embed.count}]"
    fields = embed_fields(query, embed)
    if embed.table is None:
        values = [_value(query, index, scope, field) for index, field in enumerate(fields, embed.first)]
    else:
        values = [
            decoded(
                field.type,
                _without_nulls(query, field, f"row[{embed.first + index}]", scope),
                field.name,
                scope,
                table_place(embed.table, index),
            )
            for index, field in enumerate(fields)
        ]
    name = embed_class(query, embed, scope)
    key = embed.first if embed.count == 1 else embed.key
    missing = f"{span} == (None,) * {embed.count}" if key is None else f"row[{key}] is None"
    otherwise = f"None if {missing} else "
    indent = max(_LISTED, _ITEM + len(otherwise)) if embed.nullable else _LISTED
    made = struct_call(name, [field.name for field in fields], values, scope, embed.first, span=span, indent=indent)
    if not embed.nullable:
        return made
    return f"None\nif {missing}\nelse {made}" if "\n" in made else f"{otherwise}{made}"


def _value(query: Query, index: int, scope: Scope, given_as: Field | None = None) -> str:
    """The expression for a column, which an embed may have as another field."""
    column = given_as or query.columns[index]
    given = f"row[{index}]"
    if column.proof == "asserted":
        given = _checked("not_null", given, query, column, scope)
    given = _without_nulls(query, column, given, scope)
    return decoded(column.type, given, column.name, scope, column_place(query, index, scope.names.documents))


def _without_nulls(query: Query, column: Field, given: str, scope: Scope) -> str:
    """The array, searched for NULLs if it is only said that it has none."""
    if not column.type.asserted_elements:
        return given
    return _checked("without_nulls", given, query, column, scope)


def _checked(function: str, given: str, query: Query, column: Field, scope: Scope) -> str:
    """A call that raises an error with the names of the query and the column."""
    arguments = [given, f'"{query.name}"', text_literal(column.name)]
    return bracketed(f"{scope.name('.db', function)}(", arguments, ")", indent=_CHECKED)


def struct_call(
    name: str,
    fields: Sequence[str],
    values: Sequence[str],
    scope: Scope,
    first: int = 0,
    *,
    row: str = "row",
    span: str | None = None,
    indent: int = _LISTED,
) -> str:
    """The call that fills a struct from `span`, which is the row or its columns from `first` on."""
    if not fields:
        return f"{name}()"  # a row without columns
    if scope.options.structs.kw_only:
        pairs = zip(scope.names.fields(fields), values, strict=True)
        return exploded(f"{name}(", [f"{field}={value}" for field, value in pairs], ")")
    plain = all(value == f"{row}[{index}]" for index, value in enumerate(values, first))
    if plain:
        return f"{name}(*{span or row})"
    return bracketed(f"{name}(", list(_spans(values, first, row)), ")", indent=indent)


def _spans(values: Sequence[str], first: int, row: str) -> Iterator[str]:
    """The values; the last ones as one span if they are taken unchanged.

    Only the last ones: type checkers think that a span before other values may fill every field.
    """
    for plain, group in groupby(enumerate(values, first), lambda value: value[1] == f"{row}[{value[0]}]"):
        found = list(group)
        start, end = found[0][0], found[-1][0] + 1
        if plain and len(found) > 2 and end == first + len(values):
            yield f"*{row}[{start or ''}:{end}]"
        else:
            yield from (value for _, value in found)
