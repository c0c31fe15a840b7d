"""Parameters as a struct: for the items of batches and copies, and for more parameters than the options allow."""

from ..model import Parameter, Query, RowList
from ..source.vocabulary import MANY_ITEMS
from .layout import bracketed, text_literal
from .names import pascal
from .project_names import Names
from .row_lists import list_type, taken
from .scope import Scope
from .structs import Member, or_unset, print_struct
from .types import is_atomic, parameter_type
from .values import encoded

__all__ = [
    "absent",
    "has_params_class",
    "item_type",
    "item_values",
    "params_class",
    "print_params",
    "taken_type",
]


def params_class(query: Query) -> str:
    return f"{pascal(query.name)}Params"


def has_params_class(query: Query, names: Names) -> bool:
    """Whether an item has several values, or there are more parameters than the options allow as arguments."""
    limit = names.options.query_parameter_limit
    count = len(taken(query))
    return (query.command in MANY_ITEMS and count > 1) or (limit is not None and count > limit)


def print_params(query: Query, scope: Scope) -> str:
    members = [
        Member(param.name, list_type(query, param, scope), atomic=False)
        if isinstance(param, RowList)
        else Member(param.name, taken_type(param, scope), is_atomic(param.type), default=absent(param, scope))
        for param in taken(query)
    ]
    return print_struct(params_class(query), [f"The parameters of {query.name}."], members, scope, kw_only=True)


def taken_type(param: Parameter, scope: Scope) -> str:
    """The annotation of a parameter that a caller gives or, if it is optional, leaves out."""
    kind = parameter_type(param.type, scope)
    if not param.optional:
        return kind
    return f"{kind} | None" if _is_none(param, scope) else or_unset(kind, scope)


def absent(param: Parameter, scope: Scope) -> str:
    """The value of a parameter that a caller leaves out; empty if every caller gives it."""
    if param.default is not None:
        return _default(param, param.default, scope)
    if not param.optional:
        return ""
    return "None" if _is_none(param, scope) else scope.name("msgspec", "UNSET")


def _default(param: Parameter, value: float | bool | str, scope: Scope) -> str:
    if not isinstance(value, str):
        return repr(value)
    enum = param.type.scalar
    if enum.kind != "e":
        return text_literal(value)
    member = scope.names.members(enum)[enum.labels.index(value)]
    return f"{scope.name('.models', scope.names.type(enum))}.{member}"


def _is_none(param: Parameter, scope: Scope) -> bool:
    return param.only_filters and scope.options.absent == "none"


def item_type(query: Query, scope: Scope) -> str:
    return params_class(query) if has_params_class(query, scope.names) else parameter_type(query.params[0].type, scope)


def item_values(query: Query, scope: Scope) -> str:
    """The expression of the function that takes an item apart."""
    is_struct = has_params_class(query, scope.names)
    names = scope.names.fields([param.name for param in query.params], "arg")
    given = [f"item.{name}" if is_struct else "item" for name in names]
    sent = [encoded(param.type, value, scope) for value, param in zip(given, query.params, strict=True)]
    if sent != given:
        # It is an argument on a line of its own, followed by a comma.
        tail = ",)" if len(sent) == 1 else ")"
        return bracketed("lambda item: (", sent, tail, indent=13)
    return scope.name("msgspec.structs", "astuple") if is_struct else scope.name(".db", "alone")
