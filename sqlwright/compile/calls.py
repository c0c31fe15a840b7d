"""The names that CALL gives its parameters: PostgreSQL hands out no tree of it, so they come from the procedure."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..analyse.parameters.use import Use
from ..model.catalog import Catalog
from ..source.parser import parse

__all__ = ["call_uses"]


def call_uses(sql: str, catalog: Catalog) -> Mapping[int, Use]:
    """The uses of the parameters of CALL; none for another statement."""
    statement = parse(sql).stmts[0].stmt
    if not statement.HasField("call_stmt"):
        return {}
    call = statement.call_stmt.funccall
    *schema, name = [part.string.sval for part in call.funcname]
    overloads = [
        found.arguments
        for found in catalog.functions.values()
        if found.kind == "p" and found.name == name and schema in ([], [found.schema])
    ]
    uses: dict[int, Use] = {}
    for place, arg in enumerate(call.args):
        named = arg.named_arg_expr.name if arg.HasField("named_arg_expr") else None
        number = _parameter(arg.named_arg_expr.arg if named else arg)
        if number is not None:
            uses.setdefault(number, Use(name=named or _agreed(overloads, place)))
    return uses


def _agreed(overloads: Sequence[Sequence[str]], place: int) -> str | None:
    """The name of an argument, if all procedures that may be meant call it the same."""
    names = {names[place] for names in overloads if place < len(names)}
    return names.pop() or None if len(names) == 1 else None


def _parameter(node: Any) -> int | None:
    """The number of a parameter, casts aside."""
    while node.HasField("type_cast"):
        node = node.type_cast.arg
    return node.param_ref.number if node.HasField("param_ref") else None
