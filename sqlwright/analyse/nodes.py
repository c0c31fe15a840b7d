"""The analysed tree's nodes, typed: PostgreSQL's names, and of its fields those that the analysis reads.

The source of each is `src/include/nodes/primnodes.h` and `parsenodes.h` of PostgreSQL 18; what an older major calls
otherwise stands in `reader.py`. Nodes are compared and hashed by value: PostgreSQL prints no location in a stored tree
from 17 on, and none is kept here.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import fields

__all__ = [
    "Aggref",
    "Alias",
    "ArrayCoerceExpr",
    "ArrayExpr",
    "BoolExpr",
    "BooleanTest",
    "CTECycleClause",
    "CTESearchClause",
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
    "FieldStore",
    "FromExpr",
    "FuncExpr",
    "GroupingFunc",
    "GroupingSet",
    "JoinExpr",
    "JsonBehavior",
    "JsonConstructorExpr",
    "JsonExpr",
    "JsonIsPredicate",
    "JsonTablePathScan",
    "JsonValueExpr",
    "MergeAction",
    "MergeSupportFunc",
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
    "TableFunc",
    "TableSampleClause",
    "TargetEntry",
    "Unknown",
    "Var",
    "WindowClause",
    "WindowFunc",
    "XmlExpr",
    "children",
    "rebuilt",
    "rebuilt_below",
    "type_of",
    "walk",
]


class Node(Struct, frozen=True):
    """Any node of the tree."""


_N = TypeVar("_N", bound=Node)


class Unknown(Node, frozen=True):
    """A node that has no class here: its value is taken to be nullable."""

    tag: str
    children: tuple[Node, ...] = ()
    """The nodes found in it, for the parameters among them."""


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
    funcvariadic: bool = False
    """Whether its last argument was given as VARIADIC, an array that may itself be NULL."""
    args: tuple[Node, ...] = ()


class OpExpr(Node, frozen=True):
    opno: int
    opfuncid: int
    opresulttype: int
    opretset: bool
    args: tuple[Node, ...]
    inputcollid: int = 0


class DistinctExpr(OpExpr, frozen=True):
    pass


class NullIfExpr(OpExpr, frozen=True):
    pass


class ScalarArrayOpExpr(Node, frozen=True):
    opno: int
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
    collOid: int


class NamedArgExpr(Coercion, frozen=True):
    argnumber: int


class ArrayExpr(Node, frozen=True):
    array_typeid: int
    elements: tuple[Node, ...] = ()
    multidims: bool = False


class RowExpr(Node, frozen=True):
    row_typeid: int
    args: tuple[Node, ...] = ()


class RowCompareExpr(Node, frozen=True):
    """`(a, b) < (c, d)`; for = and <> PostgreSQL writes and/or of comparisons instead."""

    opnos: tuple[int, ...]
    largs: tuple[Node, ...]
    rargs: tuple[Node, ...]


class FieldSelect(Node, frozen=True):
    arg: Node
    fieldnum: int
    resulttype: int


class FieldStore(Node, frozen=True):
    """Assigns fields of a composite: the result is never NULL."""

    arg: Node | None
    newvals: tuple[Node, ...]
    fieldnums: tuple[int, ...] = ()


class SubscriptingRef(Node, frozen=True):
    refcontainertype: int
    refrestype: int
    refexpr: Node
    refupperindexpr: tuple[Node | None, ...] = ()
    reflowerindexpr: tuple[Node | None, ...] = ()
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
    aggorder: tuple["SortGroupClause", ...] = ()
    aggdistinct: tuple["SortGroupClause", ...] = ()


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
    subLinkId: int = 0
    """What the parameters of `set (a, b) = (select …)` name it by."""


class JsonConstructorExpr(Node, frozen=True):
    """JSON_OBJECT, JSON_ARRAY, JSON_OBJECTAGG, JSON_ARRAYAGG, JSON, JSON_SCALAR, JSON_SERIALIZE."""

    type: int
    args: tuple[Node, ...] = ()
    func: Node | None = None
    coercion: Node | None = None


class JsonValueExpr(Node, frozen=True):
    """A value with a FORMAT clause."""

    raw_expr: Node
    formatted_expr: Node


class JsonIsPredicate(Node, frozen=True):
    expr: Node


class JsonBehavior(Node, frozen=True):
    btype: int
    expr: Node | None = None


class JsonExpr(Node, frozen=True):
    """JSON_EXISTS, JSON_QUERY, JSON_VALUE, and a column or the whole of JSON_TABLE."""

    op: int
    formatted_expr: Node
    path_spec: Node
    passing_values: tuple[Node, ...] = ()
    on_empty: JsonBehavior | None = None
    on_error: JsonBehavior | None = None


class JsonTablePathScan(Node, frozen=True):
    """One level of JSON_TABLE, with the columns from one index to another."""

    colMin: int
    colMax: int


class XmlExpr(Node, frozen=True):
    op: int
    named_args: tuple[Node, ...] = ()
    args: tuple[Node, ...] = ()


class TableFunc(Node, frozen=True):
    """XMLTABLE or JSON_TABLE."""

    functype: int = 0
    docexpr: Node | None = None
    rowexpr: Node | None = None
    colexprs: tuple[Node | None, ...] = ()
    coldefexprs: tuple[Node | None, ...] = ()
    colvalexprs: tuple[Node | None, ...] = ()
    passingvalexprs: tuple[Node, ...] = ()
    notnulls: tuple[int, ...] = ()
    plan: Node | None = None
    ordinalitycol: int = -1


class MergeSupportFunc(Node, frozen=True):
    """`merge_action()`."""

    msftype: int


class TableSampleClause(Node, frozen=True):
    args: tuple[Node, ...] = ()
    repeatable: Node | None = None


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


class FromExpr(Node, frozen=True):
    fromlist: tuple[Node, ...] = ()
    quals: Node | None = None


class SortGroupClause(Node, frozen=True):
    tleSortGroupRef: int
    eqop: int = 0
    sortop: int = 0
    reverse_sort: bool = False


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
    limitOffset: Node | None = None
    limitCount: Node | None = None
    limitOption: int = 0
    """0 for COUNT, 1 for WITH TIES."""
    setOperations: Node | None = None
    onConflict: OnConflictExpr | None = None
    mergeActionList: tuple[MergeAction, ...] = ()
    mergeJoinCondition: Node | None = None


def children(node: Node) -> Sequence[Node]:
    """The nodes right below one, in the order of its fields."""
    found: list[Node] = []
    for field in _below(type(node)):
        _gather(getattr(node, field), found)
    return found


def _gather(value: object, found: list[Node]) -> None:
    if isinstance(value, Node):
        found.append(value)
    elif isinstance(value, tuple):
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            _gather(item, found)  # pyright: ignore[reportUnknownArgumentType]


@cache
def _below(kind: type[Node]) -> Sequence[str]:
    """The fields that may hold nodes: every tree is walked several times, and most fields are numbers."""
    return [field.name for field in fields(kind) if field.type not in _LEAVES]


_LEAVES = (bool, bytes, int, str, bool | None, bytes | None, int | None, str | None)


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    pending = [node]
    while pending:
        found = pending.pop()
        yield found
        pending += children(found)


def rebuilt(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """A copy in which `change` has put other nodes in the place of some; None keeps a node and looks below it."""
    changed = change(node)
    return rebuilt_below(node, change) if changed is None else changed


def rebuilt_below(node: _N, change: Callable[[Node], Node | None]) -> _N:
    """As `rebuilt`, with the node itself kept."""
    return type(node)(**{name: _rebuilt(getattr(node, name), change) for name in node.__struct_fields__})


def _rebuilt(value: object, change: Callable[[Node], Node | None]) -> object:
    if isinstance(value, Node):
        return rebuilt(value, change)
    if isinstance(value, tuple):
        return tuple(_rebuilt(item, change) for item in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return value


_TYPE_FIELDS = (
    *("vartype", "consttype", "paramtype", "funcresulttype", "opresulttype", "resulttype", "coalescetype"),
    *("minmaxtype", "casetype", "array_typeid", "row_typeid", "aggtype", "wintype", "refrestype"),
)
_BOOL = 16


def type_of(node: Node) -> int:
    """The OID of an expression's type, 0 where the node does not tell."""
    match node:
        case SQLValueFunction():
            return node.type
        case BoolExpr() | NullTest() | BooleanTest() | ScalarArrayOpExpr() | DistinctExpr():
            return _BOOL
        case CollateExpr() | NamedArgExpr():
            return type_of(node.arg)
        case _:
            return next((getattr(node, field) for field in _TYPE_FIELDS if hasattr(node, field)), 0)
