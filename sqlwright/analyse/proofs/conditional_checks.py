"""CHECK constraints that keep a column from NULL in some rows, such as `check (state <> 'paid' or paid_at is not null)`.

WHERE says which rows they are: `state = 'paid'` makes the first arm false, so the second one is not.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from ...model.catalog import Relation
from ..facts.base import NO_FACTS, Facts
from ..facts.conditions import if_not_false, if_not_true
from ..tree.constants import are_distinct, are_same, integer, outcomes, test_result
from ..tree.enums import Command, NullTestType
from ..tree.nodes import (
    ArrayExpr,
    BooleanTest,
    BoolExpr,
    CaseExpr,
    DistinctExpr,
    FuncExpr,
    Node,
    NullTest,
    OpExpr,
    ScalarArrayOpExpr,
    Var,
    rebuilt,
)
from ..tree.reader import read_expression
from .prover import Prover
from .scope import Scope
from .where_values import builtin_name, truths_of, values_of

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
        quals = None if written else scope.query.jointree.quals
        self.values = list(values_of(quals, varno, prover.catalog))
        self.truths: Mapping[Node, bool | None] = dict(truths_of(quals, varno, prover.catalog))

    def if_not_false(self, node: Node) -> Facts:
        match node:
            case BoolExpr("and"):
                return frozenset[Node]().union(*(self.if_not_false(arg) for arg in node.args))
            case BoolExpr("or"):
                return _common([self.if_not_false(arg) for arg in node.args if self.settled(arg) is not False])
            case BoolExpr("not"):
                return self.if_not_true(node.args[0])
            case CaseExpr(arg=None):
                return self.if_chosen_not_false(node)
            case OpExpr(args=(left, right)) if type(node) is OpExpr:
                match builtin_name(node.opfuncid, self.catalog):
                    case "booleq":
                        return self.if_compared(left, right, equal=True)
                    case "boolne":
                        return self.if_compared(left, right, equal=False)
                    case "int4eq" | "int4ge":
                        return self.if_counted(left, integer(right))
                    case "int4gt" if (number := integer(right)) is not None:
                        return self.if_counted(left, number + 1)
                    case _:
                        return NO_FACTS
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

    def if_compared(self, left: Node, right: Node, *, equal: bool) -> Facts:
        """Two conditions are the same, or not: where one is settled, so is the other."""
        found: Facts = NO_FACTS
        for settled, other in ((left, right), (right, left)):
            if (known := self.settled(settled)) is not None:
                found |= self.if_not_false(other) if known is equal else self.if_not_true(other)
        return found

    def if_chosen_not_false(self, node: CaseExpr) -> Facts:
        results: list[Facts] = []
        for when in node.args:
            settled = self.settled(when.expr)
            if settled is not False:
                results.append(self.if_not_false(when.result))
            if settled:
                return _common(results)
        return _common([*results, NO_FACTS if node.defresult is None else self.if_not_false(node.defresult)])

    def if_counted(self, call: Node, number: int | None) -> Facts:
        """`num_nonnulls(a, b) = 1`: if no more columns than that may be there, all of them are."""
        if number is None or not isinstance(call, FuncExpr) or call.funcvariadic:
            return NO_FACTS
        if builtin_name(call.funcid, self.catalog) != "num_nonnulls":
            return NO_FACTS
        there = [arg for arg in call.args if self.truths.get(arg, True) is not None]
        return frozenset(there) if len(there) <= number else NO_FACTS

    def settled(self, node: Node) -> bool | None:
        """True or False if a condition certainly is that for the row."""
        match node:
            case DistinctExpr():
                return None  # it has the operator of =
            case Var():
                return self.truths.get(node)
            case NullTest(argisrow=False, arg=Var() as column) if self.truths.get(column, True) is None:
                return node.nulltesttype == NullTestType.IS_NULL
            case BooleanTest(arg=Var() as column) if column in self.truths:
                return test_result(node.booltesttype, self.truths[column])
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
        name = builtin_name(node.opfuncid, self.catalog)
        if not name.endswith(kind) or node.inputcollid in self.catalog.nondeterministic:
            return None
        for column, value, compared in self.values:
            if column == left and compared == name.removesuffix(kind):
                if are_distinct(value, right, node, self.catalog):
                    return False
                if are_same(value, right, self.catalog):
                    return True
        return None


def _common(sets: list[Facts]) -> Facts:
    return sets[0].intersection(*sets[1:]) if sets else frozenset()
