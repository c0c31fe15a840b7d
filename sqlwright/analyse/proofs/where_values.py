"""What WHERE says of the values of columns: which ones it compares with a value, and which are true, false or NULL."""

from collections.abc import Iterator

from ...model.catalog import Catalog
from ..tree.enums import BoolTest, NullTestType
from ..tree.nodes import BooleanTest, BoolExpr, Const, DistinctExpr, Node, NullTest, OpExpr, RelabelType, Var

__all__ = ["builtin_name", "truths_of", "values_of"]


def values_of(quals: Node | None, varno: int, catalog: Catalog) -> Iterator[tuple[Node, Node, str]]:
    """The columns that a condition compares with a value, the values, and the sorts of the operators."""
    match quals:
        case DistinctExpr():
            pass  # it has the operator of =
        case BoolExpr("and"):
            for arg in quals.args:
                yield from values_of(arg, varno, catalog)
        case OpExpr(args=(left, right)) if quals.opno in catalog.equalities:
            plain = left.arg if isinstance(left, RelabelType) else left
            own = isinstance(plain, Var) and plain.varno == varno and not plain.varlevelsup and plain.varattno > 0
            name = builtin_name(quals.opfuncid, catalog)
            if own and name.endswith("eq") and quals.inputcollid not in catalog.nondeterministic:
                yield left, right, name.removesuffix("eq")
        case _:
            pass


def truths_of(quals: Node | None, varno: int, catalog: Catalog) -> Iterator[tuple[Node, bool | None]]:
    """The columns that a condition says to be true, false or NULL."""
    match quals:
        case BoolExpr("and"):
            for arg in quals.args:
                yield from truths_of(arg, varno, catalog)
        case Var(varlevelsup=0) if quals.varno == varno:
            yield quals, True
        case BoolExpr("not", args=(Var() as column,)):
            yield from ((own, not true) for own, true in truths_of(column, varno, catalog))
        case BooleanTest(arg=Var() as column, booltesttype=BoolTest.IS_TRUE | BoolTest.IS_FALSE as test):
            yield from ((own, test == BoolTest.IS_TRUE) for own, _ in truths_of(column, varno, catalog))
        case NullTest(argisrow=False, nulltesttype=NullTestType.IS_NULL, arg=Var() as column):
            yield from ((own, None) for own, _ in truths_of(column, varno, catalog))
        case OpExpr(args=(Var() as column, Const(constvalue=bytes() as datum))) if (
            type(quals) is OpExpr and builtin_name(quals.opfuncid, catalog) == "booleq"
        ):
            yield from ((own, any(datum)) for own, _ in truths_of(column, varno, catalog))
        case _:
            pass


def builtin_name(oid: int, catalog: Catalog) -> str:
    """The name of one of PostgreSQL's own functions, or nothing."""
    function = catalog.functions.get(oid)
    return function.name if function is not None and function.builtin else ""
