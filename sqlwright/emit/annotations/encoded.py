"""`-- @encoded`: the statements that give rows in JSON, and the method's body."""

from collections.abc import Mapping, Sequence

from msgspec import json
from msgspec.structs import replace

from ...drivers.asyncpg.encoding import Names as EncodingNames
from ...drivers.asyncpg.encoding import key_columns, statement
from ...model import Query, Variant
from ...model.row_parts import level_names
from ...model.rows import lists_of
from ..composites import CompositeFields
from ..json_names import json_names
from ..layout import bracketed, sql_literal, text_literal
from ..names import constant
from ..project_names import Names
from ..scope import Scope
from ..variants import print_table
from .page import cursor_names, print_key_constant

__all__ = [
    "encoded_constant",
    "encoded_keys_constant",
    "encoded_levels_constant",
    "encoded_parent_key",
    "folded",
    "print_encoded_statements",
    "print_page_body",
    "statements_of",
]


def encoded_constant(query: Query) -> str:
    return f"{constant(query.name)}_ENCODED"


def encoded_keys_constant(query: Query) -> str:
    return f"{encoded_constant(query)}_KEYS"


def encoded_levels_constant(query: Query) -> str:
    return f"{encoded_constant(query)}_LEVELS"


def statements_of(query: Query, names: Names) -> Query:
    """The query with the statements that give its rows in JSON; NoJsonError for what the options make of its rows."""
    given = EncodingNames(lambda fields: json_names(fields, names), CompositeFields(names.project.schema).of)

    def made(sql: str | None, order: str | None) -> str | None:
        return None if sql is None else statement(query, sql, given, order)

    def variant(each: Variant) -> Variant:
        pages = (made(sql, each.order) for sql in (each.next_sql, each.last_sql, each.previous_sql))
        return Variant(each.given, each.order, statement(query, each.sql, given, each.order), each.params, *pages)

    variants = [variant(each) for each in query.variants]
    return replace(query, sql=variants[0].sql if variants else statement(query, query.sql, given), variants=variants)


def print_encoded_statements(query: Query, names: Mapping[int, str], scope: Scope) -> Sequence[str]:
    found, name = statements_of(query, scope.names), encoded_constant(query)
    final = scope.name("typing", "Final")
    printed = [
        print_table(found, names, scope, name) if found.variants else f"{name}: {final} = {sql_literal(found.sql)}"
    ]
    if query.page is not None:
        # Before the keys of the order, a row has its JSON and the keys of its parents.
        after = max(len(query.levels), 1) + len(key_columns(query))
        printed.append(print_key_constant(encoded_keys_constant(query), query, query.page, scope, after))
    if query.levels:
        printed.append(_print_levels(query, scope))
    return printed


def encoded_parent_key(query: Query) -> str:
    """The columns of the outermost parent's key, as a tuple."""
    return _key(query, 0)


def _key(query: Query, index: int) -> str:
    columns = key_columns(query)
    found = [str(len(query.levels) + columns.index(column)) for column in query.levels[index].key]
    return f"({', '.join(found)}{',' * (len(found) == 1)})"


def _print_levels(query: Query, scope: Scope) -> str:
    """The constant that says how the rows are folded."""
    parents: list[str] = []
    lists: list[str] = []
    for index, level in enumerate(query.levels):
        if level.embed is None:
            lists.append(_key(query, index))
        else:
            count = len(lists_of(query.levels, index))
            names = json_names(level_names(query, index), scope.names)[-count:]
            named = ", ".join(text_literal(json.encode(name).decode()) for name in names)
            parents.append(f"({_key(query, index)}, [{named}])")
    head = f"{encoded_levels_constant(query)}: {scope.name('typing', 'Final')} = {scope.name('.db', 'JsonLevels')}("
    given = [bracketed("[", parents, "]", indent=5), bracketed("[", lists, "]", indent=5)]
    return bracketed(head, given, ")")


def folded(query: Query, rows: str) -> str:
    """The JSON of the outermost parents in these rows."""
    return f"{encoded_levels_constant(query)}.fold({rows})"


def print_page_body(query: Query, rows: str, cursors: Sequence[str], scope: Scope) -> str:
    """The return of a page's JSON, given the names of its variables."""
    items, *names = json_names(["items", *cursor_names(query)], scope.names)
    pairs = [f"{text_literal(name)}: {cursor}" for name, cursor in zip(names, cursors, strict=True)]
    made = f"{scope.name('.db', 'json_rows')}({rows})" if not query.levels else folded(query, rows)
    given = [made, text_literal(items), bracketed("{", pairs, "}", indent=12)]
    return bracketed(f"return {scope.name('.db', 'json_page')}(", given, ")", indent=8)
