"""CHECK constraints that a column is not NULL; one passes unless it is false, so that `a > 0` says nothing."""

from ..model.catalog import Relation
from .facts import if_not_false
from .nodes import Var
from .prover import Prover
from .reader import read_expression

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
