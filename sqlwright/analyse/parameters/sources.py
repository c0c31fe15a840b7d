"""The parameter or column that an expression stands for, with casts and subqueries removed."""

from collections.abc import Iterator, Sequence

from ...model.catalog import Catalog
from ..tree.enums import CoercionForm, Command, ParamKind, Rte
from ..tree.nodes import Coercion, FuncExpr, Node, Param, Query, RangeTblEntry, Var

__all__ = ["Source", "bare", "column", "column_name", "own_parameter", "sources", "unnested"]


def bare(node: Node) -> Node:
    """The expression without the casts around it. A function that coerces to a length or precision counts as a cast."""
    while True:
        match node:
            case Coercion():
                node = node.arg
            case FuncExpr(funcformat=CoercionForm.EXPLICIT_CAST | CoercionForm.IMPLICIT_CAST, args=(first, *_)):
                node = first
            case _:
                return node


Source = tuple[Node, Sequence[Query]]
"""An expression, and the queries whose rows it passes through: the one that it stands in comes last."""


def sources(node: Node, homes: Sequence[Query], catalog: Catalog) -> Iterator[Source]:
    """The expressions that reach a column, including those from VALUES, WITH and the output of a subquery.

    A cast around a column, such as the one to varchar(10), gives NULL for NULL, so the source of the column counts.
    """
    variable, query = _without_strict_casts(node, catalog), homes[-1]
    if not isinstance(variable, Var) or variable.varlevelsup or variable.varattno < 1:
        yield node, homes
        return
    entry = query.rtable[variable.varno - 1]
    if entry.rtekind == Rte.VALUES:
        for row in entry.values_lists:
            yield row[variable.varattno - 1], homes
        return
    found = entry.subquery if entry.rtekind == Rte.SUBQUERY else _cte(entry, homes)
    if found is None:
        yield node, homes
        return
    # The range table of a set operation begins with its arms.
    arms = [arm.subquery for arm in found.rtable if arm.subquery is not None] if found.setOperations else [found]
    for arm in arms:
        for output in arm.targetList:
            if output.resno == variable.varattno:
                yield from sources(output.expr, (*homes, arm), catalog)


def _cte(entry: RangeTblEntry, homes: Sequence[Query]) -> Query | None:
    """The SELECT in WITH that an entry refers to, if it is not recursive."""
    if entry.rtekind != Rte.CTE or entry.ctelevelsup >= len(homes):
        return None
    home = homes[len(homes) - 1 - entry.ctelevelsup]
    found = next((cte for cte in home.cteList if cte.ctename == entry.ctename and not cte.cterecursive), None)
    query = None if found is None else found.ctequery
    return query if isinstance(query, Query) and query.commandType == Command.SELECT else None


def _without_strict_casts(node: Node, catalog: Catalog) -> Node:
    """The expression without the casts around it that give NULL for NULL."""
    while True:
        match node:
            case Coercion():
                node = node.arg
            case FuncExpr(funcformat=CoercionForm.EXPLICIT_CAST | CoercionForm.IMPLICIT_CAST, args=(first, *_)):
                function = catalog.functions.get(node.funcid)
                if function is None or not function.strict:
                    return node
                node = first
            case _:
                return node


def column(node: Node, query: Query | None) -> tuple[int, int] | None:
    """The table's column that `node` is, by relation and number."""
    if query is None or not isinstance(node, Var) or node.varlevelsup or node.varattno < 1:
        return None
    entry = query.rtable[node.varno - 1]
    return (entry.relid, node.varattno) if entry.rtekind == Rte.RELATION else None


def column_name(node: Node, query: Query | None) -> str | None:
    """The name of the column that `node` is, with casts and functions of one argument around it removed."""
    node = bare(node)
    while isinstance(node, FuncExpr) and len(node.args) == 1:
        node = bare(node.args[0])
    if query is None or not isinstance(node, Var) or node.varlevelsup or node.varattno < 1:
        return None
    names = query.rtable[node.varno - 1].eref.colnames
    return names[node.varattno - 1] if node.varattno <= len(names) else None


def unnested(node: Node, query: Query, catalog: Catalog) -> int | None:
    """The number of the query's own array parameter of which `node` is an element, in the select list or in FROM."""
    found = _without_strict_casts(node, catalog)
    if isinstance(found, Var) and not found.varlevelsup and found.varattno > 0:
        number = found.varattno
        for function in query.rtable[found.varno - 1].functions:
            if number <= function.funccolcount:
                found = function.funcexpr if function.funccolcount == 1 else found
                break
            number -= function.funccolcount
    if not isinstance(found, FuncExpr) or len(found.args) != 1:
        return None
    function = catalog.functions.get(found.funcid)
    if function is None or not function.builtin or function.name != "unnest":
        return None
    return own_parameter(found.args[0])


def own_parameter(node: Node) -> int | None:
    """The number of the query's own parameter that `node` is, casts aside."""
    found = bare(node)
    return found.paramid if isinstance(found, Param) and found.paramkind == ParamKind.EXTERN else None
