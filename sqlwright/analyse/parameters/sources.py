"""The parameter or column that an expression stands for, with casts and subqueries removed."""

from collections.abc import Iterator

from ..tree.enums import CoercionForm, ParamKind, Rte
from ..tree.nodes import Coercion, FuncExpr, Node, Param, Query, Var

__all__ = ["bare", "column", "column_name", "own_parameter", "sources"]


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


def sources(node: Node, query: Query) -> Iterator[Node]:
    """The expressions that reach a column, including those from VALUES and from the output of a subquery."""
    if not isinstance(node, Var) or node.varlevelsup:
        yield node
        return
    entry = query.rtable[node.varno - 1]
    if entry.rtekind == Rte.VALUES:
        for row in entry.values_lists:
            yield row[node.varattno - 1]
    elif entry.rtekind == Rte.SUBQUERY and entry.subquery is not None:
        # The range table of a set operation begins with its arms.
        arms = [arm.subquery for arm in entry.subquery.rtable] if entry.subquery.setOperations else [entry.subquery]
        for arm in arms:
            for output in arm.targetList if arm is not None else ():
                if output.resno == node.varattno and arm is not None:
                    yield from sources(output.expr, arm)
    else:
        yield node


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


def own_parameter(node: Node) -> int | None:
    """The number of the query's own parameter that `node` is, casts aside."""
    found = bare(node)
    return found.paramid if isinstance(found, Param) and found.paramkind == ParamKind.EXTERN else None
