"""What a fact is."""

from ..tree.enums import ParamKind
from ..tree.nodes import Node, Param, Var

__all__ = ["NO_FACTS", "Facts", "is_own_parameter", "lowered"]

Facts = frozenset[Node]
"""Expressions that are known not to be NULL."""

NO_FACTS: Facts = frozenset()


def lowered(facts: Facts) -> Facts:
    """What facts of an inner query say of the columns of the query around it, and of parameters."""
    found: set[Node] = set()
    for fact in facts:
        if isinstance(fact, Var) and fact.varlevelsup:
            found.add(Var(fact.varno, fact.varattno, fact.vartype, fact.varlevelsup - 1, fact.varreturningtype))
        elif isinstance(fact, Param):
            found.add(fact)
    return frozenset(found)


def is_own_parameter(fact: Node) -> bool:
    return not isinstance(fact, Param) or fact.paramkind == ParamKind.EXTERN
