"""A query's methods: their signatures, which the Protocol has too, and their bodies, by command."""

from collections.abc import Callable, Mapping, Sequence

from ..model import Query
from ..source.headers import GIVES_ROWS
from .items import MANY_ITEMS, has_params_class, item_type, item_values, params_class, taken_type
from .layout import WIDTH, bracketed, docstring, exploded, indented, text_literal
from .levels import fold
from .lookups import lookup_name
from .names import constant, distinct, method
from .pages import cursor_class, keys_constant, page_class
from .rows import row_type, row_value
from .scope import Scope
from .types import encoded
from .variants import Sending, order_class, table_entry

__all__ = ["LOCALS", "print_methods", "print_signatures", "stream_name"]

LOCALS = frozenset(
    {
        *("self", "params", "items", "prefetch", "row", "rows", "found", "make", "status", "value"),
        *("args", "variant", "order_by", "cursor", "limit", "next_cursor"),
    }
)
"""What a method's body calls its own."""


def _kept(query: Query) -> frozenset[str]:
    """Those that keep their names; a parameter of that name gets an underscore."""
    if query.levels:
        return frozenset({"self", "row", "dict", "object"})
    return frozenset({"self", "row"}) if query.command in GIVES_ROWS else frozenset({"self"})


def _variable(name: str, query: Query, scope: Scope) -> str:
    """One that does not: the parameter's name is the caller's, and this nobody's."""
    return f"{name}_" if query.command not in MANY_ITEMS and name in _parameters(query, scope) else name


_PREFETCH = 100
"""Rows of a stream in one round trip: on one machine ten are as good, over a network the way counts."""


def stream_name(query: Query) -> str:
    return f"{method(query.name)}_stream"


def print_signatures(query: Query, scope: Scope) -> Sequence[str]:
    """Those of the query's methods, as the Protocol has them."""
    found = [_signature(query, ": ...", scope)]
    return [*found, _stream_signature(query, ": ...", scope)] if query.stream else found


def print_methods(query: Query, scope: Scope) -> Sequence[str]:
    found = [_method(_signature(query, ":", scope), query.comments, _BODIES[query.command](query, scope), scope)]
    if query.stream:
        usage = f"The rows of `{method(query.name)}` as they come: `async with … as rows`, `async for row in rows`."
        found.append(_method(_stream_signature(query, ":", scope), [usage], _stream(query, scope), scope))
    return found


def _method(signature: str, doc: Sequence[str], body: Sequence[str], scope: Scope) -> str:
    docs = [indented(docstring(doc))] if doc and scope.options.emit_docstrings else []
    return "\n".join([signature, *docs, *map(indented, body)])


def _signature(query: Query, end: str, scope: Scope) -> str:
    if query.command in MANY_ITEMS:
        item = item_type(query, scope)
        items = f"{scope.name('collections.abc', 'Iterable')}[{item}]"
        if query.command == ":copyfrom":
            items = f"{items} | {scope.name('collections.abc', 'AsyncIterable')}[{item}]"
        params = ["self", f"items: {items}"]
    else:
        params = ["self", *_declared(query, scope, _choices(query, scope))]
    return bracketed(f"async def {method(query.name)}(", params, f") -> {_result(query, scope)}{end}", indent=4)


def _stream_signature(query: Query, end: str, scope: Scope) -> str:
    rows = f"{scope.name('collections.abc', 'AsyncIterator')}[{row_type(query, scope)}]"
    result = f"{scope.name('contextlib', 'AbstractAsyncContextManager')}[{rows}]"
    prefetch = f"{_variable('prefetch', query, scope)}: {scope.builtin('int')} = {_PREFETCH}"
    params = ["self", *_declared(query, scope, [*_choices(query, scope), prefetch])]
    return bracketed(f"def {stream_name(query)}(", params, f") -> {result}{end}", indent=4)


def _choices(query: Query, scope: Scope) -> Sequence[str]:
    """What a caller can say besides the parameters: the order, and of a page where it begins and how long it is."""
    found: list[str] = []
    if query.orders:
        found.append(f"{_variable('order_by', query, scope)}: {order_class(query)} = {text_literal(query.orders[0])}")
    if query.page is not None:
        found.append(f"{_variable('cursor', query, scope)}: {cursor_class(query)} | None = None")
        found.append(f"{_variable('limit', query, scope)}: {scope.builtin('int')} = {query.page.size}")
    return found


def _declared(query: Query, scope: Scope, choices: Sequence[str]) -> Sequence[str]:
    """The parameters with their types, by keyword if there are several; choices are always made by keyword."""
    if has_params_class(query, scope.names):
        return [f"params: {params_class(query)}", *(["*", *choices] if choices else [])]
    params: list[str] = []
    for name, param in zip(_parameters(query, scope), query.params, strict=True):
        value = f" = {scope.name('msgspec', 'UNSET')}" if param.optional else ""
        params.append(f"{name}: {taken_type(param, scope)}{value}")
    if len(params) > 1:
        return ["*", *params, *choices]
    return [*params, *(["*", *choices] if choices else [])]


def _parameters(query: Query, scope: Scope) -> Sequence[str]:
    """The names of the parameters, which may be those of a struct's fields."""
    given = [param.name for param in query.params]
    names = scope.names.fields(given, "arg")
    if has_params_class(query, scope.names):
        return [f"params.{name}" for name in names]
    return distinct(names, [f"{name}_" if name in _kept(query) or name in scope.own else name for name in names])


def _sent(query: Query, scope: Scope) -> Sequence[str]:
    names = _parameters(query, scope)
    return [encoded(param.type, name, scope) for name, param in zip(names, query.params, strict=True)]


def _result(query: Query, scope: Scope) -> str:
    match query.command:
        case ":exec" | ":batchexec":
            return "None"
        case ":execrows" | ":copyfrom":
            return scope.builtin("int")
        case ":execresult":
            return scope.builtin("str")
        case _:
            pass
    if query.page is not None:
        return page_class(query)
    item = row_type(query, scope)
    many = scope.builtin("list")
    if query.command == ":many":
        return f"{many}[{item}]"
    if query.command == ":batchmany":
        return f"{many}[{many}[{item}]]"
    if query.rows != "one" and item != "Any" and not item.endswith(" | None"):
        item = f"{item} | None"
    return f"{many}[{item}]" if query.command == ":batchone" else item


def _gathered(query: Query, scope: Scope) -> tuple[Sequence[str], str, Sequence[str]]:
    """The lines before a call, the statement that is sent, and its arguments."""
    sent = _sent(query, scope)
    order_by = _variable("order_by", query, scope)
    if not any(param.optional for param in query.params):
        return [], table_entry(query, order_by, ""), sent
    gathering = Sending(query, _parameters(query, scope), sent, lambda name: _variable(name, query, scope))
    statement = table_entry(query, order_by, gathering.variant)
    return list(gathering.lines(scope)), statement, [f"*{gathering.args}"]


def _send(query: Query, scope: Scope, result: str, call: str) -> Sequence[str]:
    lines, statement, sent = _gathered(query, scope)
    return [*lines, bracketed(f"{result}await self._db.{call}(", [statement, *sent], ")", indent=8)]


def _send_all(query: Query, scope: Scope, result: str, call: str) -> str:
    sent = ["self._db", f'"{query.name}"', constant(query.name), "items", item_values(query, scope)]
    return bracketed(f"{result}await {scope.name('.db', call)}(", sent, ")", indent=8)


def _one(query: Query, scope: Scope) -> Sequence[str]:
    if query.levels:
        return _first_parent(query, scope)
    made = row_value(query, scope)
    sent = _send(query, scope, "row = ", "fetchrow")
    if query.batched is not None:
        sent = [bracketed(f"row = await self.{lookup_name(query)}.row(", _sent(query, scope), ")", indent=8)]
    if query.rows == "one":
        no_row = scope.name(".db", "NoRow")
        raised = f'if row is None:\n    raise {no_row}("{query.name}")'
        return [*sent, raised, *_returned(query, scope, made)]
    short = f"return None if row is None else {made}"
    if "\n" not in made and len(short) + 8 <= WIDTH:
        return [*sent, short]
    returned = _returned(query, scope, made) if "\n" in made else [f"return {made}"]
    return [*sent, "if row is None:\n    return None", *returned]


def _returned(query: Query, scope: Scope, made: str) -> Sequence[str]:
    """Returns a row's value: what comes is Any to a checker, and mypy wants it to be told what it is before."""
    kind = row_type(query, scope)
    value = _variable("value", query, scope)
    typed = f"{value}: {kind} = {made}"
    if made[0].isupper() or kind == "Any" or len(typed.partition("\n")[0]) + 8 > WIDTH:
        return [f"return {made}"]
    return [typed, f"return {value}"]


def _many(query: Query, scope: Scope) -> Sequence[str]:
    if query.page is not None:
        return _page(query, scope)
    rows = _variable("rows", query, scope)
    sent = _send(query, scope, f"{rows} = ", "fetch")
    if query.levels:
        return [*sent, *_folded(query, scope, rows), f"return [*{_variable('found', query, scope)}.values()]"]
    return [*sent, *_made(query, scope, rows)]


def _page(query: Query, scope: Scope) -> Sequence[str]:
    lines, statements, sent = _gathered(query, scope)
    local = {name: _variable(name, query, scope) for name in ("rows", "items", "cursor", "next_cursor", "limit")}
    keys = keys_constant(query) + (f"[{_variable('order_by', query, scope)}]" if query.orders else "")
    args = sent[0][1:] if lines else f"[{', '.join(sent)}]"
    items = ["self._db", statements, args, keys, local["cursor"], local["limit"]]
    head = f"{local['rows']}, {local['next_cursor']} = await {scope.name('.db', 'fetch_page')}("
    made = _made(query, scope, local["rows"], into=f"{local['items']} = ")
    fields = [f"items={local['items']}", f"next_cursor={local['next_cursor']}"]
    return [
        *lines,
        bracketed(head, items, ")", indent=8),
        *made,
        bracketed(f"return {page_class(query)}(", fields, ")", indent=8),
    ]


def _first_parent(query: Query, scope: Scope) -> Sequence[str]:
    """All rows are asked for: those of the first parent need not stand together."""
    rows, found, value = (_variable(name, query, scope) for name in ("rows", "found", "value"))
    end = f'raise {scope.name(".db", "NoRow")}("{query.name}")' if query.rows == "one" else "return None"
    return [
        *_send(query, scope, f"{rows} = ", "fetch"),
        *_folded(query, scope, rows),
        f"for {value} in {found}.values():\n    return {value}",
        end,
    ]


def _folded(query: Query, scope: Scope, rows: str) -> Sequence[str]:
    return fold(query, scope, rows, lambda name: _variable(name, query, scope))


def _stream(query: Query, scope: Scope) -> Sequence[str]:
    lines, statement, args = _gathered(query, scope)
    sent = f"({args[0]},)" if len(args) == 1 else f"({', '.join(args)})"
    make = f"lambda row: {row_value(query, scope)}"
    sent = args[0][1:] if lines else sent
    items = ["self._db", f'"{query.name}"', statement, sent, make, _variable("prefetch", query, scope)]
    head = f"return {scope.name('.db', 'open_stream')}("
    return [*lines, exploded(head, items, ")") if "\n" in make else bracketed(head, items, ")", indent=8)]


def _exec(query: Query, scope: Scope) -> Sequence[str]:
    return _send(query, scope, "", "execute")


def _execrows(query: Query, scope: Scope) -> Sequence[str]:
    status = _variable("status", query, scope)
    return [*_send(query, scope, f"{status} = ", "execute"), f"return {scope.name('.db', 'affected')}({status})"]


def _execresult(query: Query, scope: Scope) -> Sequence[str]:
    return _send(query, scope, "return ", "execute")


def _copyfrom(query: Query, scope: Scope) -> Sequence[str]:
    if query.copy is None:
        raise ValueError(f"{query.name} was not compiled as :copyfrom")
    schema = "None" if query.copy.schema is None else text_literal(query.copy.schema)
    columns = ", ".join(map(text_literal, query.copy.columns))
    sent = ["self._db", schema, text_literal(query.copy.table), f"[{columns}]", "items", item_values(query, scope)]
    return [bracketed(f"return await {scope.name('.db', 'copy_items')}(", sent, ")", indent=8)]


def _batchexec(query: Query, scope: Scope) -> Sequence[str]:
    return [_send_all(query, scope, "", "execute_batch")]


def _batchone(query: Query, scope: Scope) -> Sequence[str]:
    if query.rows == "one":
        return [_send_all(query, scope, "rows = ", "fetch_only"), *_made(query, scope)]
    return [_send_all(query, scope, "rows = ", "fetch_first"), *_made(query, scope, optional=True)]


def _batchmany(query: Query, scope: Scope) -> Sequence[str]:
    return [_send_all(query, scope, "found = ", "fetch_batch"), *_made(query, scope, grouped=True)]


def _made(
    query: Query,
    scope: Scope,
    rows: str = "rows",
    *,
    into: str = "return ",
    optional: bool = False,
    grouped: bool = False,
) -> Sequence[str]:
    """Returns what becomes of the rows, or of the groups of them in `found`; or assigns it."""
    made = row_value(query, scope)
    if (line := _listed(made, rows, into, optional=optional, grouped=grouped)) is not None:
        return [line]
    # The one line that no trailing comma can hold apart at every width: the name is too long for it.
    cls = row_type(query, scope)
    make = _variable("make", query, scope)
    if made == f"{cls}(*row)":
        return [f"{make} = {cls}", str(_listed(f"{make}(*row)", rows, into, optional=optional, grouped=grouped))]
    short = str(_listed(f"{make}(row)", rows, into, optional=optional, grouped=grouped))
    return ["", f"def {make}(row: {scope.name('asyncpg', 'Record')}) -> {cls}:\n    return {made}", "", short]


def _listed(made: str, rows: str, into: str, *, optional: bool, grouped: bool) -> str | None:
    """The list as an expression to return or assign; None where it is too long for a line and cannot be broken."""
    if "\n" in made:
        made = f"None\nif row is None\nelse {made}" if optional else made
        listed = f"[\n{indented(made)}\n    for row in {rows}\n]"
        return f"{into}[\n{indented(listed)}\n    for {rows} in found\n]" if grouped else f"{into}{listed}"
    listed = f"[{f'None if row is None else {made}' if optional else made} for row in {rows}]"
    line = f"{into}[{listed} for {rows} in found]" if grouped else f"{into}{listed}"
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
}
