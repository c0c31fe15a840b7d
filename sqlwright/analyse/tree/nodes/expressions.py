"""Expressions, as `nodes/primnodes.h` defines them."""

from ..oids import TypeOid
from .base import Node

__all__ = [
    "Aggref",
    "ArrayCoerceExpr",
    "ArrayExpr",
    "BoolExpr",
    "BooleanTest",
    "CaseExpr",
    "CaseTestExpr",
    "CaseWhen",
    "CoalesceExpr",
    "CoerceToDomain",
    "CoerceToDomainValue",
    "CoerceViaIO",
    "Coercion",
    "CollateExpr",
    "Const",
    "ConvertRowtypeExpr",
    "CurrentOfExpr",
    "DistinctExpr",
    "FieldSelect",
    "FieldStore",
    "FuncExpr",
    "GroupingFunc",
    "MergeSupportFunc",
    "MinMaxExpr",
    "NamedArgExpr",
    "NextValueExpr",
    "NullIfExpr",
    "NullTest",
    "OpExpr",
    "Param",
    "RelabelType",
    "RowCompareExpr",
    "RowExpr",
    "SQLValueFunction",
    "ScalarArrayOpExpr",
    "SetToDefault",
    "SortGroupClause",
    "SubLink",
    "SubscriptingRef",
    "TargetEntry",
    "Var",
    "WindowFunc",
    "type_of",
]


class Var(Node, frozen=True):
    varno: int
    varattno: int
    vartype: int
    varlevelsup: int
    varreturningtype: int = 0
    """enums.Returning: whether it is a column of `old` or `new` (PostgreSQL 18)."""


class Const(Node, frozen=True):
    consttype: int
    constisnull: bool
    constvalue: bytes | None = None
    """The datum as it is in memory."""


class Param(Node, frozen=True):
    paramkind: int
    """enums.ParamKind."""
    paramid: int
    paramtype: int


class FuncExpr(Node, frozen=True):
    funcid: int
    funcresulttype: int
    funcretset: bool
    funcformat: int = 0
    """enums.CoercionForm."""
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
    inputcollid: int = 0


class BoolExpr(Node, frozen=True):
    boolop: str
    args: tuple[Node, ...]


class NullTest(Node, frozen=True):
    arg: Node
    nulltesttype: int
    """enums.NullTestType."""
    argisrow: bool


class BooleanTest(Node, frozen=True):
    arg: Node
    booltesttype: int
    """enums.BoolTest."""


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
    """The base class of nodes that are NULL exactly when their one argument is. PostgreSQL has no such node."""

    arg: Node


class RelabelType(Coercion, frozen=True):
    resulttype: int


class CoerceViaIO(Coercion, frozen=True):
    resulttype: int


class ArrayCoerceExpr(Coercion, frozen=True):
    resulttype: int
    elemexpr: Node | None = None
    """How each element is cast."""


class ConvertRowtypeExpr(Coercion, frozen=True):
    resulttype: int


class CoerceToDomain(Coercion, frozen=True):
    resulttype: int


class CoerceToDomainValue(Node, frozen=True):
    """VALUE in a CHECK of a domain."""

    typeId: int


class CollateExpr(Coercion, frozen=True):
    collOid: int


class NamedArgExpr(Coercion, frozen=True):
    """`name => value`."""

    argnumber: int
    """The argument's position in the function, from 0."""


class ArrayExpr(Node, frozen=True):
    array_typeid: int
    elements: tuple[Node, ...] = ()
    multidims: bool = False


class RowExpr(Node, frozen=True):
    row_typeid: int
    args: tuple[Node, ...] = ()
    colnames: tuple[str, ...] = ()
    """The names of its values, unless its type has names for them."""


class RowCompareExpr(Node, frozen=True):
    """`(a, b) < (c, d)`. For = and <>, PostgreSQL joins single comparisons by AND and OR instead."""

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
    """enums.ValueFunction."""
    type: int


class SetToDefault(Node, frozen=True):
    typeId: int


class NextValueExpr(Node, frozen=True):
    seqid: int


class SortGroupClause(Node, frozen=True):
    tleSortGroupRef: int
    eqop: int = 0
    sortop: int = 0
    reverse_sort: bool = False


class TargetEntry(Node, frozen=True):
    expr: Node
    resno: int
    resname: str | None
    ressortgroupref: int
    resjunk: bool
    resorigtbl: int = 0
    """The table that the column comes from unchanged."""
    resorigcol: int = 0
    """Which of that table's columns it is."""


class Aggref(Node, frozen=True):
    aggfnoid: int
    aggtype: int
    aggfilter: Node | None
    aggstar: bool
    aggkind: str
    """enums.AggKind."""
    agglevelsup: int
    aggdirectargs: tuple[Node, ...] = ()
    args: tuple[TargetEntry, ...] = ()
    aggorder: tuple[SortGroupClause, ...] = ()
    aggdistinct: tuple[SortGroupClause, ...] = ()


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
    """enums.Sublink."""
    testexpr: Node | None
    subselect: Node
    subLinkId: int = 0
    """The number by which the parameters of `set (a, b) = (select …)` refer to it."""


class CurrentOfExpr(Node, frozen=True):
    """`where current of cursor`: the whole of its WHERE."""

    cvarno: int


class MergeSupportFunc(Node, frozen=True):
    """`merge_action()`."""

    msftype: int


_TYPE_FIELDS = (
    *("vartype", "consttype", "paramtype", "funcresulttype", "opresulttype", "resulttype", "coalescetype"),
    *("minmaxtype", "casetype", "array_typeid", "row_typeid", "aggtype", "wintype", "refrestype"),
)


def type_of(node: Node) -> int:
    """The OID of an expression's type, or 0 if the node does not say it."""
    match node:
        case SQLValueFunction():
            return node.type
        case BoolExpr() | NullTest() | BooleanTest() | ScalarArrayOpExpr() | DistinctExpr():
            return TypeOid.BOOL
        case CollateExpr() | NamedArgExpr():
            return type_of(node.arg)
        case _:
            return next((getattr(node, field) for field in _TYPE_FIELDS if hasattr(node, field)), 0)
