"""Prints a query's methods, with a body for each command."""

from collections.abc import Callable, Mapping, Sequence

from ..model import Query
from .annotations.batched import print_lookup
from .annotations.group import fold
from .annotations.page import cursor_names, keys_constant, page_class
from .encoded_body import encoded_body
from .layout import (
    WIDTH,
    bracketed,
    docstring,
    exploded,
    indented,
    text_literal,
)
from .names import constant, method
from .parameter_structs import item_values
from .rows import row_type, row_value
from .scope import Scope
from .sending import gathered, no_parent, no_row, page_choices, page_fetched, send
from .signatures import (
    arguments,
    encoded_signature,
    signature,
    stream_signature,
    variable,
)

__all__ = ["print_methods", "print_signatures"]


def print_signatures(query: Query, scope: Scope) -> Sequence[str]:
    """The signatures of the query's methods, as the Protocol has them."""
    found = [signature(query, ": ...", scope)]
    if query.stream:
        found.append(stream_signature(query, ": ...", scope))
    if query.encoded is not None:
        found.append(encoded_signature(query, ": ...", scope))
    return found


def print_methods(query: Query, scope: Scope) -> Sequence[str]:
    found = [_method(signature(query, ":", scope), query.comments, _BODIES[query.command](query, scope), scope)]
    if query.stream:
        usage = f"The rows of `{method(query.name)}` as they come: `async with … as rows`, `async for row in rows`."
        found.append(_method(stream_signature(query, ":", scope), [usage], _stream(query, scope), scope))
    if query.encoded is not None:
        what = f"What `{method(query.name)}` returns, as JSON that PostgreSQL writes."
        found.append(_method(encoded_signature(query, ":", scope), [what], encoded_body(query, scope), scope))
    return found


def _method(signature: str, doc: Sequence[str], body: Sequence[str], scope: Scope) -> str:
    docs = [indented(docstring(doc))] if doc and scope.options.emit_docstrings else []
    return "\n".join([signature, *docs, *map(indented, body)])


def _send_all(query: Query, scope: Scope, result: str, call: str) -> str:
    sent = ["self._db", f'"{query.name}"', constant(query.name), "items", item_values(query, scope)]
    return bracketed(f"{result}await {scope.name('.db', call)}(", sent, ")", indent=8)


def _one(query: Query, scope: Scope) -> Sequence[str]:
    if query.levels:
        return _first_parent(query, scope)
    made = row_value(query, scope)
    sent = send(query, scope, "row = ", "fetchrow")
    if query.batched is not None:
        sent = [print_lookup(query, arguments(query, scope))]
    if query.rows == "one":
        return [*sent, no_row(query, scope), *_returned(query, scope, made)]
    short = f"return None if row is None else {made}"
    if "\n" not in made and len(short) + 8 <= WIDTH:
        return [*sent, short]
    returned = _returned(query, scope, made) if "\n" in made else [f"return {made}"]
    return [*sent, "if row is None:\n    return None", *returned]


def _returned(query: Query, scope: Scope, made: str) -> Sequence[str]:
    """Returns a row's value. To type checkers it is Any, and mypy wants its type declared before it is returned."""
    kind = row_type(query, scope)
    value = variable("value", query, scope)
    typed = f"{value}: {kind} = {made}"
    if made[0].isupper() or kind == "Any" or len(typed.partition("\n")[0]) + 8 > WIDTH:
        return [f"return {made}"]
    return [typed, f"return {value}"]


def _many(query: Query, scope: Scope) -> Sequence[str]:
    if query.page is not None:
        return _page(query, scope)
    rows = variable("rows", query, scope)
    sent = send(query, scope, f"{rows} = ", "fetch")
    if query.levels:
        return [*sent, *_folded(query, scope, rows), f"return [*{variable('found', query, scope)}.values()]"]
    return [*sent, *_made(query, scope, rows)]


def _page(query: Query, scope: Scope) -> Sequence[str]:
    local = {name: variable(name, query, scope) for name in ("rows", "items")}
    cursors = [variable(name, query, scope) for name in cursor_names(query)]
    lines, statements, sent = gathered(query, scope)
    items = [statements, *page_choices(query, scope, lines, sent, keys_constant(query))]
    if query.levels:
        items.append(f"({', '.join(map(str, query.levels[0].key))}{',' * (len(query.levels[0].key) == 1)})")
    fetched = page_fetched(query, scope, items)
    if query.levels:
        parents = f"{local['items']} = [*{variable('found', query, scope)}.values()]"
        made = [*_folded(query, scope, local["rows"]), parents]
    else:
        made = _made(query, scope, local["rows"], into=f"{local['items']} = ")
    given = [f"{name}={value}" for name, value in zip(cursor_names(query), cursors, strict=True)]
    return [
        *lines,
        fetched,
        *made,
        bracketed(f"return {page_class(query)}(", [f"items={local['items']}", *given], ")", indent=8),
    ]


def _first_parent(query: Query, scope: Scope) -> Sequence[str]:
    """Fetches all rows, because those of the first parent need not be adjacent."""
    rows, found, value = (variable(name, query, scope) for name in ("rows", "found", "value"))
    return [
        *send(query, scope, f"{rows} = ", "fetch"),
        *_folded(query, scope, rows),
        f"for {value} in {found}.values():\n    return {value}",
        no_parent(query, scope),
    ]


def _folded(query: Query, scope: Scope, rows: str) -> Sequence[str]:
    return fold(query, scope, rows, lambda name: variable(name, query, scope))


def _stream(query: Query, scope: Scope) -> Sequence[str]:
    lines, statement, args = gathered(query, scope)
    sent = f"({args[0]},)" if len(args) == 1 else f"({', '.join(args)})"
    make = f"lambda row: {row_value(query, scope)}"
    sent = args[0][1:] if lines else sent
    items = ["self._db", f'"{query.name}"', statement, sent, make, variable("prefetch", query, scope)]
    head = f"return {scope.name('.db', 'open_stream')}("
    return [*lines, exploded(head, items, ")") if "\n" in make else bracketed(head, items, ")", indent=8)]


def _exec(query: Query, scope: Scope) -> Sequence[str]:
    return send(query, scope, "", "execute")


def _execrows(query: Query, scope: Scope) -> Sequence[str]:
    status = variable("status", query, scope)
    return [*send(query, scope, f"{status} = ", "execute"), f"return {scope.name('.db', 'affected')}({status})"]


def _execresult(query: Query, scope: Scope) -> Sequence[str]:
    return send(query, scope, "return ", "execute")


def _copyfrom(query: Query, scope: Scope) -> Sequence[str]:
    if query.copy is None:
        raise ValueError(f"{query.name} was not compiled as :copyfrom")
    schema = "None" if query.copy.schema is None else text_literal(query.copy.schema)
    columns = bracketed("[", [text_literal(column) for column in query.copy.columns], "]", indent=13)
    sent = ["self._db", schema, text_literal(query.copy.table), columns, "items", item_values(query, scope)]
    return [bracketed(f"return await {scope.name('.db', 'copy_items')}(", sent, ")", indent=8)]


def _batchexec(query: Query, scope: Scope) -> Sequence[str]:
    return [_send_all(query, scope, "", "execute_batch")]


def _batchone(query: Query, scope: Scope) -> Sequence[str]:
    if query.rows == "one":
        return [_send_all(query, scope, "rows = ", "fetch_only"), *_made(query, scope)]
    return [_send_all(query, scope, "rows = ", "fetch_first"), *_made(query, scope, optional=True)]


def _batchmany(query: Query, scope: Scope) -> Sequence[str]:
    return [_send_all(query, scope, "found = ", "fetch_batch"), *_made(query, scope, per_item=True)]


def _made(
    query: Query,
    scope: Scope,
    rows: str = "rows",
    *,
    into: str = "return ",
    optional: bool = False,
    per_item: bool = False,
) -> Sequence[str]:
    """Returns or assigns the values made of the rows; with `per_item`, of each list of rows in `found`."""
    made = row_value(query, scope)
    if (line := _listed(made, rows, into, optional=optional, per_item=per_item)) is not None:
        return [line]
    # The name is so long that no trailing comma keeps this line the same at every width.
    cls = row_type(query, scope)
    make = variable("make", query, scope)
    if made == f"{cls}(*row)":
        return [f"{make} = {cls}", str(_listed(f"{make}(*row)", rows, into, optional=optional, per_item=per_item))]
    short = str(_listed(f"{make}(row)", rows, into, optional=optional, per_item=per_item))
    return ["", f"def {make}(row: {scope.name('asyncpg', 'Record')}) -> {cls}:\n    return {made}", "", short]


def _listed(made: str, rows: str, into: str, *, optional: bool, per_item: bool) -> str | None:
    """The list as an expression to return or assign; None if it is too long for a line and cannot be broken."""
    if "\n" in made:
        made = f"None\nif row is None\nelse {made}" if optional else made
        listed = f"[\n{indented(made)}\n    for row in {rows}\n]"
        return f"{into}[\n{indented(listed)}\n    for {rows} in found\n]" if per_item else f"{into}{listed}"
    made = f"None if row is None else {made}" if optional else made
    row = "row" if "row" in made else "_"  # a row without columns
    listed = f"[{made} for {row} in {rows}]"
    line = f"{into}[{listed} for {rows} in found]" if per_item else f"{into}{listed}"
    return line if len(line) + 8 <= WIDTH else None


_BODIES: Mapping[str, Callable[[Query, Scope], Sequence[str]]] = {
    ":one": _one,
    ":many": _many,
    ":exec": _exec,
    ":execrows": _execrows,
    ":execresult": _execresult,
    ":copyfrom": _copyfrom,
    ":batchexec": _batchexec,
    ":batchone": _batchone,
    ":batchmany": _batchmany,
    ":notify": _exec,
}
