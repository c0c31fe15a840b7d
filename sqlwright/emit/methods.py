"""A query's method: its signature, which the Protocol has too, and its body, by command."""

from collections.abc import Callable, Mapping, Sequence

from ..model import Query
from ..source.headers import GIVES_ROWS
from .layout import WIDTH, bracketed, docstring, indented
from .names import constant, distinct, method, pascal
from .naming import Names
from .rows import row_type, row_value
from .scope import Scope
from .structs import Member, print_struct
from .types import is_atomic, parameter_type

__all__ = ["LOCALS", "has_params_class", "params_class", "print_method", "print_params", "print_signature"]

LOCALS = frozenset({"self", "params", "row", "rows", "make", "status"})
"""What a method's body calls its own."""


def _kept(query: Query) -> frozenset[str]:
    """Those that keep their names; a parameter of that name gets an underscore."""
    return frozenset({"self", "row"}) if query.command in GIVES_ROWS else frozenset({"self"})


def _variable(name: str, query: Query, scope: Scope) -> str:
    """One that does not: the parameter's name is the caller's, and this nobody's."""
    return f"{name}_" if name in _parameters(query, scope) else name


def params_class(query: Query) -> str:
    return f"{pascal(query.name)}Params"


def has_params_class(query: Query, names: Names) -> bool:
    """Whether there are more parameters than the options want to be taken one by one."""
    limit = names.options.query_parameter_limit
    return limit is not None and len(query.params) > limit


def print_params(query: Query, scope: Scope) -> str:
    members = [Member(param.name, parameter_type(param.type, scope), is_atomic(param.type)) for param in query.params]
    return print_struct(params_class(query), [f"The parameters of {query.name}."], members, scope, kw_only=True)


def print_signature(query: Query, end: str, scope: Scope) -> str:
    if has_params_class(query, scope.names):
        params = [f"params: {params_class(query)}"]
    else:
        names = _parameters(query, scope)
        types = [parameter_type(param.type, scope) for param in query.params]
        params = [f"{name}: {kind}" for name, kind in zip(names, types, strict=True)]
    star = ["*"] if len(params) > 1 else []
    head = f"async def {method(query.name)}("
    return bracketed(head, ["self", *star, *params], f") -> {_result(query, scope)}{end}", indent=4)


def print_method(query: Query, scope: Scope) -> str:
    doc = [indented(docstring(query.comments))] if query.comments and scope.options.emit_docstrings else []
    body = _BODIES[query.command](query, scope)
    return "\n".join([print_signature(query, ":", scope), *doc, *(indented(line) for line in body)])


def _parameters(query: Query, scope: Scope) -> Sequence[str]:
    """The expressions that are sent, which are the names of the parameters unless they come in a struct."""
    given = [param.name for param in query.params]
    names = scope.names.fields(given, "arg")
    if has_params_class(query, scope.names):
        return [f"params.{name}" for name in names]
    return distinct(names, [f"{name}_" if name in _kept(query) or name in scope.own else name for name in names])


def _result(query: Query, scope: Scope) -> str:
    if query.command == ":exec":
        return "None"
    if query.command == ":execrows":
        return scope.builtin("int")
    item = row_type(query, scope)
    if query.command == ":many":
        return f"{scope.builtin('list')}[{item}]"
    return item if query.rows == "one" or item == "Any" or item.endswith(" | None") else f"{item} | None"


def _send(query: Query, scope: Scope, result: str, call: str) -> str:
    return bracketed(
        f"{result}await self._db.{call}(", [constant(query.name), *_parameters(query, scope)], ")", indent=8
    )


def _one(query: Query, scope: Scope) -> Sequence[str]:
    made = row_value(query, scope)
    sent = _send(query, scope, "row = ", "fetchrow")
    if query.rows == "one":
        no_row = scope.name(".db", "NoRow")
        return [sent, f'if row is None:\n    raise {no_row}("{query.name}")', f"return {made}"]
    short = f"return None if row is None else {made}"
    if "\n" not in made and len(short) + 8 <= WIDTH:
        return [sent, short]
    return [sent, "if row is None:\n    return None", f"return {made}"]


def _many(query: Query, scope: Scope) -> Sequence[str]:
    made = row_value(query, scope)
    rows = _variable("rows", query, scope)
    sent = _send(query, scope, f"{rows} = ", "fetch")
    short = f"return [{made} for row in {rows}]"
    if "\n" not in made and len(short) + 8 <= WIDTH:
        return [sent, short]
    if "\n" in made:
        return [sent, f"return [\n{indented(made)}\n    for row in {rows}\n]"]
    # The one line that no trailing comma can hold apart at every width: the name is too long for it.
    make = _variable("make", query, scope)
    return [sent, f"{make} = {row_type(query, scope)}", f"return [{make}(*row) for row in {rows}]"]


def _exec(query: Query, scope: Scope) -> Sequence[str]:
    return [_send(query, scope, "", "execute")]


def _execrows(query: Query, scope: Scope) -> Sequence[str]:
    status = _variable("status", query, scope)
    return [_send(query, scope, f"{status} = ", "execute"), f"return {scope.name('.db', 'affected')}({status})"]


_BODIES: Mapping[str, Callable[[Query, Scope], Sequence[str]]] = {
    ":one": _one,
    ":many": _many,
    ":exec": _exec,
    ":execrows": _execrows,
}
