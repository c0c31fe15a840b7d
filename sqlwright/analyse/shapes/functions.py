"""Documents that functions in SQL give: the queries in their bodies build them."""

from ...model import Shape
from ..proofs.scope import Scope
from ..proofs.sql_functions import body, called
from ..tree.enums import Rte
from ..tree.nodes import FuncExpr, Var, outputs
from .finder import Finder
from .sources import home_of, written

__all__ = ["column", "result"]


def result(finder: Finder, node: FuncExpr, scope: Scope, number: int = 1, count: int = 1) -> Shape | None:
    """A function's result or, if its query gives `count` columns, one of them."""
    function = finder.catalog.functions.get(node.funcid)
    query = None if function is None else body(finder.prover, function)
    if function is None or query is None or len(outputs(query)) != count:
        return None
    # A strict function does not run if an argument is NULL.
    inner = called(finder.prover, function, node.args, scope, given=function.strict)
    if inner is None:
        return None
    key = function.oid, number, frozenset(argument for argument, optional in inner.optional.items() if optional)
    if key not in finder.results:
        finder.results[key] = finder.within(inner).agreed(written(inner, query, None, number - 1))
    return finder.results[key]


def column(finder: Finder, node: Var, scope: Scope) -> Shape | None:
    """A column of a function in FROM."""
    found = home_of(node, scope)
    if found is None or found[0].varattno < 1:
        return None
    number, home = found[0].varattno, found[1]
    entry = home.query.rtable[found[0].varno - 1]
    if entry.rtekind != Rte.FUNCTION:
        return None
    for function in entry.functions:
        call, count = function.funcexpr, function.funccolcount
        if number > count:
            number -= count
        elif isinstance(call, FuncExpr) and call.funcretset:
            return result(finder, call, home.of_lateral, number, count)
        else:
            return finder.document(call, home.of_lateral) if count == 1 else None
    return None
