"""The values of constants: numbers, texts, the bounds of arrays, and conditions over constants."""

from collections.abc import Callable, Mapping

from ...model.catalog import FIRST_USER_OID, Catalog
from .enums import BoolTest, CoercionForm, NullTestType
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
    ScalarArrayOpExpr,
)
from .oids import TypeOid

__all__ = [
    "are_distinct",
    "are_same",
    "array_bounds",
    "dimensions",
    "document",
    "integer",
    "is_false",
    "is_null",
    "outcomes",
    "test_result",
    "text",
]

_EMPTY_JSONB = {b"\0\0\0\x40": "[]", b"\0\0\0\x20": "{}"}
"""Empty documents by their JsonbContainer header: JB_FARRAY or JB_FOBJECT and no elements (`utils/jsonb.h`)."""
_INTEGER_WIDTHS: Mapping[int, int] = {TypeOid.INT8: 8, TypeOid.INT2: 2, TypeOid.INT4: 4}
_EQUAL_AS_BYTES = frozenset[int](
    (
        *(TypeOid.BOOL, TypeOid.INT8, TypeOid.INT2, TypeOid.INT4, TypeOid.OID),
        *(TypeOid.DATE, TypeOid.TIME, TypeOid.TIMESTAMP, TypeOid.TIMESTAMPTZ, TypeOid.UUID),
    )
)
"""Types whose values are equal exactly if their bytes are."""

Outcomes = frozenset[bool | None]
_ANY: Outcomes = frozenset((True, False, None))

_BOOL_TESTS: Mapping[BoolTest, tuple[bool | None, bool]] = {
    BoolTest.IS_TRUE: (True, False),
    BoolTest.IS_NOT_TRUE: (True, True),
    BoolTest.IS_FALSE: (False, False),
    BoolTest.IS_NOT_FALSE: (False, True),
    BoolTest.IS_UNKNOWN: (None, False),
    BoolTest.IS_NOT_UNKNOWN: (None, True),
}
"""The value that a test asks for, and whether it is negated."""


def is_null(node: Node) -> bool:
    """Whether it is the constant NULL, with or without casts."""
    while isinstance(node, Coercion):
        node = node.arg
    return isinstance(node, Const) and node.constisnull


def is_false(node: Node) -> bool:
    return (
        isinstance(node, Const)
        and node.consttype == TypeOid.BOOL
        and node.constvalue is not None
        and not any(node.constvalue)
    )


def integer(node: Node | None) -> int | None:
    while (
        isinstance(node, FuncExpr)
        and node.funcformat != CoercionForm.EXPLICIT_CALL
        and len(node.args) == 1
        and node.funcresulttype in _INTEGER_WIDTHS
    ):
        node = node.args[0]
    if not isinstance(node, Const) or node.constvalue is None or node.consttype not in _INTEGER_WIDTHS:
        return None
    return int.from_bytes(node.constvalue[: _INTEGER_WIDTHS[node.consttype]], "little", signed=True)


def text(node: Node) -> str | None:
    if not isinstance(node, Const) or node.constvalue is None:
        return None
    if node.consttype == TypeOid.UNKNOWN:
        return node.constvalue.rstrip(b"\0").decode("utf-8", "replace")
    return _data(node.constvalue).decode("utf-8", "replace") if node.consttype == TypeOid.TEXT else None


def document(node: Node) -> str | None:
    """The text of a json constant, and of a jsonb one if that is empty."""
    if not isinstance(node, Const) or node.constvalue is None:
        return None
    if node.consttype == TypeOid.JSON:
        return _data(node.constvalue).decode("utf-8", "replace").strip()
    return _EMPTY_JSONB.get(_data(node.constvalue)) if node.consttype == TypeOid.JSONB else None


def array_bounds(node: Node, catalog: Catalog) -> tuple[int, int] | None:
    """The first and the last subscript of an array that has one dimension and is not empty."""
    match node:
        case ArrayExpr(multidims=False, elements=elements):
            return (1, len(elements)) if elements else None
        case ArrayCoerceExpr() | RelabelType():
            return array_bounds(node.arg, catalog)
        case Const(constvalue=bytes() as datum) if (
            node.consttype in catalog.types and catalog.base_type(node.consttype).element
        ):
            # ArrayType (`utils/array.h`): number of dimensions, offset of the data, type of the elements; then the length of
            # each dimension, and the first subscript of each.
            count, _, _, length, first = (
                int.from_bytes(_data(datum)[at : at + 4], "little", signed=True) for at in range(0, 20, 4)
            )
            return (first, first + length - 1) if count == 1 else None
        case _:
            return None


def dimensions(node: Const, catalog: Catalog) -> int:
    """How many dimensions an array has: 0 if it is empty, or no array."""
    if node.constvalue is None or node.consttype not in catalog.types or not catalog.base_type(node.consttype).element:
        return 0
    return int.from_bytes(_data(node.constvalue)[:4], "little")


def are_distinct(left: Node, right: Node, equality: OpExpr | ScalarArrayOpExpr, catalog: Catalog) -> bool:
    """Whether two constants are certainly different."""
    usual = equality.opfuncid < FIRST_USER_OID and equality.inputcollid not in catalog.nondeterministic
    numbers = integer(left), integer(right)
    if None not in numbers:
        # They may be of different widths, with casts or without.
        return usual and numbers[0] != numbers[1]
    one, other = _comparable(left, catalog), _comparable(right, catalog)
    return usual and one is not None and other is not None and one[0] == other[0] and one[1] != other[1]


def are_same(left: Node, right: Node, catalog: Catalog) -> bool:
    """Whether two constants are certainly equal."""
    number = integer(left)
    one = _comparable(left, catalog)
    return (number is not None and number == integer(right)) or (one is not None and one == _comparable(right, catalog))


def _comparable(node: Node, catalog: Catalog) -> tuple[int, bytes] | None:
    """The type and the bytes of a constant, if values of the type are equal exactly if their bytes are."""
    if isinstance(node, RelabelType) and node.resulttype == TypeOid.TEXT:
        node = node.arg
    if not isinstance(node, Const) or node.constvalue is None:
        return None
    if node.consttype in (TypeOid.TEXT, TypeOid.VARCHAR):
        return TypeOid.TEXT, _data(node.constvalue)
    plain = node.consttype in _EQUAL_AS_BYTES or catalog.base_type(node.consttype).kind == "e"
    return (node.consttype, node.constvalue) if plain else None


def outcomes(node: Node, known: Callable[[Node], object]) -> Outcomes:
    """The values that a condition can have. `known` says whether an expression is proven not to be NULL."""
    match node:
        case Const(constvalue=datum):
            return frozenset((None,)) if datum is None else frozenset((any(datum),))
        case NullTest(argisrow=False, nulltesttype=test):
            if is_null(node.arg):
                return frozenset((test == NullTestType.IS_NULL,))
            return frozenset((test == NullTestType.IS_NOT_NULL,)) if known(node.arg) else frozenset((True, False))
        case BooleanTest(booltesttype=test):
            return frozenset(test_result(test, found) for found in outcomes(node.arg, known))
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


def test_result(test: int, value: bool | None) -> bool:
    """What IS TRUE and the like say of a value."""
    wanted, negated = _BOOL_TESTS[BoolTest(test)]
    return (value is wanted) is not negated


def _data(datum: bytes) -> bytes:
    """Without the varlena header of four bytes, or of one if the datum is short (`varatt.h`)."""
    return datum[1 if datum[0] & 1 else 4 :]
