"""The analysed tree's nodes, typed: PostgreSQL's names, and of its fields those that the analysis reads.

The source of each is `src/include/nodes/primnodes.h` and `parsenodes.h` of PostgreSQL 18; what an older major calls
otherwise stands in `reader.py`. Nodes are compared and hashed by value: PostgreSQL prints no location in a stored tree
from 17 on, and none is kept here.
"""

from msgspec import Struct

__all__ = [
    "Aggref",
    "Alias",
    "ArrayCoerceExpr",
    "ArrayExpr",
    "BoolExpr",
    "BooleanTest",
    "CaseExpr",
    "CaseTestExpr",
    "CaseWhen",
    "CoalesceExpr",
    "CoerceToDomain",
    "CoerceViaIO",
    "Coercion",
    "CollateExpr",
    "CommonTableExpr",
    "Const",
    "ConvertRowtypeExpr",
    "DistinctExpr",
    "FieldSelect",
    "FromExpr",
    "FuncExpr",
    "GroupingFunc",
    "JoinExpr",
    "MergeAction",
    "MinMaxExpr",
    "NamedArgExpr",
    "NextValueExpr",
    "Node",
    "NullIfExpr",
    "NullTest",
    "OnConflictExpr",
    "OpExpr",
    "Param",
    "Query",
    "RangeTblEntry",
    "RangeTblFunction",
    "RangeTblRef",
    "RelabelType",
    "RowCompareExpr",
    "RowExpr",
    "SQLValueFunction",
    "ScalarArrayOpExpr",
    "SetOperationStmt",
    "SetToDefault",
    "SortGroupClause",
    "SubLink",
    "SubscriptingRef",
    "TargetEntry",
    "Unknown",
    "Var",
    "WindowFunc",
]


class Node(Struct, frozen=True):
    """Any node of the tree."""


class Unknown(Node, frozen=True):
    """A node that has no class here: its value is taken to be nullable."""

    tag: str


class Var(Node, frozen=True):
    varno: int
    varattno: int
    vartype: int
    varlevelsup: int
    varreturningtype: int = 0
    """1 for `old`, 2 for `new` (PostgreSQL 18)."""


class Const(Node, frozen=True):
    consttype: int
    constisnull: bool
    constvalue: bytes | None = None
    """The datum as it lies in memory."""


class Param(Node, frozen=True):
    paramkind: int
    paramid: int
    paramtype: int


class FuncExpr(Node, frozen=True):
    funcid: int
    funcresulttype: int
    funcretset: bool
    funcformat: int = 0
    """How it was written: a call, an explicit cast, an implicit cast, from 0."""
    args: tuple[Node, ...] = ()


class OpExpr(Node, frozen=True):
    opno: int
    opfuncid: int
    opresulttype: int
    opretset: bool
    args: tuple[Node, ...]


class DistinctExpr(OpExpr, frozen=True):
    pass


class NullIfExpr(OpExpr, frozen=True):
    pass


class ScalarArrayOpExpr(Node, frozen=True):
    opfuncid: int
    useOr: bool
    args: tuple[Node, ...]


class BoolExpr(Node, frozen=True):
    boolop: str
    args: tuple[Node, ...]


class NullTest(Node, frozen=True):
    arg: Node
    nulltesttype: int
    """0 for IS NULL, 1 for IS NOT NULL."""
    argisrow: bool


class BooleanTest(Node, frozen=True):
    arg: Node
    booltesttype: int
    """TRUE, NOT TRUE, FALSE, NOT FALSE, UNKNOWN, NOT UNKNOWN."""


class CoalesceExpr(Node, frozen=True):
    coalescetype: int
    args: tuple[Node, ...]


class MinMaxExpr(Node, frozen=True):
    minmaxtype: int
    args: tuple[Node, ...]


class CaseWhen(Node, frozen=True):
    expr: Node
    result: Node


class CaseExpr(Node, frozen=True):
    casetype: int
    arg: Node | None
    args: tuple[CaseWhen, ...]
    defresult: Node | None


class CaseTestExpr(Node, frozen=True):
    """The argument of `case x when …`, inside its conditions."""

    typeId: int


class Coercion(Node, frozen=True):
    """What is NULL exactly when its one argument is (no node of PostgreSQL's: the base of those below)."""

    arg: Node


class RelabelType(Coercion, frozen=True):
    resulttype: int


class CoerceViaIO(Coercion, frozen=True):
    resulttype: int


class ArrayCoerceExpr(Coercion, frozen=True):
    resulttype: int


class ConvertRowtypeExpr(Coercion, frozen=True):
    resulttype: int


class CoerceToDomain(Coercion, frozen=True):
    resulttype: int


class CollateExpr(Coercion, frozen=True):
    pass


class NamedArgExpr(Coercion, frozen=True):
    argnumber: int


class ArrayExpr(Node, frozen=True):
    array_typeid: int
    elements: tuple[Node, ...] = ()


class RowExpr(Node, frozen=True):
    row_typeid: int
    args: tuple[Node, ...] = ()


class RowCompareExpr(Node, frozen=True):
    """`(a, b) < (c, d)`; for = and <> PostgreSQL writes and/or of comparisons instead."""

    largs: tuple[Node, ...]
    rargs: tuple[Node, ...]


class FieldSelect(Node, frozen=True):
    arg: Node
    fieldnum: int
    resulttype: int


class SubscriptingRef(Node, frozen=True):
    refexpr: Node
    refassgnexpr: Node | None = None


class SQLValueFunction(Node, frozen=True):
    op: int
    type: int


class SetToDefault(Node, frozen=True):
    typeId: int


class NextValueExpr(Node, frozen=True):
    seqid: int


class TargetEntry(Node, frozen=True):
    expr: Node
    resno: int
    resname: str | None
    ressortgroupref: int
    resjunk: bool
    resorigtbl: int = 0
    """The table that the column comes from as it is, and which of its columns."""
    resorigcol: int = 0


class Aggref(Node, frozen=True):
    aggfnoid: int
    aggtype: int
    aggfilter: Node | None
    aggstar: bool
    aggkind: str
    agglevelsup: int
    aggdirectargs: tuple[Node, ...] = ()
    args: tuple[TargetEntry, ...] = ()


class GroupingFunc(Node, frozen=True):
    agglevelsup: int


class WindowFunc(Node, frozen=True):
    winfnoid: int
    wintype: int
    aggfilter: Node | None
    winref: int
    winstar: bool
    winagg: bool
    args: tuple[Node, ...] = ()


class SubLink(Node, frozen=True):
    subLinkType: int
    """EXISTS, ALL, ANY, ROWCOMPARE, EXPR, MULTIEXPR, ARRAY, CTE."""
    testexpr: Node | None
    subselect: Node


class Alias(Node, frozen=True):
    aliasname: str
    colnames: tuple[str, ...] = ()


class RangeTblFunction(Node, frozen=True):
    funcexpr: Node
    funccolcount: int


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


class FromExpr(Node, frozen=True):
    fromlist: tuple[Node, ...] = ()
    quals: Node | None = None


class SortGroupClause(Node, frozen=True):
    tleSortGroupRef: int


class CommonTableExpr(Node, frozen=True):
    ctename: str
    ctequery: Node
    cterecursive: bool


class SetOperationStmt(Node, frozen=True):
    op: int
    """UNION, INTERSECT, EXCEPT, from 1."""
    all: bool
    larg: Node
    rarg: Node


class OnConflictExpr(Node, frozen=True):
    action: int
    """NOTHING, UPDATE, from 1."""
    onConflictSet: tuple[TargetEntry, ...]
    onConflictWhere: Node | None
    exclRelIndex: int


class MergeAction(Node, frozen=True):
    matchKind: int
    commandType: int
    qual: Node | None
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
    groupingSets: tuple[Node, ...] = ()
    havingQual: Node | None = None
    windowClause: tuple[Node, ...] = ()
    distinctClause: tuple[SortGroupClause, ...] = ()
    limitOffset: Node | None = None
    limitCount: Node | None = None
    setOperations: Node | None = None
    onConflict: OnConflictExpr | None = None
    mergeActionList: tuple[MergeAction, ...] = ()
