"""Columns and domains whose arrays contain no NULL, because a CHECK is false for every array that contains one.

A CHECK passes on NULL too. So each form here is false, not NULL, if an element is NULL, or it refuses the array with an
error, as `array_position` and `array_remove` refuse arrays of several dimensions. Of a NULL array nothing need be
shown: it has no elements. Forms such as `null <> all (tags)` are NULL for every array, and prove nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from ...model.catalog import Catalog, Relation
from ..tree.constants import dimensions, integer, is_null
from ..tree.enums import NullTestType
from ..tree.nodes import (
    ArrayCoerceExpr,
    ArrayExpr,
    BoolExpr,
    CaseTestExpr,
    CoalesceExpr,
    CoerceToDomainValue,
    Coercion,
    Const,
    DistinctExpr,
    FuncExpr,
    Node,
    NullTest,
    OpExpr,
    RelabelType,
    SubscriptingRef,
    Var,
    rebuilt,
    walk,
)
from ..tree.reader import read_expression

__all__ = ["full_columns", "is_full_domain", "keeps_elements", "new_elements"]

_Find = Callable[[Node, Catalog], frozenset[int]]

_read = lru_cache(maxsize=256)(read_expression)
"""The same checks are asked about for each query that uses the table."""

_NONE: frozenset[int] = frozenset()


def full_columns(relation: Relation, catalog: Catalog) -> frozenset[int]:
    """The numbers of the columns whose arrays a CHECK keeps free of NULLs."""
    if not any(_is_array(column.type, catalog) for column in relation.columns):
        return _NONE
    checks = (_read(tree) for tree in relation.checks)
    found = _NONE.union(*(_if_not_false(check, catalog) for check in checks if check is not None))
    return found.union(column.number for column in relation.columns if is_full_domain(column.type, catalog))


def is_full_domain(kind: int, catalog: Catalog) -> bool:
    """Whether it is a domain over arrays whose CHECK, or that of a domain below it, keeps its values free of NULLs."""
    found = catalog.types.get(kind)
    while found is not None and found.base:
        checks = (_read(tree) for tree in found.checks)
        if any(_if_not_false(rebuilt(check, _value), catalog) for check in checks if check is not None):
            return True
        found = catalog.types.get(found.base)
    return False


def _value(node: Node) -> Node | None:
    """VALUE as if it were the only column of a table."""
    return Var(1, 1, node.typeId, 0) if isinstance(node, CoerceToDomainValue) else None


def keeps_elements(node: ArrayCoerceExpr) -> bool:
    """Whether a cast leaves NULL elements NULL, and makes no others. A cast by a function might do either."""
    return node.elemexpr is not None and all(isinstance(part, Coercion | CaseTestExpr) for part in walk(node.elemexpr))


def new_elements(node: Node, catalog: Catalog) -> Iterator[Node]:
    """The single elements that an expression certainly puts into an array."""
    match node:
        case Coercion():
            yield from new_elements(node.arg, catalog)
        case ArrayExpr(multidims=False):
            yield from node.elements
        case SubscriptingRef(refassgnexpr=Node() as element) if not node.reflowerindexpr:
            yield element
        case FuncExpr(funcid=oid, args=args) | OpExpr(opfuncid=oid, args=args):
            match catalog.functions[oid].name if _is_function(oid, _GROWS, catalog) else "":
                case "array_append":
                    yield args[1]
                case "array_prepend":
                    yield args[0]
                case _:
                    pass
        case _:
            pass


_GROWS = ("array_append", "array_prepend")


def _is_array(kind: int, catalog: Catalog) -> bool:
    return kind in catalog.types and bool(catalog.base_type(kind).element)


def _if_not_false(node: Node, catalog: Catalog) -> frozenset[int]:
    """The columns that are full if a condition is true or NULL."""
    match node:
        case BoolExpr("and"):
            return _NONE.union(*(_if_not_false(arg, catalog) for arg in node.args))
        case BoolExpr("or"):
            return _common(node.args, _if_not_false, catalog)
        case BoolExpr("not"):
            return _if_not_true(node.args[0], catalog)
        case NullTest(nulltesttype=NullTestType.IS_NULL, arg=FuncExpr() as call):
            return _searched("array_position", call, catalog)
        case OpExpr(args=(left, right)) if type(node) is OpExpr and _is_function(node.opfuncid, _EQUAL, catalog):
            return _equal(left, right, catalog)
        case _:
            return _NONE


def _if_not_true(node: Node, catalog: Catalog) -> frozenset[int]:
    """The columns that are full if a condition is false or NULL."""
    match node:
        case BoolExpr("and"):
            return _common(node.args, _if_not_true, catalog)
        case BoolExpr("or"):
            return _NONE.union(*(_if_not_true(arg, catalog) for arg in node.args))
        case BoolExpr("not"):
            return _if_not_false(node.args[0], catalog)
        case NullTest(nulltesttype=NullTestType.IS_NOT_NULL, arg=FuncExpr() as call):
            return _searched("array_position", call, catalog)
        case DistinctExpr(args=(left, right)) if _is_function(node.opfuncid, ("array_eq",), catalog):
            return _equal(left, right, catalog)
        case OpExpr(args=(left, right)) if type(node) is OpExpr and _is_function(node.opfuncid, _UNEQUAL, catalog):
            return _equal(left, right, catalog)
        case _:
            return _NONE


def _common(nodes: Iterable[Node], find: _Find, catalog: Catalog) -> frozenset[int]:
    first, *others = (find(node, catalog) for node in nodes)
    return first.intersection(*others)


_EQUAL = ("array_eq", "int4eq")
_UNEQUAL = ("array_ne", "int4ne")


def _equal(left: Node, right: Node, catalog: Catalog) -> frozenset[int]:
    """The columns that are full unless two values differ."""
    return _is(left, right, catalog) | _is(right, left, catalog)


def _is(node: Node, other: Node, catalog: Catalog) -> frozenset[int]:
    """For arrays with a NULL, `node` differs from `other`, and neither of them is NULL."""
    name, args = _call(node, catalog)
    match name, args:
        case "array_remove", (array, element) if is_null(element) and _is_same(array, other, catalog):
            return _column(array, catalog)
        case "array_replace", (array, element, value) if (
            is_null(element) and isinstance(value, Const) and not value.constisnull and _is_same(array, other, catalog)
        ):
            return _column(array, catalog)
        case "array_positions", (array, element) if is_null(element) and _is_empty(other, catalog):
            return _column(array, catalog)
        case "num_nulls", (array,) if isinstance(node, FuncExpr) and node.funcvariadic and integer(other) == 0:
            return _column(array, catalog)
        case "num_nonnulls", (array,) if isinstance(node, FuncExpr) and node.funcvariadic:
            # Of an array of several dimensions, array_length would count only the first one.
            whole = _call(other, catalog)[0] == "cardinality" and _is_size(other, array, catalog)
            return _column(array, catalog) if whole else _NONE
        case (("cardinality" | "coalesce"), (inner, *_)):
            return _size_is(node, inner, other, catalog)
        case _:
            return _NONE


def _size_is(node: Node, inner: Node, other: Node, catalog: Catalog) -> frozenset[int]:
    """`cardinality(array_remove(tags, null))`, or the same by array_length with 0 for an empty array.

    Without that 0, array_length is NULL if nothing but NULLs was in the array.
    """
    if isinstance(node, CoalesceExpr):
        if len(node.args) != 2 or integer(node.args[1]) != 0:
            return _NONE
        name, args = _call(inner, catalog)
        if name != "array_length" or integer(args[1]) != 1:
            return _NONE
        inner = args[0]
    name, args = _call(inner, catalog)
    if name == "array_positions" and is_null(args[1]) and integer(other) == 0:
        return _column(args[0], catalog)
    if name == "array_remove" and is_null(args[1]) and _is_size(other, args[0], catalog):
        return _column(args[0], catalog)
    return _NONE


def _is_size(node: Node, array: Node, catalog: Catalog) -> bool:
    """Whether it is the number of elements of the array, if that has some and is of one dimension."""
    if isinstance(node, CoalesceExpr) and len(node.args) == 2:
        node = node.args[0]
        if _call(node, catalog)[0] != "array_length":
            return False
    name, args = _call(node, catalog)
    if name == "array_length" and integer(args[1]) != 1:
        return False
    return name in ("cardinality", "array_length") and _is_same(args[0], array, catalog)


def _searched(name: str, call: FuncExpr, catalog: Catalog) -> frozenset[int]:
    found, args = _call(call, catalog)
    return _column(args[0], catalog) if found == name and len(args) == 2 and is_null(args[1]) else _NONE


def _call(node: Node, catalog: Catalog) -> tuple[str, tuple[Node, ...]]:
    """The name and the arguments of a call of one of PostgreSQL's own functions."""
    if isinstance(node, CoalesceExpr):
        return "coalesce", node.args
    if isinstance(node, FuncExpr):
        function = catalog.functions.get(node.funcid)
        if function is not None and function.builtin:
            return function.name, node.args
    return "", ()


def _is_function(oid: int, names: tuple[str, ...], catalog: Catalog) -> bool:
    function = catalog.functions.get(oid)
    return function is not None and function.builtin and function.name in names


def _column(node: Node, catalog: Catalog) -> frozenset[int]:
    """The column that an array is, with casts that leave NULL elements as they are removed."""
    while isinstance(node, RelabelType) or (isinstance(node, ArrayCoerceExpr) and keeps_elements(node)):
        node = node.arg
    if isinstance(node, Var) and node.varattno > 0 and _is_array(node.vartype, catalog):
        return frozenset((node.varattno,))
    return _NONE


def _is_same(node: Node, other: Node, catalog: Catalog) -> bool:
    column = _column(node, catalog)
    return bool(column) and column == _column(other, catalog)


def _is_empty(node: Node, catalog: Catalog) -> bool:
    if isinstance(node, ArrayExpr):
        return not node.elements
    return isinstance(node, Const) and not node.constisnull and dimensions(node, catalog) == 0
