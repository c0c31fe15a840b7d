"""A query's methods: their signatures, which the Protocol has too, and their bodies, by command."""

from collections.abc import Callable, Mapping, Sequence

from ..model import Query
from ..source.headers import GIVES_ROWS
from .items import MANY_ITEMS, has_params_class, item_type, item_values, params_class
from .layout import WIDTH, bracketed, docstring, exploded, indented, text_literal
from .lookups import lookup_name
from .names import constant, distinct, method
from .rows import row_type, row_value
from .scope import Scope
from .types import encoded, parameter_type

__all__ = ["LOCALS", "print_methods", "print_signatures", "stream_name"]

LOCALS = frozenset({"self", "params", "items", "prefetch", "row", "rows", "found", "make", "status", "value"})
"""What a method's body calls its own."""


def _kept(query: Query) -> frozenset[str]:
    """Those that keep their names; a parameter of that name gets an underscore."""
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
        params = ["self", *_declared(query, scope)]
    return bracketed(f"async def {method(query.name)}(", params, f") -> {_result(query, scope)}{end}", indent=4)


def _stream_signature(query: Query, end: str, scope: Scope) -> str:
    rows = f"{scope.name('collections.abc', 'AsyncIterator')}[{row_type(query, scope)}]"
    result = f"{scope.name('contextlib', 'AbstractAsyncContextManager')}[{rows}]"
    declared = _declared(query, scope)
    star = ["*"] if len(declared) < 2 else []
    prefetch = f"{_variable('prefetch', query, scope)}: {scope.builtin('int')} = {_PREFETCH}"
    params = ["self", *declared, *star, prefetch]
    return bracketed(f"def {stream_name(query)}(", params, f") -> {result}{end}", indent=4)


def _declared(query: Query, scope: Scope) -> Sequence[str]:
    """The parameters with their types, by keyword if there are several."""
    if has_params_class(query, scope.names):
        return [f"params: {params_class(query)}"]
    names = _parameters(query, scope)
    params = [f"{name}: {parameter_type(param.type, scope)}" for name, param in zip(names, query.params, strict=True)]
    return ["*", *params] if len(params) > 1 else params


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
    item = row_type(query, scope)
    many = scope.builtin("list")
    if query.command == ":many":
        return f"{many}[{item}]"
    if query.command == ":batchmany":
        return f"{many}[{many}[{item}]]"
    if query.rows != "one" and item != "Any" and not item.endswith(" | None"):
        item = f"{item} | None"
    return f"{many}[{item}]" if query.command == ":batchone" else item


def _send(query: Query, scope: Scope, result: str, call: str) -> str:
    sent = [constant(query.name), *_sent(query, scope)]
    return bracketed(f"{result}await self._db.{call}(", sent, ")", indent=8)


def _send_all(query: Query, scope: Scope, result: str, call: str) -> str:
    sent = ["self._db", f'"{query.name}"', constant(query.name), "items", item_values(query, scope)]
    return bracketed(f"{result}await {scope.name('.db', call)}(", sent, ")", indent=8)


def _one(query: Query, scope: Scope) -> Sequence[str]:
    made = row_value(query, scope)
    sent = _send(query, scope, "row = ", "fetchrow")
    if query.batched is not None:
        sent = bracketed(f"row = await self.{lookup_name(query)}.row(", _sent(query, scope), ")", indent=8)
    if query.rows == "one":
        no_row = scope.name(".db", "NoRow")
        raised = f'if row is None:\n    raise {no_row}("{query.name}")'
        kind = row_type(query, scope)
        value = _variable("value", query, scope)
        typed = f"{value}: {kind} = {made}"
        if made[0].isupper() or kind == "Any" or len(typed) + 8 > WIDTH:
            return [sent, raised, f"return {made}"]
        # What comes is Any to a checker, and mypy wants it to be told what it is before it is returned.
        return [sent, raised, typed, f"return {value}"]
    short = f"return None if row is None else {made}"
    if "\n" not in made and len(short) + 8 <= WIDTH:
        return [sent, short]
    return [sent, "if row is None:\n    return None", f"return {made}"]


def _many(query: Query, scope: Scope) -> Sequence[str]:
    rows = _variable("rows", query, scope)
    return [_send(query, scope, f"{rows} = ", "fetch"), *_made(query, scope, rows)]


def _stream(query: Query, scope: Scope) -> Sequence[str]:
    args = _sent(query, scope)
    sent = f"({args[0]},)" if len(args) == 1 else f"({', '.join(args)})"
    make = f"lambda row: {row_value(query, scope)}"
    items = ["self._db", constant(query.name), sent, make, _variable("prefetch", query, scope)]
    head = f"return {scope.name('.db', 'open_stream')}("
    return [exploded(head, items, ")") if "\n" in make else bracketed(head, items, ")", indent=8)]


def _exec(query: Query, scope: Scope) -> Sequence[str]:
    return [_send(query, scope, "", "execute")]


def _execrows(query: Query, scope: Scope) -> Sequence[str]:
    status = _variable("status", query, scope)
    return [_send(query, scope, f"{status} = ", "execute"), f"return {scope.name('.db', 'affected')}({status})"]


def _execresult(query: Query, scope: Scope) -> Sequence[str]:
    return [_send(query, scope, "return ", "execute")]


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
    query: Query, scope: Scope, rows: str = "rows", *, optional: bool = False, grouped: bool = False
) -> Sequence[str]:
    """Returns what becomes of the rows, or of the groups of them in `found`."""
    made = row_value(query, scope)
    if (line := _listed(made, rows, optional=optional, grouped=grouped)) is not None:
        return [line]
    # The one line that no trailing comma can hold apart at every width: the name is too long for it.
    cls = row_type(query, scope)
    make = _variable("make", query, scope)
    if made == f"{cls}(*row)":
        return [f"{make} = {cls}", str(_listed(f"{make}(*row)", rows, optional=optional, grouped=grouped))]
    short = str(_listed(f"{make}(row)", rows, optional=optional, grouped=grouped))
    return ["", f"def {make}(row: {scope.name('asyncpg', 'Record')}) -> {cls}:\n    return {made}", "", short]


def _listed(made: str, rows: str, *, optional: bool, grouped: bool) -> str | None:
    """The list as an expression to return; None where it is too long for a line and cannot be broken."""
    if "\n" in made:
        made = f"None\nif row is None\nelse {made}" if optional else made
        listed = f"[\n{indented(made)}\n    for row in {rows}\n]"
        return f"return [\n{indented(listed)}\n    for {rows} in found\n]" if grouped else f"return {listed}"
    listed = f"[{f'None if row is None else {made}' if optional else made} for row in {rows}]"
    line = f"return [{listed} for {rows} in found]" if grouped else f"return {listed}"
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
