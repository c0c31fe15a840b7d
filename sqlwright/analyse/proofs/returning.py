"""RETURNING: the columns of the row that INSERT, UPDATE, DELETE or MERGE wrote or removed."""

from collections.abc import Sequence

from msgspec.structs import replace

from ...model.catalog import Catalog, Column, Relation
from ..facts.conditions import if_true
from ..tree.enums import Command, MergeMatch, OnConflict, Returning, Rte, Sublink
from ..tree.nodes import (
    FieldStore,
    Node,
    Param,
    Query,
    RangeTblEntry,
    SetToDefault,
    SubLink,
    SubscriptingRef,
    TargetEntry,
    Var,
    outputs,
    rebuilt,
)
from ..tree.reader import read_expression, read_tree
from ..triggers.effects import assigned_columns, effects, may_change
from .check_constraints import checked_columns
from .conditional_checks import is_checked_here
from .prover import Prover, at, every
from .scope import Proof, Scope
from .subqueries import gives_value

__all__ = ["multiple", "written"]


def written(prover: Prover, node: Var, entry: RangeTblEntry, scope: Scope) -> Proof:
    query = scope.query
    relation = prover.catalog.relations.get(entry.relid)
    if relation is None or relation.rules or _has_no_row(node, query):
        return None
    if relation.view is not None:
        return _through_view(prover, node, relation, scope)
    if not relation.is_table:
        return None
    if node.varattno <= 0:
        return "column"
    column = relation.column(node.varattno)
    if column is None:
        return None
    if column.not_null:
        return "column"
    if node.varattno in checked_columns(prover, relation):
        return "check"
    if is_checked_here(prover, node, relation, scope):
        return "check"
    if column.generated and column.expression is not None and not relation.is_partition:
        return _generated(prover, node, column.expression, scope)
    if node.varreturningtype == Returning.OLD:
        return _stood(prover, node, scope)
    return every(_ways(prover, node, column, relation, scope))


def _has_no_row(node: Var, query: Query) -> bool:
    """Whether there may be no such row: there is no old row for an INSERT and no new one after a DELETE."""
    commands = {query.commandType}
    if query.commandType == Command.MERGE:
        commands = {action.commandType for action in query.mergeActionList}
    match node.varreturningtype:
        case Returning.OLD:
            return Command.INSERT in commands
        case Returning.NEW:
            return Command.DELETE in commands
        case _:
            return False


def _ways(prover: Prover, node: Var, column: Column, relation: Relation, scope: Scope) -> list[Proof]:
    """One proof for each way in which the row may have been written."""
    query = scope.query
    match query.commandType:
        case Command.DELETE:
            return [_stood(prover, node, scope)]
        case Command.INSERT:
            ways = [_inserted(prover, query.targetList, column, relation, scope)]
            conflict = query.onConflict
            if conflict is not None and conflict.action == OnConflict.UPDATE:
                where = conflict.onConflictWhere
                facts = frozenset[Node]() if where is None else if_true(where, prover.catalog)
                proposed = replace(scope.of_rows, known=facts)
                ways.append(_updated(prover, node, conflict.onConflictSet, column, relation, proposed))
            return ways
        case Command.UPDATE:
            return [_updated(prover, node, query.targetList, column, relation, scope.of_rows)]
        case Command.MERGE:
            ways: list[Proof] = []
            for action in query.mergeActionList:
                met = (action.qual, query.mergeJoinCondition if action.matchKind == MergeMatch.MATCHED else None)
                facts = frozenset[Node]().union(*(if_true(qual, prover.catalog) for qual in met if qual is not None))
                rows = replace(scope.of_rows, known=facts)
                if action.commandType == Command.INSERT:
                    ways.append(_inserted(prover, action.targetList, column, relation, rows))
                elif action.commandType == Command.UPDATE:
                    ways.append(_updated(prover, node, action.targetList, column, relation, rows))
                elif action.commandType == Command.DELETE:
                    ways.append(None)
            return ways
        case _:
            return []


def _generated(prover: Prover, node: Var, tree: str, scope: Scope) -> Proof:
    """A generated column, whose expression is evaluated for the returned row itself."""
    expression = read_expression(tree)
    if expression is None:
        return None

    def here(found: Node) -> Node | None:
        return replace(node, varattno=found.varattno, vartype=found.vartype) if isinstance(found, Var) else None

    return prover.prove(rebuilt(expression, here), scope) and "generated"


def _stood(prover: Prover, node: Var, scope: Scope) -> Proof:
    """A column with the value that WHERE saw."""
    return "filter" if scope.of_rows.is_known(Var(node.varno, node.varattno, node.vartype, 0)) else None


def _inserted(
    prover: Prover, targets: Sequence[TargetEntry], column: Column, relation: Relation, scope: Scope
) -> Proof:
    if column.generated or may_change(relation, "insert", None, column.name, prover.catalog):
        return None
    found = next((entry.expr for entry in targets if entry.resno == column.number), None)
    if column.identity:
        return "assigned"
    if found is None or isinstance(found, SetToDefault):
        return default(prover, column, scope)
    if isinstance(found, Var) and scope.query.rtable[found.varno - 1].rtekind == Rte.VALUES and not found.varlevelsup:
        rows = [row[found.varattno - 1] for row in scope.query.rtable[found.varno - 1].values_lists]
        return every(
            default(prover, column, scope)
            if isinstance(value, SetToDefault)
            else _assigned(prover, value, scope.of_rows)
            for value in rows
        )
    return _assigned(prover, found, scope.of_rows)


def default(prover: Prover, column: Column, scope: Scope) -> Proof:
    """The value of a column that nothing is assigned to."""
    expression = None if column.expression is None or column.generated else read_expression(column.expression)
    return expression and prover.prove(expression, replace(scope.of_rows, known=frozenset())) and "assigned"


def _updated(
    prover: Prover, node: Var, targets: Sequence[TargetEntry], column: Column, relation: Relation, rows: Scope
) -> Proof:
    query = rows.query
    # The columns of a view have other names, and UPDATE OF looks at all actions of MERGE together.
    known = query.rtable[query.resultRelation - 1].relid == relation.oid and not query.mergeActionList
    assigned = assigned_columns(relation, targets) if known else None
    if column.generated or may_change(relation, "update", assigned, column.name, prover.catalog):
        return None
    found = next((entry.expr for entry in targets if entry.resno == column.number), None)
    if found is None:
        return _stood(prover, node, rows)
    if isinstance(found, SetToDefault):
        return default(prover, column, rows)
    if query.onConflict is not None:
        found = _with_excluded(found, query, relation, prover.catalog)
    return _assigned(prover, found, rows)


def _with_excluded(found: Node, query: Query, relation: Relation, catalog: Catalog) -> Node:
    """`found` with the columns of `excluded` replaced by what the INSERT assigns to them, unless a trigger may do so."""
    conflict = query.onConflict
    changed = effects(relation, "insert", None, catalog).assigns

    def proposed(node: Node) -> Node | None:
        if conflict is None or not isinstance(node, Var) or node.varlevelsup or node.varno != conflict.exclRelIndex:
            return None
        column = relation.column(node.varattno)
        if column is None or changed is None or column.name in changed:
            return None
        return next((entry.expr for entry in query.targetList if entry.resno == node.varattno), None)

    return rebuilt(found, proposed)


def _assigned(prover: Prover, found: Node, rows: Scope) -> Proof:
    if isinstance(found, FieldStore):
        return "assigned"
    if isinstance(found, SubscriptingRef) and found.refassgnexpr is not None:
        # Assigning into a NULL array or document makes a new one.
        kind = prover.catalog.types.get(found.refcontainertype)
        return "assigned" if kind is not None and (kind.element or kind.typname == "jsonb") else None
    return prover.prove(found, rows) and "assigned"


def multiple(prover: Prover, node: Param, scope: Scope) -> Proof:
    """One of the columns of a subquery that several columns are set to: `set (a, b) = (select …)`."""
    # The parameter's number holds the subquery's and the column's (`transformMultiAssignRef` in `parse_target.c`).
    number, position = node.paramid >> 16, node.paramid & 0xFFFF
    for entry in scope.query.targetList:
        link = entry.expr
        if isinstance(link, SubLink) and link.subLinkType == Sublink.MULTIEXPR and link.subLinkId == number:
            return gives_value(prover, link.subselect, position, scope)
    return None


def _through_view(prover: Prover, node: Var, relation: Relation, scope: Scope) -> Proof:
    """A column of a view that PostgreSQL writes through by itself."""
    found = _below(prover, node.varattno, relation)
    if found is None:
        return None
    below, column = found
    if column.not_null:
        return "column"
    if column.number in checked_columns(prover, below):
        return "check"
    # The view showed the row as it was. Its WHERE need not hold for a row that is written through it.
    shown = at(prover.columns(read_tree(relation.view or "")[0]), node.varattno) or _stood(prover, node, scope)
    targets = scope.query.targetList
    here = replace(column, number=node.varattno, expression=None)
    match scope.query.commandType:
        case Command.DELETE:
            return shown
        case Command.UPDATE if node.varreturningtype == Returning.OLD:
            return shown
        case Command.UPDATE if any(entry.resno == here.number for entry in targets):
            return _updated(prover, node, targets, here, below, scope.of_rows)
        case Command.UPDATE:
            changes = column.generated or may_change(below, "update", None, column.name, prover.catalog)
            return None if changes else shown
        case Command.INSERT if scope.query.onConflict is None:
            return _inserted(prover, targets, here, below, scope)
        case _:
            return None


def _below(prover: Prover, number: int, relation: Relation) -> tuple[Relation, Column] | None:
    """The table's column that a view's column stands for, through further views if need be."""
    trees = read_tree(relation.view or "")
    if relation.triggers or relation.rules or len(trees) != 1 or not 0 < number <= len(outputs(trees[0])):
        return None
    source = outputs(trees[0])[number - 1].expr
    if not isinstance(source, Var) or source.varlevelsup:
        return None
    below = prover.catalog.relations.get(trees[0].rtable[source.varno - 1].relid)
    if below is None or below.rules:
        return None
    if below.view is not None:
        return _below(prover, source.varattno, below)
    column = below.column(source.varattno)
    return None if column is None or not below.is_table else (below, column)
