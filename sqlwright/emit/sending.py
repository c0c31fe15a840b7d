"""Prints the parts of a method's body that send its statement."""

from collections.abc import Sequence

from ..model import Query
from ..model.parameter_order import ALWAYS
from .annotations.page import cursor_names
from .layout import bracketed
from .parameter_structs import absent
from .reader import source
from .scope import Scope
from .signatures import arguments, parameter_values, variable
from .variants import Sending, table_entry

__all__ = ["gathered", "no_parent", "no_row", "page_choices", "page_fetched", "send"]


def gathered(query: Query, scope: Scope, table: str = "") -> tuple[Sequence[str], str, Sequence[str]]:
    """The lines before a call, the statement that is sent, and its arguments. `table` is that of the statements, if it is
    not the one that is named after the query."""
    sent = arguments(query, scope)
    order_by = variable("order_by", query, scope)
    if all(param.needs == ALWAYS for param in query.params):
        return [], table_entry(query, order_by, "", scope, table), sent
    left_out = [absent(param, scope) for param in query.params]
    names = parameter_values(query, scope)
    gathering = Sending(query, names, sent, left_out, lambda name: variable(name, query, scope))
    statement = table_entry(query, order_by, gathering.variant, scope, table)
    return list(gathering.lines(scope)), statement, [f"*{gathering.args}"]


def send(query: Query, scope: Scope, result: str, call: str, table: str = "") -> Sequence[str]:
    lines, statement, sent = gathered(query, scope, table)
    return [*lines, bracketed(f"{result}await {source(query)}.{call}(", [statement, *sent], ")", indent=8)]


def no_row(query: Query, scope: Scope) -> str:
    return f'if row is None:\n    raise {scope.name(".db", "NoRow")}("{query.name}")'


def no_parent(query: Query, scope: Scope) -> str:
    return f'raise {scope.name(".db", "NoRow")}("{query.name}")' if query.rows == "one" else "return None"


def page_choices(query: Query, scope: Scope, lines: Sequence[str], sent: Sequence[str], keys: str) -> Sequence[str]:
    """What says which page is fetched: the arguments, the keys of its order, where it begins and how long it is."""
    args = sent[0][1:] if lines else f"[{', '.join(sent)}]"
    order = f"[{variable('order_by', query, scope)}]" if query.orders else ""
    return [args, f"{keys}{order}", variable("cursor", query, scope), variable("limit", query, scope)]


def page_fetched(query: Query, scope: Scope, given: Sequence[str]) -> str:
    cursors = [variable(name, query, scope) for name in cursor_names(query)]
    fetch = scope.name(".db", "fetch_page_both_ways" if len(cursors) > 1 else "fetch_page")
    head = f"{', '.join([variable('rows', query, scope), *cursors])} = await {fetch}("
    return bracketed(head, [source(query), *given], ")", indent=8)
