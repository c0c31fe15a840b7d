"""Whether a query looks up one row by a key, so that many keys can be looked up at once.

The rows for `column = any(keys)` must be the rows for `column = key`, key by key. So nothing but the comparison may
depend on the key, and nothing on several rows together: then each row is found or not independently of the others.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from ...model.catalog import Catalog, PgType
from ..tree.enums import Command, ParamKind
from ..tree.nodes import (
    Aggref,
    BoolExpr,
    FuncExpr,
    Node,
    OpExpr,
    Param,
    Query,
    RangeTblEntry,
    RelabelType,
    ScalarArrayOpExpr,
    TableSampleClause,
    Unknown,
    Var,
    WindowFunc,
    walk,
)
from ..tree.reader import read_tree
from .count import row_count

__all__ = ["Lookup", "NoLookupError", "everything", "read_lookups"]


class Lookup(Struct, frozen=True):
    """`column = $1`, by which a key finds its row, alone or with other keys."""

    number: int
    """The parameter's."""
    equality: OpExpr
    column: Var
    side: Node
    """The column as it is compared; a varchar is compared as text."""


class NoLookupError(Exception):
    """A query is not a lookup: why (a predicate of the query), and what to do."""

    def __init__(self, why: str, hint: str) -> None:
        super().__init__(why)
        self.why = why
        self.hint = hint


_TOGETHER: Sequence[tuple[Callable[[Query], Any], str, str]] = (
    (lambda query: query.setOperations, "is a union of queries", "select from one of them"),
    (lambda query: query.hasTargetSRFs, "has a set among its columns", "call the function in from"),
    (
        lambda query: query.hasAggs or query.groupClause or query.groupingSets or query.havingQual,
        "groups its rows",
        "group in a subquery that does not look at the parameter, or make it :batchone",
    ),
    (lambda query: query.windowClause, "has a window function", "put it into a subquery, or make it :batchone"),
    (lambda query: query.distinctClause, "is distinct", "leave distinct out: a lookup gives one row at most"),
    (lambda query: query.limitCount, "has a limit", "leave limit out: a lookup gives one row at most"),
    (lambda query: query.limitOffset, "has an offset", "leave offset out: a lookup gives one row at most"),
)
"""Whatever depends on several rows together: the test, the reason and the hint."""

_COMPARED: Mapping[str, str] = dict.fromkeys(("text", "varchar"), "text") | {
    name: name
    for name in (
        *("bool", "bytea", "date", "int2", "int4", "int8", "numeric", "oid", "timestamp", "timestamptz", "uuid"),
    )
}
"""PostgreSQL's own types whose values are equal in Python exactly when they are equal in PostgreSQL. The value is what
they are compared as."""

_WRITE = "write column = @key in the outermost where, and the parameter nowhere else"
_KEY = "compare a column that is unique by itself, or all columns of a key"
_OTHER_KEY = "look it up by another column, or make it :batchone"


def read_lookups(query: Query, numbers: Sequence[int], catalog: Catalog) -> Sequence[Lookup]:
    """The comparisons by which these parameters find the row. Raises NoLookupError if the query is not a lookup."""
    nodes = list(everything(query, catalog))
    if any(isinstance(node, Query) and node.commandType != Command.SELECT for node in nodes):
        raise NoLookupError("writes", "let it read alone")
    if any(isinstance(node, Query) and node.rowMarks for node in nodes):
        raise NoLookupError("locks rows", "leave for update out, or @batched")
    for found, why, hint in _TOGETHER:
        if found(query):
            raise NoLookupError(why, hint)
    compared = {lookup.number: lookup for lookup in _comparisons(query)}
    used = [node.paramid for node in nodes if isinstance(node, Param) and node.paramkind == ParamKind.EXTERN]
    if any(number not in compared or used.count(number) != 1 for number in numbers):
        which = "its parameter" if len(numbers) == 1 else "each of its parameters"
        raise NoLookupError(
            f"does not compare {which} with one column alone",
            _WRITE
            if len(numbers) == 1
            else f"{_WRITE}; or name the keys, as in -- @batched id, and let the others be shared",
        )
    lookups = [compared[number] for number in numbers]
    for lookup in lookups:
        _check_key(lookup, catalog)
    for node in nodes:
        if isinstance(node, Unknown | TableSampleClause):
            what = node.tag if isinstance(node, Unknown) else "tablesample"
            raise NoLookupError(f"has {what} in it, which may differ from call to call", "leave it out, or @batched")
        function = catalog.functions.get(_called(node))
        if function is not None and function.volatile:
            raise NoLookupError(
                f"calls {function.name}, which is volatile: each call must make its own",
                "declare the function stable if it is, or leave @batched out",
            )
    if row_count(query, catalog) == "many":
        raise NoLookupError("may give several rows for one key", _KEY)
    return lookups


def everything(query: Query, catalog: Catalog) -> Iterator[Node]:
    """All nodes, with those of the views that the query reads."""
    pending, seen = [query], set[int]()
    while pending:
        for node in walk(pending.pop()):
            yield node
            relation = catalog.relations.get(node.relid) if isinstance(node, RangeTblEntry) else None
            if relation is not None and relation.view is not None and relation.oid not in seen:
                seen.add(relation.oid)
                pending += read_tree(relation.view)


def _comparisons(query: Query) -> Iterator[Lookup]:
    pending = [query.jointree.quals]
    while pending:
        match pending.pop():
            case BoolExpr("and", args):
                pending += args
            case (
                OpExpr(
                    args=(Param(paramkind=kind, paramid=number), side) | (side, Param(paramkind=kind, paramid=number))
                ) as equality
            ):
                column = side.arg if isinstance(side, RelabelType) else side
                if (
                    kind == ParamKind.EXTERN
                    and type(equality) is OpExpr
                    and isinstance(column, Var)
                    and not column.varlevelsup
                ):
                    yield Lookup(number, equality, column, side)
            case _:
                pass


def _check_key(lookup: Lookup, catalog: Catalog) -> None:
    if lookup.equality.opno not in catalog.equalities:
        raise NoLookupError("does not compare its parameter by =", _WRITE)
    kinds = [catalog.base_type(lookup.column.vartype)]
    kinds += [catalog.base_type(arg.paramtype) for arg in lookup.equality.args if isinstance(arg, Param)]
    compared = {_compared_as(kind) for kind in kinds}
    if None in compared:
        kind = next(kind for kind in kinds if _compared_as(kind) is None)
        raise NoLookupError(
            f"has a key of type {kind.name}, which Python may not compare as PostgreSQL does", _OTHER_KEY
        )
    if len(compared) > 1:
        names = " and ".join(kind.name for kind in kinds)
        raise NoLookupError(f"compares two types, {names}", "write the parameter without a cast")
    if lookup.equality.inputcollid in catalog.nondeterministic:
        raise NoLookupError("has a key whose collation takes different strings for equal", _OTHER_KEY)


def _compared_as(kind: PgType) -> str | None:
    if kind.kind == "e":
        return kind.name
    return _COMPARED.get(kind.typname) if kind.schema == "pg_catalog" else None


def _called(node: Node) -> int:
    match node:
        case FuncExpr(funcid=oid) | OpExpr(opfuncid=oid) | ScalarArrayOpExpr(opfuncid=oid):
            return oid
        case Aggref(aggfnoid=oid) | WindowFunc(winfnoid=oid):
            return oid
        case _:
            return 0
