"""CHECK constraints that keep a column, or the elements of an array, from NULL.

A CHECK passes unless it is false, so `a > 0` says nothing of NULL.
"""

from ...model.catalog import Relation
from ..facts.conditions import if_not_false
from ..facts.full_arrays import full_columns
from ..tree.nodes import Var
from ..tree.reader import read_expression
from .prover import Prover

__all__ = ["checked_arrays", "checked_columns"]


def checked_columns(prover: Prover, relation: Relation, *, alone: bool = False) -> frozenset[int]:
    """The columns that a CHECK keeps from NULL, in all rows or, under ONLY, in those of the table alone."""
    key = relation.oid, alone
    if key not in prover.checks:
        found: set[int] = set()
        for tree in relation.own_checks if alone else relation.checks:
            check = read_expression(tree)
            facts = if_not_false(check, prover.catalog) if check is not None else ()
            found.update(fact.varattno for fact in facts if isinstance(fact, Var))
        prover.checks[key] = frozenset(found)
    return prover.checks[key]


def checked_arrays(prover: Prover, relation: Relation) -> frozenset[int]:
    """The columns whose arrays contain no NULL."""
    if relation.oid not in prover.full_checks:
        prover.full_checks[relation.oid] = full_columns(relation, prover.catalog)
    return prover.full_checks[relation.oid]
