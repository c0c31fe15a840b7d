"""Which of a query's relations an outer join may fill with NULLs, and what its conditions prove of the rest.

Worked out from the join tree as the planner's `reduce_outer_joins` does it, for every major alike: PostgreSQL 14 and
15 do not print `varnullingrels`, and later majors print it before outer joins are reduced.
"""

from msgspec import Struct

from .catalog import Catalog
from .enums import Join, Rte
from .facts import Facts, if_true
from .nodes import FromExpr, JoinExpr, Node, Query, RangeTblEntry, RangeTblRef, Var

__all__ = ["FromClause", "analyse_from"]


class FromClause(Struct, frozen=True):
    nulled: frozenset[int]
    """Range table indexes that an outer join may fill with NULLs."""
    facts: Facts
    """What cannot be NULL in any row that gets through WHERE and the joins."""


def analyse_from(query: Query, catalog: Catalog) -> FromClause:
    # A reduced outer join's condition becomes a filter, which may reduce another: repeat until nothing is added.
    facts: Facts = frozenset()
    while True:
        walk = _Walk(query, catalog)
        found = walk.visit(query.jointree, facts)
        if found <= facts:
            return FromClause(frozenset(walk.nulled), facts)
        facts |= found


class _Walk:
    def __init__(self, query: Query, catalog: Catalog) -> None:
        self.rtable = query.rtable
        self.catalog = catalog
        self.nulled: set[int] = set()

    def visit(self, node: Node, above: Facts) -> Facts:
        """What holds in every row of `node` that survives; `above` is what is known of those already."""
        match node:
            case FromExpr():
                quals = self.quals(node.quals)
                return quals.union(*(self.visit(child, above | quals) for child in node.fromlist))
            case JoinExpr():
                return self.join(node, above)
            case _:
                return frozenset()

    def join(self, node: JoinExpr, above: Facts) -> Facts:
        left, right = _relations(node.larg), _relations(node.rarg)
        keeps_left = node.jointype in (Join.INNER, Join.LEFT) or self.mentions(above, left)
        keeps_right = node.jointype in (Join.INNER, Join.RIGHT) or self.mentions(above, right)
        quals = self.quals(node.quals)
        if keeps_left and keeps_right:
            return quals | self.visit(node.larg, above | quals) | self.visit(node.rarg, above | quals)
        if keeps_left:
            self.nulled |= right
            self.visit(node.rarg, quals)
            return self.visit(node.larg, above)
        if keeps_right:
            self.nulled |= left
            self.visit(node.larg, quals)
            return self.visit(node.rarg, above)
        self.nulled |= left | right
        self.visit(node.larg, frozenset())
        self.visit(node.rarg, frozenset())
        return frozenset()

    def quals(self, quals: Node | None) -> Facts:
        if quals is None:
            return frozenset()
        facts = if_true(quals, self.catalog)
        return facts.union(base for fact in facts if (base := _behind_join(fact, self.rtable)) is not None)

    def mentions(self, facts: Facts, relations: frozenset[int]) -> bool:
        return any(isinstance(fact, Var) and not fact.varlevelsup and fact.varno in relations for fact in facts)


def _behind_join(fact: Node, rtable: tuple[RangeTblEntry, ...]) -> Var | None:
    """The relation's own column behind a join's, where it is that column and nothing more."""
    found: Node = fact
    while isinstance(found, Var) and not found.varlevelsup and rtable[found.varno - 1].rtekind == Rte.JOIN:
        aliases = rtable[found.varno - 1].joinaliasvars
        if not 0 < found.varattno <= len(aliases):
            return None
        found = aliases[found.varattno - 1]
    return found if isinstance(found, Var) and found is not fact else None


def _relations(node: Node) -> frozenset[int]:
    """The range table indexes of a join tree's part, its joins' among them."""
    match node:
        case RangeTblRef():
            return frozenset((node.rtindex,))
        case JoinExpr():
            return _relations(node.larg) | _relations(node.rarg) | {node.rtindex}
        case FromExpr():
            return frozenset[int]().union(*(_relations(child) for child in node.fromlist))
        case _:
            return frozenset()
