"""Queries and what they consist of, as `parsenodes.h` has them."""

from typing import Any

from .base import Node
from .documents import TableFunc
from .expressions import SortGroupClause, TargetEntry

__all__ = [
    "Alias",
    "CTECycleClause",
    "CTESearchClause",
    "CommonTableExpr",
    "FromExpr",
    "GroupingSet",
    "JoinExpr",
    "MergeAction",
    "OnConflictExpr",
    "Query",
    "RangeTblEntry",
    "RangeTblFunction",
    "RangeTblRef",
    "RowMarkClause",
    "SetOperationStmt",
    "TableSampleClause",
    "WindowClause",
]


class Alias(Node, frozen=True):
    aliasname: str
    colnames: tuple[str, ...] = ()


class RangeTblFunction(Node, frozen=True):
    funcexpr: Node
    funccolcount: int


class TableSampleClause(Node, frozen=True):
    args: tuple[Node, ...] = ()
    repeatable: Node | None = None


class RangeTblEntry(Node, frozen=True):
    eref: Alias
    rtekind: int
    """RELATION, SUBQUERY, JOIN, FUNCTION, TABLEFUNC, VALUES, CTE, NAMEDTUPLESTORE, RESULT, GROUP."""
    alias: Alias | None = None
    relid: int = 0
    inh: bool = False
    relkind: str = ""
    subquery: "Query | None" = None
    jointype: int = 0
    joinmergedcols: int = 0
    joinaliasvars: tuple[Node, ...] = ()
    functions: tuple[RangeTblFunction, ...] = ()
    funcordinality: bool = False
    values_lists: tuple[tuple[Node, ...], ...] = ()
    ctename: str | None = None
    ctelevelsup: int = 0
    groupexprs: tuple[Node, ...] = ()
    tablefunc: TableFunc | None = None
    tablesample: Node | None = None
    lateral: bool = False


class RangeTblRef(Node, frozen=True):
    rtindex: int


class JoinExpr(Node, frozen=True):
    jointype: int
    """INNER, LEFT, FULL, RIGHT."""
    larg: Node
    rarg: Node
    quals: Node | None
    rtindex: int


class RowMarkClause(Node, frozen=True):
    """FOR UPDATE and its sisters, for one relation."""

    rti: int


class FromExpr(Node, frozen=True):
    fromlist: tuple[Node, ...] = ()
    quals: Node | None = None


class GroupingSet(Node, frozen=True):
    kind: int
    """EMPTY, SIMPLE, ROLLUP, CUBE, SETS."""
    content: tuple[Any, ...] = ()
    """References to the target list of a simple one, else grouping sets."""


class WindowClause(Node, frozen=True):
    winref: int
    frameOptions: int
    startOffset: Node | None = None
    endOffset: Node | None = None


class CTESearchClause(Node, frozen=True):
    search_seq_column: str


class CTECycleClause(Node, frozen=True):
    cycle_mark_column: str
    cycle_mark_value: Node
    cycle_mark_default: Node
    cycle_path_column: str


class CommonTableExpr(Node, frozen=True):
    ctename: str
    ctequery: Node
    cterecursive: bool
    search_clause: CTESearchClause | None = None
    cycle_clause: CTECycleClause | None = None


class SetOperationStmt(Node, frozen=True):
    op: int
    """UNION, INTERSECT, EXCEPT, from 1."""
    all: bool
    larg: Node
    rarg: Node
    colTypes: tuple[int, ...] = ()
    groupClauses: tuple[SortGroupClause, ...] = ()
    """How each column is compared."""


class OnConflictExpr(Node, frozen=True):
    action: int
    """NOTHING, UPDATE, from 1."""
    onConflictSet: tuple[TargetEntry, ...]
    onConflictWhere: Node | None
    exclRelIndex: int


class MergeAction(Node, frozen=True):
    commandType: int
    qual: Node | None
    matchKind: int = 0
    """MATCHED, NOT MATCHED BY SOURCE, NOT MATCHED BY TARGET (from PostgreSQL 17 on, where MERGE gained RETURNING)."""
    targetList: tuple[TargetEntry, ...] = ()


class Query(Node, frozen=True):
    commandType: int
    """SELECT, UPDATE, INSERT, DELETE, MERGE, UTILITY, from 1."""
    resultRelation: int
    hasAggs: bool
    hasTargetSRFs: bool
    jointree: FromExpr
    targetList: tuple[TargetEntry, ...] = ()
    rtable: tuple[RangeTblEntry, ...] = ()
    cteList: tuple[CommonTableExpr, ...] = ()
    returningList: tuple[TargetEntry, ...] = ()
    groupClause: tuple[SortGroupClause, ...] = ()
    groupingSets: tuple[GroupingSet, ...] = ()
    havingQual: Node | None = None
    windowClause: tuple[WindowClause, ...] = ()
    distinctClause: tuple[SortGroupClause, ...] = ()
    hasDistinctOn: bool = False
    sortClause: tuple[SortGroupClause, ...] = ()
    limitOffset: Node | None = None
    limitCount: Node | None = None
    limitOption: int = 0
    """0 for COUNT, 1 for WITH TIES."""
    rowMarks: tuple[RowMarkClause, ...] = ()
    setOperations: Node | None = None
    onConflict: OnConflictExpr | None = None
    mergeActionList: tuple[MergeAction, ...] = ()
    mergeJoinCondition: Node | None = None
