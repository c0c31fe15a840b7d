"""Queries and their parts, as `nodes/parsenodes.h` defines them."""

from collections.abc import Sequence
from typing import Any

from ..enums import Command
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
    "RTEPermissionInfo",
    "RangeTblEntry",
    "RangeTblFunction",
    "RangeTblRef",
    "RowMarkClause",
    "SetOperationStmt",
    "TableSampleClause",
    "WindowClause",
    "outputs",
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


class RTEPermissionInfo(Node, frozen=True):
    """The rights that PostgreSQL checks on a relation, from 16 on."""

    relid: int
    requiredPerms: int = 0
    """enums.Right."""
    selectedCols: tuple[int, ...] = ()
    """Numbers of columns, from `FirstLowInvalidHeapAttributeNumber` on."""
    insertedCols: tuple[int, ...] = ()
    updatedCols: tuple[int, ...] = ()


class RangeTblEntry(Node, frozen=True):
    eref: Alias
    rtekind: int
    """enums.Rte."""
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
    requiredPerms: int = 0
    """enums.Right; up to PostgreSQL 15, as the next ones. Later there is an RTEPermissionInfo."""
    selectedCols: tuple[int, ...] = ()
    insertedCols: tuple[int, ...] = ()
    updatedCols: tuple[int, ...] = ()


class RangeTblRef(Node, frozen=True):
    rtindex: int


class JoinExpr(Node, frozen=True):
    jointype: int
    """enums.Join."""
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
    """enums.GroupingSetKind."""
    content: tuple[Any, ...] = ()
    """References to the target list if the set is simple, else the grouping sets in it."""


class WindowClause(Node, frozen=True):
    winref: int
    frameOptions: int
    """enums.Frame."""
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
    """enums.SetOp."""
    all: bool
    larg: Node
    rarg: Node
    colTypes: tuple[int, ...] = ()
    groupClauses: tuple[SortGroupClause, ...] = ()
    """How each column is compared."""


class OnConflictExpr(Node, frozen=True):
    action: int
    """enums.OnConflict."""
    onConflictSet: tuple[TargetEntry, ...]
    onConflictWhere: Node | None
    exclRelIndex: int


class MergeAction(Node, frozen=True):
    commandType: int
    """enums.Command."""
    qual: Node | None
    matchKind: int = 0
    """enums.MergeMatch, from PostgreSQL 17 on, where MERGE gained RETURNING."""
    targetList: tuple[TargetEntry, ...] = ()


class Query(Node, frozen=True):
    commandType: int
    """enums.Command."""
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
    """enums.LimitOption."""
    rowMarks: tuple[RowMarkClause, ...] = ()
    rteperminfos: tuple[RTEPermissionInfo, ...] = ()
    setOperations: Node | None = None
    onConflict: OnConflictExpr | None = None
    mergeActionList: tuple[MergeAction, ...] = ()
    mergeJoinCondition: Node | None = None


def outputs(query: Query) -> Sequence[TargetEntry]:
    """What a query gives to whoever reads it."""
    entries = query.targetList if query.commandType == Command.SELECT else query.returningList
    return [entry for entry in entries if not entry.resjunk]
