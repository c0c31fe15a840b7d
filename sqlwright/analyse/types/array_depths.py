"""How deep an array is nested. PostgreSQL's type `int[]` does not say it, but the expression that makes one may."""

from ...model.catalog import Catalog, Relation
from ...source.recursion import deep
from ..tree.constants import dimensions
from ..tree.enums import Command, Rte, SetOp, Sublink
from ..tree.nodes import (
    Aggref,
    ArrayExpr,
    CaseExpr,
    CoalesceExpr,
    Coercion,
    Const,
    FuncExpr,
    MinMaxExpr,
    Node,
    NullIfExpr,
    OpExpr,
    Query,
    RangeTblEntry,
    RangeTblRef,
    SetOperationStmt,
    SubLink,
    SubscriptingRef,
    Var,
    WindowFunc,
    outputs,
    type_of,
)
from ..tree.reader import read_tree

__all__ = ["column_depth", "depth", "depths"]

_AS_ITS_ARGUMENTS = frozenset(
    [
        *("array_append", "array_cat", "array_prepend", "array_remove", "array_replace", "array_reverse"),
        *("array_sample", "array_shuffle", "array_sort", "trim_array"),
        *("any_value", "first_value", "lag", "last_value", "lead", "max", "min", "nth_value"),
        *("percentile_cont", "percentile_disc"),
    ]
)
"""Functions whose result is as deep as the deepest of their arguments."""


def column_depth(relation: Relation, number: int, catalog: Catalog) -> int:
    """The depth that a table declares for its column, or that a view's query gives it."""
    return deep(lambda: _Finder(catalog).column(relation, number), otherwise=0)


def depth(node: Node, homes: tuple[Query, ...], catalog: Catalog) -> int:
    """The depth of an expression in the last of the queries `homes`, each of which is inside the one before it."""
    return _Finder(catalog).depth(node, homes)


def depths(query: Query, catalog: Catalog) -> list[int]:
    """The depth of each output column: 0 if it is no array, or nothing is known."""
    finder = _Finder(catalog)
    count = len(outputs(query))
    return deep(lambda: [finder.output(query, index, ()) for index in range(count)], otherwise=[0] * count)


class _Finder:
    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.found: dict[tuple[int, int], int] = {}
        self.views: dict[int, Query | None] = {}

    def output(self, query: Query, index: int, homes: tuple[Query, ...]) -> int:
        """The depth of a query's column, counted from 0. `homes` are the queries around it."""
        key = id(query), index
        if key not in self.found:
            # The rows of a recursive query are as deep as those that it starts with.
            self.found[key] = 0
            self.found[key] = self._output(query, index, (*homes, query))
        return self.found[key]

    def _output(self, query: Query, index: int, homes: tuple[Query, ...]) -> int:
        if query.commandType == Command.SELECT and query.setOperations is not None:
            return self.arms(query.setOperations, index, homes)
        found = outputs(query)
        return self.depth(found[index].expr, homes) if index < len(found) else 0

    def arms(self, node: Node, index: int, homes: tuple[Query, ...]) -> int:
        match node:
            case SetOperationStmt(op=SetOp.EXCEPT):
                return self.arms(node.larg, index, homes)
            case SetOperationStmt():
                return max(self.arms(node.larg, index, homes), self.arms(node.rarg, index, homes))
            case RangeTblRef():
                arm = homes[-1].rtable[node.rtindex - 1].subquery
                return 0 if arm is None else self.output(arm, index, homes)
            case _:
                return 0

    def is_array(self, node: Node) -> bool:
        kind = type_of(node)
        return kind in self.catalog.types and bool(self.catalog.base_type(kind).element)

    def depth(self, node: Node, homes: tuple[Query, ...]) -> int:
        match node:
            case Const():
                return dimensions(node, self.catalog)
            case ArrayExpr():
                return 1 + (max(self.depth(each, homes) for each in node.elements) if node.multidims else 0)
            case Var():
                return self.variable(node, homes)
            case Coercion():
                return self.depth(node.arg, homes)
            case SubscriptingRef():
                # A slice is as deep as its array, and an array keeps its depth when an element is assigned.
                return self.depth(node.refexpr, homes) if self.is_array(node) else 0
            case SubLink(subselect=Query() as query) if node.subLinkType in (Sublink.EXPR, Sublink.ARRAY):
                return self.output(query, 0, homes) + (node.subLinkType == Sublink.ARRAY)
            case CoalesceExpr(args=args) | MinMaxExpr(args=args) | NullIfExpr(args=args):
                return self.deepest(args, homes)
            case CaseExpr():
                results = [when.result for when in node.args]
                return self.deepest((*results, *([] if node.defresult is None else [node.defresult])), homes)
            case Aggref():
                args = (*node.aggdirectargs, *(entry.expr for entry in node.args))
                return self.called(node.aggfnoid, args, homes)
            case (
                FuncExpr(funcid=oid, args=args) | OpExpr(opfuncid=oid, args=args) | WindowFunc(winfnoid=oid, args=args)
            ):
                return self.called(oid, args, homes)
            case _:
                return 0

    def deepest(self, nodes: tuple[Node, ...], homes: tuple[Query, ...]) -> int:
        return max((self.depth(node, homes) for node in nodes), default=0)

    def called(self, oid: int, args: tuple[Node, ...], homes: tuple[Query, ...]) -> int:
        function = self.catalog.functions.get(oid)
        if function is None or not function.builtin:
            return 0
        if function.name == "array_agg":
            return 1 + self.deepest(args, homes)
        if function.name == "array_fill" and isinstance(args[1], ArrayExpr):
            return len(args[1].elements)
        return self.deepest(args, homes) if function.name in _AS_ITS_ARGUMENTS else 0

    def variable(self, node: Var, homes: tuple[Query, ...]) -> int:
        homes = homes[: len(homes) - node.varlevelsup]
        if not homes or node.varattno < 1:
            return 0
        entry = homes[-1].rtable[node.varno - 1]
        index = node.varattno - 1
        match entry.rtekind:
            case Rte.RELATION:
                relation = self.catalog.relations.get(entry.relid)
                return 0 if relation is None else self.column(relation, node.varattno)
            case Rte.SUBQUERY if entry.subquery is not None:
                return self.output(entry.subquery, index, homes)
            case Rte.JOIN if index < len(entry.joinaliasvars):
                return self.depth(entry.joinaliasvars[index], homes)
            case Rte.GROUP if index < len(entry.groupexprs):
                return self.depth(entry.groupexprs[index], homes)
            case Rte.VALUES:
                return self.deepest(tuple(row[index] for row in entry.values_lists), homes)
            case Rte.CTE:
                return self.cte(entry, index, homes)
            case _:
                return 0

    def column(self, relation: Relation, number: int) -> int:
        if relation.view is None:
            column = relation.column(number)
            return column.dims if column is not None else 0
        if relation.oid not in self.views:
            trees = read_tree(relation.view)
            self.views[relation.oid] = trees[0] if len(trees) == 1 else None
        query = self.views[relation.oid]
        return 0 if query is None else self.output(query, number - 1, ())

    def cte(self, entry: RangeTblEntry, index: int, homes: tuple[Query, ...]) -> int:
        homes = homes[: len(homes) - entry.ctelevelsup]
        for cte in homes[-1].cteList if homes else ():
            if cte.ctename == entry.ctename and isinstance(cte.ctequery, Query):
                return self.output(cte.ctequery, index, homes)
        return 0
