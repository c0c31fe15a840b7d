"""The signatures of a query's methods, and the names of their parameters and variables."""

from collections.abc import Sequence

from ..model import Query, RowList
from ..source.vocabulary import COMMANDS, GIVES_ROWS, MANY_ITEMS, ROWS_OF_ITEMS
from .annotations.page import cursor_class, page_class
from .layout import WIDTH, bracketed, text_literal
from .names import distinct, method
from .parameter_structs import (
    absent,
    has_params_class,
    item_type,
    params_class,
    taken_type,
)
from .row_lists import list_type, sent_columns, taken
from .rows import row_type
from .scope import Scope
from .values import encoded
from .variants import order_class

__all__ = [
    "LOCALS",
    "argument_names",
    "arguments",
    "encoded_name",
    "encoded_signature",
    "parameter_values",
    "signature",
    "stream_name",
    "stream_signature",
    "variable",
]

LOCALS = frozenset(
    {
        *("self", "params", "items", "prefetch", "row", "rows", "found", "make", "status", "value"),
        *("args", "variant", "order_by", "cursor", "limit", "previous_cursor", "next_cursor"),
    }
)
"""The names of local variables in a method's body."""


def _kept(query: Query) -> frozenset[str]:
    """The local names that are never changed; a parameter of such a name gets an underscore."""
    if query.levels:
        several = {"set"} if any(level.key and level.embed is None for level in query.levels) else set[str]()
        return frozenset({"self", "row", "dict", "object", *several})
    return frozenset({"self", "row"}) if query.command in GIVES_ROWS else frozenset({"self"})


def variable(name: str, query: Query, scope: Scope) -> str:
    """Any other local name: it gets the underscore itself, as callers only see the parameter."""
    return f"{name}_" if query.command not in MANY_ITEMS and name in argument_names(query, scope) else name


_PREFETCH = 100
"""Rows that a stream fetches in one round trip: 10 are as fast on one machine, but not over a network."""


def stream_name(query: Query) -> str:
    return f"{method(query.name)}_stream"


_INDENT = 4
_AROUND_ITEMS = len("        items: ,")
_ROOM_FOR_A_ROW = WIDTH - len("    ) -> AbstractAsyncContextManager[AsyncIterator[]]: ...")


def signature(query: Query, end: str, scope: Scope) -> str:
    if query.command in MANY_ITEMS:
        item = item_type(query, scope)
        params = ["self", f"items: {_items(query, item, scope)}"]
    else:
        params = ["self", *_declared(query, scope, _choices(query, scope))]
    return _laid_out(f"async def {method(query.name)}(", params, f") -> {_result(query, scope)}{end}")


def _items(query: Query, item: str, scope: Scope) -> str:
    # No layout of so long a union suits every width. Measured before the names are asked for, which imports them.
    if query.command == ":copyfrom" and len(f"Iterable[{item}] | AsyncIterable[{item}]") + _AROUND_ITEMS > WIDTH:
        return f"{scope.name('.db', 'Items')}[{item}]"
    items = f"{scope.name('collections.abc', 'Iterable')}[{item}]"
    if query.command == ":copyfrom":
        return f"{items} | {scope.name('collections.abc', 'AsyncIterable')}[{item}]"
    return items


def stream_signature(query: Query, end: str, scope: Scope) -> str:
    row = row_type(query, scope)
    if len(row) <= _ROOM_FOR_A_ROW:
        rows = f"{scope.name('collections.abc', 'AsyncIterator')}[{row}]"
        result = f"{scope.name('contextlib', 'AbstractAsyncContextManager')}[{rows}]"
    else:
        result = f"{scope.name('.db', 'Stream')}[{row}]"
    prefetch = f"{variable('prefetch', query, scope)}: {scope.builtin('int')} = {_PREFETCH}"
    params = ["self", *_declared(query, scope, [*_choices(query, scope), prefetch])]
    return _laid_out(f"def {stream_name(query)}(", params, f") -> {result}{end}")


def encoded_name(query: Query) -> str:
    return f"{method(query.name)}_encoded"


def encoded_signature(query: Query, end: str, scope: Scope) -> str:
    result = scope.builtin("bytes")
    if query.command == ":one" and query.rows != "one":
        result = f"{result} | None"
    params = ["self", *_declared(query, scope, _choices(query, scope))]
    return _laid_out(f"async def {encoded_name(query)}(", params, f") -> {result}{end}")


def _laid_out(head: str, params: Sequence[str], tail: str) -> str:
    text = bracketed(head, params, tail, indent=_INDENT)
    # A result that has no room would be split, and at each width in another place.
    return text if _INDENT + len(tail) <= WIDTH else f"{text}  # fmt: skip"


def _choices(query: Query, scope: Scope) -> Sequence[str]:
    """What a caller can choose besides the parameters: the order, and where a page begins and how long it is."""
    found: list[str] = []
    if query.orders:
        found.append(f"{variable('order_by', query, scope)}: {order_class(query)} = {text_literal(query.orders[0])}")
    if query.page is not None:
        found.append(f"{variable('cursor', query, scope)}: {cursor_class(query)} | None = None")
        found.append(f"{variable('limit', query, scope)}: {scope.builtin('int')} = {query.page.size}")
    return found


def _declared(query: Query, scope: Scope, choices: Sequence[str]) -> Sequence[str]:
    """The parameters with their types, keyword-only if there are several; choices are always keyword-only."""
    if has_params_class(query, scope.names):
        return [f"params: {params_class(query)}", *(["*", *choices] if choices else [])]
    params: list[str] = []
    for name, param in zip(argument_names(query, scope), taken(query), strict=True):
        if isinstance(param, RowList):
            params.append(f"{name}: {list_type(query, param, scope)}")
            continue
        value = absent(param, scope)
        params.append(f"{name}: {taken_type(param, scope)}{f' = {value}' if value else ''}")
    if len(params) > 1:
        return ["*", *params, *choices]
    return [*params, *(["*", *choices] if choices else [])]


def argument_names(query: Query, scope: Scope) -> Sequence[str]:
    """The expressions for what a caller gives: names of arguments, or fields of `params`."""
    given = [param.name for param in taken(query)]
    names = scope.names.fields(given, "arg")
    if has_params_class(query, scope.names):
        return [f"params.{name}" for name in names]
    return distinct(names, [f"{name}_" if name in _kept(query) or name in scope.own else name for name in names])


def parameter_values(query: Query, scope: Scope) -> Sequence[str]:
    """The expressions for the values of the parameters, not yet encoded."""
    found: dict[int, str] = {}
    for each, name in zip(taken(query), argument_names(query, scope), strict=True):
        if isinstance(each, RowList):
            found |= sent_columns(query, each, name, scope)
        else:
            found[each.number] = name
    return [found[param.number] for param in query.params]


def arguments(query: Query, scope: Scope) -> Sequence[str]:
    names = parameter_values(query, scope)
    return [encoded(param.type, name, scope) for name, param in zip(names, query.params, strict=True)]


def _result(query: Query, scope: Scope) -> str:
    gives = COMMANDS[query.command].gives
    match gives:
        case "nothing":
            return "None"
        case "count":
            return scope.builtin("int")
        case "status":
            return scope.builtin("str")
        case _:
            pass
    if query.page is not None:
        return page_class(query)
    item = row_type(query, scope)
    many = scope.builtin("list")
    if gives == "rows":
        item = f"{many}[{item}]"
    elif query.rows != "one" and item != "Any" and not item.endswith(" | None"):
        item = f"{item} | None"
    return f"{many}[{item}]" if query.command in ROWS_OF_ITEMS else item
