"""`-- @encoded`: the statements that give rows in JSON, and the method's body."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from ...drivers.asyncpg.encoding import Names as EncodingNames
from ...drivers.asyncpg.encoding import statement
from ...model import Query, Variant
from ..composites import CompositeFields
from ..json_names import json_names
from ..layout import bracketed, sql_literal, text_literal
from ..names import constant
from ..project_names import Names
from ..scope import Scope
from ..variants import print_table
from .page import cursor_names, print_key_constant

__all__ = ["encoded_constant", "encoded_keys_constant", "print_encoded_statements", "print_page_body", "statements_of"]


def encoded_constant(query: Query) -> str:
    return f"{constant(query.name)}_ENCODED"


def encoded_keys_constant(query: Query) -> str:
    return f"{encoded_constant(query)}_KEYS"


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
    if not found.variants:
        return [f"{name}: {scope.name('typing', 'Final')} = {sql_literal(found.sql)}"]
    table = print_table(found, names, scope, name)
    if query.page is None:
        return [table]
    # The rows have their JSON first, and then the keys.
    return [table, print_key_constant(encoded_keys_constant(query), query, query.page, scope, after=1)]


def print_page_body(query: Query, rows: str, cursors: Sequence[str], scope: Scope) -> str:
    """The return of a page's JSON, given the names of its variables."""
    items, *names = json_names(["items", *cursor_names(query)], scope.names)
    pairs = [f"{text_literal(name)}: {cursor}" for name, cursor in zip(names, cursors, strict=True)]
    given = [rows, text_literal(items), bracketed("{", pairs, "}", indent=12)]
    return bracketed(f"return {scope.name('.db', 'json_page')}(", given, ")", indent=8)
