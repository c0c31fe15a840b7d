"""Columns of the items in FROM: tables, subqueries, views, functions, VALUES, WITH."""

from ...model.catalog import Relation
from ..rows.count import row_count
from ..rows.grouping import always_grouped
from ..tree.enums import Command, MergeMatch, Rte
from ..tree.nodes import CommonTableExpr, FuncExpr, Node, Query, RangeTblEntry, Var, outputs, rebuilt, type_of
from ..tree.reader import read_expression, read_tree
from ..types.expression_types import expression_type
from .check_constraints import checked_columns
from .conditional_checks import is_checked_here
from .json_and_xml import table_column
from .known_functions import FULL_COLUMNS, SETS_WITHOUT_NULL
from .prover import Prover, at, every
from .returning import written
from .scope import Proof, Scope
from .sql_functions import body, inside

__all__ = ["cte_query", "out_column", "set_column", "variable", "view_query"]


def variable(prover: Prover, node: Var, scope: Scope) -> Proof:
    if node.varlevelsup:
        if scope.groups and scope.query.groupingSets and _is_grouped_by(node, scope.query):
            return None
        outer = Var(node.varno, node.varattno, node.vartype, node.varlevelsup - 1, node.varreturningtype)
        return None if scope.outer is None else prover.prove(outer, scope.outer)
    query = scope.query
    entry = query.rtable[node.varno - 1]
    if entry.rtekind == Rte.GROUP:
        return _group(prover, node, entry, scope)
    if scope.returning and node.varno == query.resultRelation:
        return written(prover, node, entry, scope)
    if (
        scope.returning
        and query.commandType == Command.MERGE
        and any(
            action.matchKind == MergeMatch.NOT_MATCHED_BY_SOURCE and action.commandType != Command.NOTHING
            for action in query.mergeActionList
        )
    ):
        # For WHEN NOT MATCHED BY SOURCE there is no row of the source.
        return None
    if scope.groups:
        # It is no grouping expression, so it depends on a primary key that is in every grouping set.
        return prover.prove(node, scope.of_rows) if always_grouped(query) else None
    if scope.is_filled(node.varno):
        return None
    return column(prover, node, entry, scope)


def column(prover: Prover, node: Var, entry: RangeTblEntry, scope: Scope) -> Proof:
    """A column of an entry of the range table, in a row that no outer join filled with NULLs."""
    number = node.varattno
    if number == 0:
        return "expression"
    match entry.rtekind:
        case Rte.RELATION:
            return _relation(prover, node, entry, scope)
        case Rte.SUBQUERY if entry.subquery is not None:
            home = scope.of_lateral if entry.lateral else scope.of_rows
            return at(prover.columns(entry.subquery, home, scope.knows(node.varno)), number)
        case Rte.JOIN:
            alias = entry.joinaliasvars[number - 1] if number <= len(entry.joinaliasvars) else None
            return None if alias is None else prover.prove(alias, scope)
        case Rte.FUNCTION:
            return _function(prover, node, entry, scope.of_lateral)
        case Rte.TABLEFUNC if entry.tablefunc is not None:
            return table_column(prover, number, entry.tablefunc, scope.of_lateral)
        case Rte.VALUES:
            return every(prover.prove(row[number - 1], scope.of_lateral) for row in entry.values_lists)
        case Rte.CTE:
            return _cte(prover, number, entry, scope, scope.knows(node.varno))
        case _:
            return None


def _is_grouped_by(node: Var, query: Query) -> bool:
    """Whether a column of a query around this one is a grouping expression, which grouping sets fill with NULLs."""
    return any(entry.ressortgroupref and entry.expr == node for entry in query.targetList) or any(
        node in entry.groupexprs for entry in query.rtable if entry.rtekind == Rte.GROUP
    )


def _group(prover: Prover, node: Var, entry: RangeTblEntry, scope: Scope) -> Proof:
    """A grouping expression, in the form that PostgreSQL uses from 18 on. Without grouping sets it is the rows' own."""
    query = scope.query
    if node.varattno > len(entry.groupexprs) or node.varattno > len(query.groupClause):
        return None
    # If the same expression stands in another grouping set, either may be filled with NULLs.
    expr = entry.groupexprs[node.varattno - 1]
    same = zip(query.groupClause, entry.groupexprs, strict=False)
    if not always_grouped(query).issuperset(clause.tleSortGroupRef for clause, other in same if other == expr):
        return None
    return prover.prove(expr, scope.of_rows)


def _relation(prover: Prover, node: Var, entry: RangeTblEntry, scope: Scope) -> Proof:
    relation = prover.catalog.relations.get(entry.relid)
    if relation is None:
        return None
    if relation.view is not None and node.varattno > 0:
        return at(_view(prover, relation, scope.knows(node.varno)), node.varattno)
    alone = relation.kind == "r" and relation.inherited and not entry.inh
    found = _relation_column(prover, node.varattno, relation, alone=alone)
    if found is not None or node.varattno < 1:
        return found
    if is_checked_here(prover, node, relation, scope, alone=alone):
        return "check"
    source = relation.column(node.varattno)
    if source is None or not source.generated or source.expression is None:
        return None
    # A generated column is its expression, evaluated for the same row.
    expression = read_expression(source.expression)
    if expression is None:
        return None

    def here(found: Node) -> Node | None:
        if not isinstance(found, Var):
            return None
        return Var(node.varno, found.varattno, found.vartype, 0)

    return prover.prove(rebuilt(expression, here), scope) and "generated"


def _relation_column(prover: Prover, number: int, relation: Relation, *, alone: bool) -> Proof:
    """A column of a table's stored rows, or of a view. ONLY leaves out the rows of a table's children."""
    if number < 0:
        return "column" if relation.is_table else None
    if relation.view is not None:
        return at(_view(prover, relation, frozenset()), number)
    found = relation.column(number)
    if found is None:
        return None
    if found.own_not_null if alone else found.not_null:
        return "column"
    return "check" if number in checked_columns(prover, relation, alone=alone) else None


def view_query(prover: Prover, relation: Relation) -> Query | None:
    if relation.oid not in prover.views:
        found = read_tree(relation.view or "")
        prover.views[relation.oid] = found[0] if len(found) == 1 else None
    return prover.views[relation.oid]


def _view(prover: Prover, relation: Relation, known: frozenset[int]) -> list[Proof]:
    query = view_query(prover, relation)
    # `create or replace view` never drops a column, so the numbers stay.
    return [] if query is None else list(prover.columns(query, None, known))


def _function(prover: Prover, node: Var, entry: RangeTblEntry, scope: Scope) -> Proof:
    number = node.varattno
    if entry.funcordinality and number == 1 + sum(function.funccolcount for function in entry.functions):
        return "function"
    sets = [not isinstance(function.funcexpr, FuncExpr) or function.funcexpr.funcretset for function in entry.functions]
    if len(sets) > 1 and any(sets):
        # Of several functions in ROWS FROM, the shorter ones continue with NULLs.
        return None
    for function in entry.functions:
        if number > function.funccolcount:
            number -= function.funccolcount
            continue
        call = function.funcexpr
        if isinstance(call, FuncExpr) and call.funcretset:
            return set_column(prover, number, function.funccolcount, node.vartype, call, scope)
        if function.funccolcount > 1 or _is_row(prover, call):
            # A row is taken apart into its fields.
            return out_column(prover, number, function.funccolcount, node.vartype, call, scope)
        return prover.prove(call, scope)
    return None


def out_column(prover: Prover, number: int, count: int, kind: int, call: Node, scope: Scope) -> Proof:
    """A column of the only row of a function with output arguments, whose fields are NULL if its query gives no row."""
    function = prover.catalog.functions.get(call.funcid) if isinstance(call, FuncExpr) else None
    query = body(prover, function) if function is not None else None
    if function is None or query is None or not isinstance(call, FuncExpr) or len(outputs(query)) != count:
        return None
    if (
        expression_type(outputs(query)[number - 1].expr, prover.catalog) != kind
        or row_count(query, prover.catalog) != "one"
    ):
        return None
    if function.strict and not prover.every(call.args, scope):
        return None
    return at(inside(prover, function, query, call.args, scope, given=False), number) and "function"


def set_column(prover: Prover, number: int, count: int, kind: int, call: FuncExpr, scope: Scope) -> Proof:
    """A column of the type `kind` of a set-returning function."""
    function = prover.catalog.functions.get(call.funcid)
    if function is None:
        return None
    if function.builtin:
        if number in FULL_COLUMNS.get((function.name, count), ()):
            return "function"
        # Its third argument says which text counts as NULL.
        splits = function.name == "string_to_table" and len(call.args) == 2
        if (splits or function.name in SETS_WITHOUT_NULL) and count == 1:
            return "function"
        if function.name == "unnest" and len(call.args) == 1 and not _is_row(prover, call):
            return "function" if prover.elements(call.args[0], scope) else None
    query = body(prover, function)
    if (
        query is None
        or len(outputs(query)) != count
        or expression_type(outputs(query)[number - 1].expr, prover.catalog) != kind
    ):
        return None
    # A strict function returns no row for a NULL argument.
    return at(inside(prover, function, query, call.args, scope, given=function.strict), number) and "function"


def _is_row(prover: Prover, call: Node) -> bool:
    kind = type_of(call)
    return kind not in prover.catalog.types or prover.catalog.base_type(kind).kind in ("c", "p")


def _cte(prover: Prover, number: int, entry: RangeTblEntry, scope: Scope, known: frozenset[int]) -> Proof:
    written = cte_query(entry, scope)
    if written is None:
        return None
    found, home = written
    if not isinstance(found.ctequery, Query):
        return None
    count = len(outputs(found.ctequery))
    if number > count:
        return _search_column(prover, number - count, found, home.of_rows)
    if not found.cterecursive:
        return at(prover.columns(found.ctequery, home.of_rows, known), number)
    return at(_recursive(prover, found.ctequery, home.of_rows), number)


def cte_query(entry: RangeTblEntry, scope: Scope) -> tuple[CommonTableExpr, Scope] | None:
    """The WITH query that an entry refers to, and the scope of the query that it belongs to."""
    home: Scope | None = scope.of_rows
    for _ in range(entry.ctelevelsup):
        home = home.outer if home is not None else None
    if home is None:
        return None
    found = next((cte for cte in home.query.cteList if cte.ctename == entry.ctename), None)
    return None if found is None else (found, home)


def _search_column(prover: Prover, number: int, cte: CommonTableExpr, home: Scope) -> Proof:
    """A column that SEARCH or CYCLE adds: an order, a mark or a path."""
    added: list[Proof] = ["expression"] if cte.search_clause is not None else []
    if cte.cycle_clause is not None:
        marks = (cte.cycle_clause.cycle_mark_value, cte.cycle_clause.cycle_mark_default)
        added += ["expression" if prover.every(marks, home) else None, "expression"]
    return at(added, number)


def _recursive(prover: Prover, query: Query, home: Scope) -> list[Proof]:
    """The greatest fixpoint: what holds for the first rows, and for the next if it holds for those before them."""
    if id(query) in prover.recursive:
        return list(prover.recursive[id(query)])
    key = (id(query), id(home), frozenset[int]())
    if key not in prover.found:
        assumed: list[Proof] = ["column"] * len(outputs(query))
        while True:
            found = list(prover.assuming(id(query), assumed, lambda: prover.columns(query, home)))
            if [proof is None for proof in found] == [proof is None for proof in assumed]:
                break
            assumed = [proof and before for proof, before in zip(found, assumed, strict=True)]
        prover.found[key] = home, found
    return list(prover.found[key][1])
