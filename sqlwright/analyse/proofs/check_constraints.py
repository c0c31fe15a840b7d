"""CHECK constraints that keep a column from NULL. A CHECK passes unless it is false, so `a > 0` says nothing of NULL."""

from ...model.catalog import Relation
from ..facts.conditions import if_not_false
from ..tree.nodes import Var
from ..tree.reader import read_expression
from .prover import Prover

__all__ = ["checked_columns"]


def checked_columns(prover: Prover, relation: Relation) -> frozenset[int]:
    if relation.oid not in prover.checks:
        found: set[int] = set()
        for tree in relation.checks:
            check = read_expression(tree)
            facts = if_not_false(check, prover.catalog) if check is not None else ()
            found.update(fact.varattno for fact in facts if isinstance(fact, Var))
        prover.checks[relation.oid] = frozenset(found)
    return prover.checks[relation.oid]
