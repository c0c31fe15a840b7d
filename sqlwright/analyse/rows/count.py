"""How many rows a query gives: exactly one, at most one, any number, or none because it returns nothing."""

from collections.abc import Iterable, Iterator
from typing import Literal

from ...model.catalog import Catalog
from ...source.recursion import deep
from ..tree.constants import integer
from ..tree.enums import Command, Join, LimitOption, OnConflict, Rte, SetOp
from ..tree.nodes import (
    Const,
    FromExpr,
    FuncExpr,
    JoinExpr,
    Node,
    Query,
    RangeTblEntry,
    RangeTblRef,
    SetOperationStmt,
    Var,
    children,
    walk,
)
from ..tree.reader import read_tree
from ..triggers.effects import assigned_columns, effects
from .grouping import group_expression, is_grouped
from .keys import Pins, pins_of
from .sets import set_size

__all__ = ["Rows", "gives_row", "gives_rows", "has_rows", "one_row_with", "row_count"]

Rows = Literal["one", "optional", "many", "none"]


def row_count(query: Query, catalog: Catalog, homes: tuple[Query, ...] = ()) -> Rows:
    """`homes` are the queries around it, from the outermost on."""
    if query.commandType != Command.SELECT and not query.returningList:
        return "none"
    least, most = deep(lambda: _Counter(catalog).selected(query, homes), otherwise=(False, False))
    return "many" if not most else "one" if least else "optional"


def has_rows(query: Query, catalog: Catalog, homes: tuple[Query, ...]) -> bool:
    """Whether FROM and WHERE of a query always give a row. `homes` are the queries around it."""
    return deep(lambda: _Counter(catalog).joined(query, homes), otherwise=(False, False))[0]


def gives_rows(query: Query, catalog: Catalog, homes: tuple[Query, ...]) -> bool:
    """Whether a query always gives a row."""
    return deep(lambda: _Counter(catalog).selected(query, homes), otherwise=(False, False))[0]


def gives_row(node: Node, query: Query, catalog: Catalog) -> bool:
    """Whether a part of FROM always gives a row, whatever the rows of the other parts are."""
    return deep(lambda: _Counter(catalog).at_least_one(node, query, (query,)), otherwise=False)


def one_row_with(query: Query, columns: Iterable[tuple[Var, int]], catalog: Catalog) -> bool:
    """Whether FROM and WHERE give at most one row for each combination of values in these columns. Each column comes with
    the operator that decides which values are equal."""
    pins = pins_of(query, catalog).fixing(columns)
    look = _Counter(catalog).at_most_one
    return deep(lambda: look(query.jointree, query, pins, frozenset(), (query,)), otherwise=None) is not None


def _written(query: Query, catalog: Catalog, homes: tuple[Query, ...]) -> tuple[bool, bool]:
    """Whether at least one row is written, and whether at most one is."""
    counter = _Counter(catalog)
    target = catalog.relations.get(query.rtable[query.resultRelation - 1].relid)
    if target is None or target.rules or query.commandType == Command.MERGE:
        return False, False
    if query.commandType == Command.INSERT:
        least, most = counter.joined(query, ())
        if query.hasTargetSRFs:
            least = most = False
        # A trigger or a conflict may drop the row.
        kept = target.is_table and not effects(target, "insert", None, catalog).drops
        conflict = query.onConflict
        if conflict is not None:
            updates = conflict.action == OnConflict.UPDATE and conflict.onConflictWhere is None
            columns = assigned_columns(target, conflict.onConflictSet)
            kept = kept and updates and not effects(target, "update", columns, catalog).drops
            kept = kept and not _is_written_beside(query, homes)
        return least and kept, most
    # Each row of the target is written once, no matter how many rows it is joined with.
    pins = pins_of(query, catalog)
    return False, target.is_table and pins.pinned(query.resultRelation, frozenset())


def _is_written_beside(query: Query, homes: tuple[Query, ...]) -> bool:
    """Whether another part of the statement writes too. A row that it changed is left out here, not updated again."""
    beside = [cte.ctequery for home in (*homes, query) for cte in home.cteList if cte.ctequery is not query]
    return any(isinstance(other, Query) and other.commandType != Command.SELECT for other in (*homes, *beside))


class _Counter:
    """Answers two questions: is there at least one row, and is there at most one?"""

    def __init__(self, catalog: Catalog, calls: frozenset[int] = frozenset()) -> None:
        self.catalog = catalog
        self.calls = calls
        """The functions whose bodies are being looked into, to notice one that calls itself."""
        self.found: dict[int, tuple[bool, bool]] = {}

    def selected(self, query: Query, homes: tuple[Query, ...]) -> tuple[bool, bool]:
        # A CTE may be visited many times, always with the same homes.
        if id(query) not in self.found:
            self.found[id(query)] = self._selected(query, homes)
        return self.found[id(query)]

    def _selected(self, query: Query, homes: tuple[Query, ...]) -> tuple[bool, bool]:
        if query.commandType != Command.SELECT:
            return _written(query, self.catalog, homes)
        homes = (*homes, query)
        if query.setOperations is not None:
            least, most = self.set_operation(query.setOperations, query, homes)
        elif query.hasTargetSRFs:
            least, most = False, False
        elif is_grouped(query):
            least, most = self.grouped(query, homes)
        else:
            least, most = self.joined(query, homes[:-1])
        limit = integer(query.limitCount)
        if query.limitOffset is not None and integer(query.limitOffset) != 0:
            least = False
        if query.limitCount is not None:
            # LIMIT NULL is no limit, and WITH TIES may give more rows than the limit.
            least = least and limit is not None and limit > 0
            most = most or (limit is not None and limit <= 1 and query.limitOption == LimitOption.COUNT)
        return least, most

    def grouped(self, query: Query, homes: tuple[Query, ...]) -> tuple[bool, bool]:
        if query.groupingSets:
            return False, False
        if not query.groupClause:
            return query.havingQual is None, True
        least, most = self.joined(query, homes[:-1])
        # There is one group if everything that it is grouped by has one value.
        pins = pins_of(query, self.catalog)
        return least and query.havingQual is None, most or all(
            pins.is_fixed(group_expression(entry.expr, query), clause.eqop)
            for clause in query.groupClause
            for entry in query.targetList
            if entry.ressortgroupref == clause.tleSortGroupRef
        )

    def joined(self, query: Query, homes: tuple[Query, ...]) -> tuple[bool, bool]:
        """The rows of FROM and WHERE."""
        homes = (*homes, query)
        pins = pins_of(query, self.catalog)
        return self.at_least_one(query.jointree, query, homes), self.at_most_one(
            query.jointree, query, pins, frozenset(), homes
        ) is not None

    def at_least_one(self, node: Node | None, query: Query, homes: tuple[Query, ...]) -> bool:
        match node:
            case FromExpr():
                return _is_true(node.quals) and all(self.at_least_one(child, query, homes) for child in node.fromlist)
            case JoinExpr():
                left = self.at_least_one(node.larg, query, homes)
                right = self.at_least_one(node.rarg, query, homes)
                match node.jointype:
                    case Join.LEFT:
                        return left
                    case Join.RIGHT:
                        return right
                    case Join.FULL:
                        return left or right
                    case _:
                        return left and right and _is_true(node.quals)
            case RangeTblRef():
                return self.entry(query.rtable[node.rtindex - 1], homes)[0]
            case _:
                return False

    def at_most_one(
        self, node: Node, query: Query, pins: Pins, fixed: frozenset[int], homes: tuple[Query, ...]
    ) -> frozenset[int] | None:
        """`fixed` and the relations of `node`, if at most one row of these goes with one row of `fixed`; else None."""
        match node:
            case RangeTblRef():
                entry = query.rtable[node.rtindex - 1]
                # A lateral item gives its one row for each row that it refers to.
                beside = frozenset(_looked_at(entry, 0)) if entry.lateral else frozenset[int]()
                one = beside <= fixed and (self.entry(entry, homes)[1] or self.narrowed(node, pins, fixed, homes))
                return fixed | {node.rtindex} if one or pins.pinned(node.rtindex, fixed) else None
            case FromExpr():
                return self.all_of(node.fromlist, query, pins, fixed, homes)
            case JoinExpr(jointype=Join.INNER):
                return self.all_of((node.larg, node.rarg), query, pins.along(node.quals), fixed, homes)
            case JoinExpr(jointype=Join.LEFT | Join.RIGHT as kind):
                # The condition chooses among the rows of the side that may be filled.
                first, second = (node.larg, node.rarg) if kind == Join.LEFT else (node.rarg, node.larg)
                kept = self.at_most_one(first, query, pins, fixed, homes)
                if kept is None:
                    return None
                return self.at_most_one(second, query, pins.along(node.quals), kept, homes)
            case JoinExpr(jointype=Join.FULL, larg=RangeTblRef() as one, rarg=RangeTblRef() as other):
                # One side may be missing, which its key says. A side without a key could be there both alone and not
                # at all.
                sides = (one.rtindex, other.rtindex)
                return fixed.union(sides) if all(pins.pinned(side, fixed) for side in sides) else None
            case _:
                return None

    def all_of(
        self, nodes: tuple[Node, ...], query: Query, pins: Pins, fixed: frozenset[int], homes: tuple[Query, ...]
    ) -> frozenset[int] | None:
        """The same for several nodes. One row of a node may pin one of another, in any order."""
        pending = list(nodes)
        while pending:
            for node in pending:
                found = self.at_most_one(node, query, pins, fixed, homes)
                if found is not None:
                    fixed = found
                    pending.remove(node)
                    break
            else:
                return None
        return fixed

    def narrowed(self, node: RangeTblRef, pins: Pins, fixed: frozenset[int], homes: tuple[Query, ...]) -> bool:
        """Whether a subquery, CTE or view gives at most one row for the columns that are fixed from outside."""
        entry = homes[-1].rtable[node.rtindex - 1]
        columns = pins.fixed_columns(node.rtindex, fixed)
        found = self.source(entry, homes) if columns else None
        if found is None:
            return False
        query, homes = found
        if isinstance(query.setOperations, SetOperationStmt):
            # Without ALL, no two rows are equal in all columns.
            compared = query.setOperations.groupClauses
            return not query.setOperations.all and all(
                pins.agree(clause.eqop, columns.get(number, ())) for number, clause in enumerate(compared, 1)
            )
        if query.commandType != Command.SELECT or query.hasTargetSRFs or query.groupingSets:
            return False
        by_reference = {entry.ressortgroupref: entry.resno for entry in query.targetList}
        for clauses in (query.distinctClause, query.groupClause):
            if clauses and all(
                pins.agree(clause.eqop, columns.get(by_reference[clause.tleSortGroupRef], ())) for clause in clauses
            ):
                return True
        known = [
            (group_expression(entry.expr, query), operator)
            for entry in query.targetList
            for operator in columns.get(entry.resno, ())
        ]
        inside = pins_of(query, self.catalog).fixing(
            (expr, operator) for expr, operator in known if isinstance(expr, Var) and not expr.varlevelsup
        )
        return self.at_most_one(query.jointree, query, inside, frozenset(), (*homes, query)) is not None

    def source(self, entry: RangeTblEntry, homes: tuple[Query, ...]) -> tuple[Query, tuple[Query, ...]] | None:
        """The query that an entry stands for, and the queries around that one."""
        match entry.rtekind:
            case Rte.SUBQUERY if entry.subquery is not None:
                return entry.subquery, homes
            case Rte.CTE:
                return self.cte(entry, homes)
            case Rte.RELATION:
                relation = self.catalog.relations.get(entry.relid)
                trees = read_tree(relation.view) if relation is not None and relation.view is not None else []
                return (trees[0], ()) if len(trees) == 1 else None
            case _:
                return None

    def entry(self, entry: RangeTblEntry, homes: tuple[Query, ...]) -> tuple[bool, bool]:
        match entry.rtekind:
            case Rte.VALUES:
                return True, len(entry.values_lists) == 1
            case Rte.FUNCTION:
                # Of several functions in ROWS FROM, the longest decides.
                found = [self.called(function.funcexpr) for function in entry.functions]
                return any(least for least, _ in found), all(most for _, most in found)
            case _:
                found = self.source(entry, homes)
                if found is None:
                    return False, False
                # A view's tree is read anew each time, so nothing found of it may be remembered by its identity.
                counter = _Counter(self.catalog, self.calls) if entry.rtekind == Rte.RELATION else self
                return counter.selected(*found)

    def called(self, call: Node) -> tuple[bool, bool]:
        """The rows of a function in FROM."""
        if not isinstance(call, FuncExpr) or not call.funcretset:
            return True, True
        size = set_size(call, self.catalog)
        if size is not None:
            return size >= 1, size <= 1
        function = self.catalog.functions.get(call.funcid)
        if function is None or function.builtin or function.body is None or call.funcid in self.calls:
            return False, False
        trees = read_tree(function.body)
        if not trees or any(isinstance(node, Query) and node.commandType != Command.SELECT for node in walk(trees[-1])):
            return False, False
        # The tree is read anew each time, so nothing found of it may be remembered by its identity.
        least, most = _Counter(self.catalog, self.calls | {call.funcid}).selected(trees[-1], ())
        # A strict function gives no row for a NULL.
        return least and not function.strict, most

    def cte(self, entry: RangeTblEntry, homes: tuple[Query, ...]) -> tuple[Query, tuple[Query, ...]] | None:
        depth = len(homes) - entry.ctelevelsup
        if depth < 1:
            return None
        for cte in homes[depth - 1].cteList:
            if cte.ctename == entry.ctename and not cte.cterecursive and isinstance(cte.ctequery, Query):
                return cte.ctequery, homes[:depth]
        return None

    def set_operation(self, node: Node, query: Query, homes: tuple[Query, ...]) -> tuple[bool, bool]:
        if isinstance(node, RangeTblRef):
            return self.entry(query.rtable[node.rtindex - 1], homes)
        if not isinstance(node, SetOperationStmt):
            return False, False
        left, right = self.set_operation(node.larg, query, homes), self.set_operation(node.rarg, query, homes)
        match node.op:
            case SetOp.UNION:
                return left[0] or right[0], False
            case SetOp.INTERSECT:
                return False, left[1] or right[1]
            case _:
                return False, left[1]


def _looked_at(node: Node, depth: int) -> Iterator[int]:
    """The relations, by range table index, that a node refers to from `depth` levels below them."""
    if isinstance(node, Var) and node.varlevelsup == depth:
        yield node.varno
    for child in children(node):
        yield from _looked_at(child, depth + isinstance(node, Query))


def _is_true(quals: Node | None) -> bool:
    return quals is None or (isinstance(quals, Const) and not quals.constisnull and any(quals.constvalue or b""))
