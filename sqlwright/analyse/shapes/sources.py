"""Where a variable comes from: the expressions of the subquery, view or VALUES that it is a column of."""

from collections.abc import Sequence

from ...model import Origin
from ..proofs.columns import cte_query, view_query
from ..proofs.prover import Prover, returning
from ..proofs.scope import Scope
from ..tree.enums import Command, Rte, SetOp
from ..tree.nodes import Node, Query, RangeTblRef, SetOperationStmt, Var, outputs

__all__ = ["behind", "column", "home_of", "written"]

_Expressions = Sequence[tuple[Node, Scope]]


def home_of(node: Var, scope: Scope) -> tuple[Var, Scope] | None:
    """The variable as seen in the query that it belongs to."""
    home: Scope | None = scope
    for _ in range(node.varlevelsup):
        home = None if home is None else home.outer
    return None if home is None else (Var(node.varno, node.varattno, node.vartype, 0, node.varreturningtype), home)


def written(prover: Prover, query: Query, outer: Scope | None, index: int) -> _Expressions:
    """The expressions that give a query's column, counted from 0: one for each arm of a set operation."""
    scope = prover.scope(query, outer)
    if query.commandType == Command.SELECT and query.setOperations is not None:
        return _arms(prover, query.setOperations, scope, index)
    found = outputs(query)
    scope = scope if query.commandType == Command.SELECT else returning(scope)
    return [(found[index].expr, scope)] if index < len(found) else []


def _arms(prover: Prover, node: Node, scope: Scope, index: int) -> _Expressions:
    match node:
        case SetOperationStmt(op=SetOp.EXCEPT):
            return _arms(prover, node.larg, scope, index)
        case SetOperationStmt():
            left, right = (_arms(prover, arm, scope, index) for arm in (node.larg, node.rarg))
            return [*left, *right] if left and right else []
        case RangeTblRef():
            query = scope.query.rtable[node.rtindex - 1].subquery
            return [] if query is None else written(prover, query, scope, index)
        case _:
            return []


def behind(prover: Prover, node: Var, scope: Scope) -> _Expressions:
    """The expressions that give a column its values. None are found for a table's own column, or if they are out of sight."""
    found = home_of(node, scope)
    if found is None or node.varattno < 1:
        return []
    node, scope = found
    entry = scope.query.rtable[node.varno - 1]
    index = node.varattno - 1
    if scope.returning and node.varno == scope.query.resultRelation:
        return []
    match entry.rtekind:
        case Rte.SUBQUERY if entry.subquery is not None:
            return written(prover, entry.subquery, scope.of_lateral if entry.lateral else scope.of_rows, index)
        case Rte.JOIN if index < len(entry.joinaliasvars):
            return [(entry.joinaliasvars[index], scope)]
        case Rte.GROUP if index < len(entry.groupexprs):
            return [(entry.groupexprs[index], scope.of_rows)]
        case Rte.VALUES:
            return [(row[index], scope.of_lateral) for row in entry.values_lists]
        case Rte.CTE:
            cte = cte_query(entry, scope)
            if cte is None or cte[0].cterecursive or not isinstance(cte[0].ctequery, Query):
                return []
            return written(prover, cte[0].ctequery, cte[1].of_rows, index)
        case Rte.RELATION:
            relation = prover.catalog.relations.get(entry.relid)
            view = None if relation is None or relation.view is None else view_query(prover, relation)
            return [] if view is None else written(prover, view, None, index)
        case _:
            return []


def column(prover: Prover, node: Var, scope: Scope) -> Origin | None:
    """The table's column that a variable is, through any subqueries."""
    found: tuple[Node, Scope] = node, scope
    while isinstance(found[0], Var):
        home = home_of(found[0], found[1])
        if home is None or found[0].varattno < 1:
            return None
        entry = home[1].query.rtable[home[0].varno - 1]
        relation = prover.catalog.relations.get(entry.relid) if entry.rtekind == Rte.RELATION else None
        if relation is not None:
            source = relation.column(home[0].varattno)
            return None if source is None else (relation.schema, relation.name, source.name)
        expressions = behind(prover, *home)
        if len(expressions) != 1:
            return None
        found = expressions[0]
    return None
