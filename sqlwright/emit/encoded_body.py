"""Prints the body of the method that `-- @encoded` adds."""

from collections.abc import Sequence

from ..model import Query
from .annotations.encoded import encoded_constant, encoded_keys_constant, encoded_parent_key, folded, print_page_body
from .annotations.page import cursor_names
from .layout import bracketed
from .scope import Scope
from .sending import gathered, no_parent, no_row, page_choices, page_fetched, send
from .signatures import variable

__all__ = ["encoded_body"]


def encoded_body(query: Query, scope: Scope) -> Sequence[str]:
    table = encoded_constant(query)
    if query.page is not None:
        return _page(query, scope, table)
    if query.levels:
        return _parents(query, scope, table)
    body = f"{scope.name('.db', 'json_body')}(row)"
    sent = send(query, scope, "row = ", "fetchrow", table)
    if query.command == ":many":
        return [*sent, f"return {body}"]
    if query.rows == "one":
        return [*sent, no_row(query, scope), f"return {body}"]
    return [*sent, f"return None if row is None else {body}"]


def _parents(query: Query, scope: Scope, table: str) -> Sequence[str]:
    rows, value = variable("rows", query, scope), variable("value", query, scope)
    sent = send(query, scope, f"{rows} = ", "fetch", table)
    made = folded(query, rows)
    if query.command == ":many":
        return [*sent, bracketed(f"return {scope.name('.db', 'json_list')}(", [made], ")", indent=8)]
    return [*sent, f"for {value} in {made}:\n    return {value}.encode()", no_parent(query, scope)]


def _page(query: Query, scope: Scope, table: str) -> Sequence[str]:
    _, plain, _ = gathered(query, scope)
    lines, statements, sent = gathered(query, scope, table)
    choices = page_choices(query, scope, lines, sent, encoded_keys_constant(query))
    parents = [encoded_parent_key(query)] if query.levels else []
    cursors = [variable(name, query, scope) for name in cursor_names(query)]
    return [
        *lines,
        page_fetched(query, scope, [statements, *choices, *parents, f"sealed_for={plain}"]),
        print_page_body(query, variable("rows", query, scope), cursors, scope),
    ]
