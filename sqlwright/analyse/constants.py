"""What constants are, where that is plain to see: numbers, the bounds of arrays, and conditions over them."""

from collections.abc import Callable

from ..model.catalog import FIRST_USER_OID, Catalog
from .nodes import (
    ArrayCoerceExpr,
    ArrayExpr,
    BooleanTest,
    BoolExpr,
    Coercion,
    Const,
    FuncExpr,
    Node,
    NullTest,
    OpExpr,
    RelabelType,
)

__all__ = ["are_distinct", "array_bounds", "dimensions", "document", "integer", "is_null", "outcomes", "text"]

_TEXT, _UNKNOWN, _JSON, _JSONB = 25, 705, 114, 3802
_EMPTY = {b"\0\0\0\x40": "[]", b"\0\0\0\x20": "{}"}
"""By the header of a JsonbContainer."""
_INTEGERS = {20: 8, 21: 2, 23: 4}
"""bigint, smallint and integer, with their width."""
_PLAIN = frozenset((16, 20, 21, 23, 25, 26, 1043, 1082, 1083, 1114, 1184, 2950))
"""Types whose values are equal exactly where their bytes are."""

Outcomes = frozenset[bool | None]
_ANY: Outcomes = frozenset((True, False, None))


def is_null(node: Node) -> bool:
    """Whether it is NULL written out, whatever it is cast to."""
    while isinstance(node, Coercion):
        node = node.arg
    return isinstance(node, Const) and node.constisnull


def integer(node: Node | None) -> int | None:
    while isinstance(node, FuncExpr) and node.funcformat and len(node.args) == 1 and node.funcresulttype in _INTEGERS:
        node = node.args[0]
    if not isinstance(node, Const) or node.constvalue is None or node.consttype not in _INTEGERS:
        return None
    return int.from_bytes(node.constvalue[: _INTEGERS[node.consttype]], "little", signed=True)


def text(node: Node) -> str | None:
    if not isinstance(node, Const) or node.constvalue is None:
        return None
    if node.consttype == _UNKNOWN:
        return node.constvalue.rstrip(b"\0").decode("utf-8", "replace")
    return _data(node.constvalue).decode("utf-8", "replace") if node.consttype == _TEXT else None


def document(node: Node) -> str | None:
    """The text of json; of jsonb only the empty ones."""
    if not isinstance(node, Const) or node.constvalue is None:
        return None
    if node.consttype == _JSON:
        return _data(node.constvalue).decode("utf-8", "replace").strip()
    return _EMPTY.get(_data(node.constvalue)) if node.consttype == _JSONB else None


def array_bounds(node: Node, catalog: Catalog) -> tuple[int, int] | None:
    """The first and the last subscript of an array of one dimension that is not empty."""
    match node:
        case ArrayExpr(multidims=False, elements=elements):
            return (1, len(elements)) if elements else None
        case ArrayCoerceExpr() | RelabelType():
            return array_bounds(node.arg, catalog)
        case Const(constvalue=bytes() as datum) if (
            node.consttype in catalog.types and catalog.base_type(node.consttype).element
        ):
            # The number of dimensions, where the data is, the elements' type; then each dimension's length and start.
            count, _, _, length, first = (
                int.from_bytes(_data(datum)[at : at + 4], "little", signed=True) for at in range(0, 20, 4)
            )
            return (first, first + length - 1) if count == 1 else None
        case _:
            return None


def dimensions(node: Const, catalog: Catalog) -> int:
    """How many an array has; 0 for an empty one, as for what is none."""
    if node.constvalue is None or node.consttype not in catalog.types or not catalog.base_type(node.consttype).element:
        return 0
    return int.from_bytes(_data(node.constvalue)[:4], "little")


def are_distinct(left: Node, right: Node, equality: OpExpr, catalog: Catalog) -> bool:
    """Whether two constants are never equal."""
    match left, right:
        case Const(constvalue=bytes() as one), Const(constvalue=bytes() as other):
            plain = left.consttype in _PLAIN or catalog.base_type(left.consttype).kind == "e"
            usual = equality.opfuncid < FIRST_USER_OID and equality.inputcollid not in catalog.nondeterministic
            return plain and usual and left.consttype == right.consttype and one != other
        case _:
            return False


def outcomes(node: Node, known: Callable[[Node], object]) -> Outcomes:
    """What a condition can be; `known` says whether an expression is proven not to be NULL."""
    match node:
        case Const(constvalue=datum):
            return frozenset((None,)) if datum is None else frozenset((any(datum),))
        case NullTest(argisrow=False, nulltesttype=test):
            if is_null(node.arg):
                return frozenset((test == 0,))
            return frozenset((test == 1,)) if known(node.arg) else frozenset((True, False))
        case BooleanTest(booltesttype=test):
            wanted = (True, True, False, False, None, None)[test]
            return frozenset((found is wanted) is (test % 2 == 0) for found in outcomes(node.arg, known))
        case BoolExpr(boolop="not"):
            return frozenset(None if found is None else not found for found in outcomes(node.args[0], known))
        case BoolExpr():
            decides = node.boolop == "or"
            found: Outcomes = frozenset((not decides,))
            for arg in node.args:
                pairs = [{one, other} for one in found for other in outcomes(arg, known)]
                found = frozenset(
                    decides if decides in pair else None if None in pair else not decides for pair in pairs
                )
            return found
        case _:
            return _ANY


def _data(datum: bytes) -> bytes:
    """Behind the length, of four bytes, or of one where it is short."""
    return datum[1 if datum[0] & 1 else 4 :]
