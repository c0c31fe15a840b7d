"""CHECK constraints that keep a column from NULL in some rows, such as `check (state <> 'paid' or paid_at is not null)`.

WHERE says which rows they are: `state = 'paid'` makes the first arm false, so the second one is not.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from ...model.catalog import Catalog, Relation
from ..facts.base import Facts
from ..facts.conditions import if_not_false, if_not_true
from ..tree.constants import are_distinct, are_same, outcomes
from ..tree.enums import Command
from ..tree.nodes import ArrayExpr, BoolExpr, DistinctExpr, Node, OpExpr, RelabelType, ScalarArrayOpExpr, Var, rebuilt
from ..tree.reader import read_expression
from .prover import Prover
from .scope import Scope

__all__ = ["is_checked_here"]


def is_checked_here(prover: Prover, node: Var, relation: Relation, scope: Scope, *, alone: bool = False) -> bool:
    """Whether a CHECK keeps a column from NULL in the rows that the scope sees. Of a written row WHERE says nothing."""
    trees = relation.own_checks if alone else relation.checks
    if prover.checking or not trees or scope.query.commandType == Command.MERGE:
        return False

    def here(found: Node) -> Node | None:
        return replace(node, varattno=found.varattno, vartype=found.vartype) if isinstance(found, Var) else None

    prover.checking = True
    try:
        passed = _Passed(prover, node.varno, scope)
        checks = [check for tree in trees if (check := read_expression(tree)) is not None]
        facts = frozenset[Node]().union(*(passed.if_not_false(rebuilt(check, here)) for check in checks))
    finally:
        prover.checking = False
    return any(isinstance(fact, Var) and fact.varattno == node.varattno for fact in facts)


class _Passed:
    """What a row's CHECKs say, given what WHERE says of the row."""

    def __init__(self, prover: Prover, varno: int, scope: Scope) -> None:
        self.prover = prover
        self.catalog = prover.catalog
        self.scope = scope
        written = scope.returning and varno == scope.query.resultRelation
        self.values = [] if written else list(_values(scope.query.jointree.quals, varno, prover.catalog))

    def if_not_false(self, node: Node) -> Facts:
        match node:
            case BoolExpr("and"):
                return frozenset[Node]().union(*(self.if_not_false(arg) for arg in node.args))
            case BoolExpr("or"):
                return _common([self.if_not_false(arg) for arg in node.args if self.settled(arg) is not False])
            case BoolExpr("not"):
                return self.if_not_true(node.args[0])
            case OpExpr(args=(left, right)) if (
                type(node) is OpExpr and _builtin_name(node.opfuncid, self.catalog) == "booleq"
            ):
                return self.if_equal(left, right) | self.if_equal(right, left)
            case _:
                return if_not_false(node, self.catalog)

    def if_not_true(self, node: Node) -> Facts:
        match node:
            case BoolExpr("and"):
                return _common([self.if_not_true(arg) for arg in node.args if self.settled(arg) is not True])
            case BoolExpr("or"):
                return frozenset[Node]().union(*(self.if_not_true(arg) for arg in node.args))
            case BoolExpr("not"):
                return self.if_not_false(node.args[0])
            case _:
                return if_not_true(node, self.catalog)

    def if_equal(self, settled: Node, other: Node) -> Facts:
        match self.settled(settled):
            case True:
                return self.if_not_false(other)
            case False:
                return self.if_not_true(other)
            case None:
                return frozenset()

    def settled(self, node: Node) -> bool | None:
        """True or False if a condition certainly is that for the row."""
        match node:
            case DistinctExpr():
                return None  # it has the operator of =
            case BoolExpr("not"):
                found = self.settled(node.args[0])
                return None if found is None else not found
            case BoolExpr():
                decides = node.boolop == "or"
                found = {self.settled(arg) for arg in node.args}
                return decides if decides in found else None if None in found else not decides
            case ScalarArrayOpExpr(useOr=True, args=(left, ArrayExpr(elements=elements))):
                found = {self.is_equal(node, left, element, "eq") for element in elements}
                return True if True in found else None if None in found else False
            case OpExpr(args=(left, right)) if (equal := self.is_equal(node, left, right, "eq")) is not None:
                return equal
            case OpExpr(args=(left, right)) if (equal := self.is_equal(node, left, right, "ne")) is not None:
                return not equal
            case _:
                found = outcomes(node, lambda arg: self.prover.prove(arg, self.scope))
                return None if len(found) > 1 else next(iter(found))

    def is_equal(self, node: OpExpr | ScalarArrayOpExpr, left: Node, right: Node, kind: str) -> bool | None:
        """Whether a column that WHERE compares with a constant has the value of another constant, if `node` asks that
        with the same sort of operator: `kind` is the end of its function's name, as in int4eq and int4ne."""
        name = _builtin_name(node.opfuncid, self.catalog)
        if not name.endswith(kind) or node.inputcollid in self.catalog.nondeterministic:
            return None
        for column, value, compared in self.values:
            if column == left and compared == name.removesuffix(kind):
                if are_distinct(value, right, node, self.catalog):
                    return False
                if are_same(value, right, self.catalog):
                    return True
        return None


def _values(quals: Node | None, varno: int, catalog: Catalog) -> Iterator[tuple[Node, Node, str]]:
    """The columns that a condition compares with a value, the values, and the sorts of the operators."""
    match quals:
        case DistinctExpr():
            pass  # it has the operator of =
        case BoolExpr("and"):
            for arg in quals.args:
                yield from _values(arg, varno, catalog)
        case OpExpr(args=(left, right)) if quals.opno in catalog.equalities:
            plain = left.arg if isinstance(left, RelabelType) else left
            own = isinstance(plain, Var) and plain.varno == varno and not plain.varlevelsup and plain.varattno > 0
            name = _builtin_name(quals.opfuncid, catalog)
            if own and name.endswith("eq") and quals.inputcollid not in catalog.nondeterministic:
                yield left, right, name.removesuffix("eq")
        case _:
            pass


def _builtin_name(oid: int, catalog: Catalog) -> str:
    """The name of one of PostgreSQL's own functions, or nothing."""
    function = catalog.functions.get(oid)
    return function.name if function is not None and function.builtin else ""


def _common(sets: list[Facts]) -> Facts:
    return sets[0].intersection(*sets[1:]) if sets else frozenset()
