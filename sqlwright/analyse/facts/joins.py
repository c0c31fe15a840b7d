"""What FROM and WHERE say of a row: which relations an outer join may have filled with NULLs.

The join tree is read in the same way for every major: PostgreSQL 14 and 15 do not print `varnullingrels`, and later
majors print it before outer joins are reduced. A join that can fill a side with NULLs is recorded as that side, with
what holds if the side is not filled. Once one column of the side is known not to be NULL, all of that follows, as in the
planner's `reduce_outer_joins`; here it also follows inside a branch of CASE.
"""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from ...model.catalog import Catalog
from ..rows.count import gives_row
from ..rows.grouping import may_be_empty
from ..tree.enums import Command, Join, Rte
from ..tree.nodes import Const, FromExpr, FuncExpr, JoinExpr, Node, Query, RangeTblEntry, RangeTblRef, Var
from .base import NO_FACTS, Facts, lowered

__all__ = ["Conditions", "FromClause", "Prove", "Side", "Sides", "analyse_from", "row_facts"]

Side = tuple[int, str]
"""A join's range table index, and which of its sides may be filled: left or right."""
Sides = frozenset[Side]

Prove = Callable[[Node, Catalog], Facts]


class Conditions(Struct, frozen=True):
    """How facts are found in conditions. It is passed in, since those functions in turn look into joins."""

    if_true: Prove
    if_known: Prove


class FromClause(Struct, frozen=True):
    nulling: Mapping[int, Sides]
    """By range table index, the sides of outer joins that a relation is in and that may be filled with NULLs."""
    implied: Sequence[tuple[Sides, Facts]]
    """What cannot be NULL if none of these sides is filled."""
    full: Sequence[tuple[Side, Side]]
    """The two sides of each FULL JOIN. At most one of them is filled."""
    facts: Facts
    """What cannot be NULL in any row that passes WHERE and the inner joins."""

    def closure(self, facts: Facts, present: Sides = frozenset()) -> tuple[Facts, Sides]:
        """Everything that follows from these facts and from the sides that are known not to be filled."""
        while True:
            sides = present.union(
                *(self.nulling.get(fact.varno, ()) for fact in facts if isinstance(fact, Var) and not fact.varlevelsup)
            )
            more = facts.union(*(follows for needed, follows in self.implied if needed <= sides))
            if more == facts and sides == present:
                return facts, sides
            facts, present = more, sides


def analyse_from(query: Query, catalog: Catalog, conditions: Conditions) -> FromClause:
    walk = _Walk(query, catalog, conditions)
    facts = walk.visit(query.jointree, frozenset())
    clause = FromClause(walk.nulling, walk.implied, walk.full, facts)
    return FromClause(walk.nulling, walk.implied, walk.full, clause.closure(facts)[0])


def row_facts(query: Query, catalog: Catalog, conditions: Conditions) -> Facts:
    """What cannot be NULL if a query gives a row."""
    if query.commandType != Command.SELECT or query.setOperations is not None or may_be_empty(query):
        return NO_FACTS
    return analyse_from(query, catalog, conditions).facts


class _Walk:
    def __init__(self, query: Query, catalog: Catalog, conditions: Conditions) -> None:
        self.query = query
        self.catalog = catalog
        self.conditions = conditions
        self.nulling: dict[int, Sides] = {}
        self.implied: list[tuple[Sides, Facts]] = []
        self.full: list[tuple[Side, Side]] = []

    def visit(self, node: Node, sides: Sides) -> Facts:
        """What holds in every row of `node`, which stands inside `sides`."""
        match node:
            case FromExpr():
                return self.quals(node.quals).union(*(self.visit(child, sides) for child in node.fromlist))
            case JoinExpr():
                return self.join(node, sides)
            case RangeTblRef():
                self.nulling[node.rtindex] = sides
                return self.relation(self.query.rtable[node.rtindex - 1])
            case _:
                return NO_FACTS

    def join(self, node: JoinExpr, sides: Sides) -> Facts:
        self.nulling[node.rtindex] = sides
        left, right = (node.rtindex, "left"), (node.rtindex, "right")
        quals = self.quals(node.quals)
        match node.jointype:
            case Join.INNER:
                return quals | self.visit(node.larg, sides) | self.visit(node.rarg, sides)
            case Join.LEFT | Join.RIGHT if self.fills_nothing(node):
                return self.visit(node.larg, sides) | self.visit(node.rarg, sides)
            case Join.LEFT:
                self.implied.append((frozenset((right,)), quals | self.visit(node.rarg, sides | {right})))
                return self.visit(node.larg, sides)
            case Join.RIGHT:
                self.implied.append((frozenset((left,)), quals | self.visit(node.larg, sides | {left})))
                return self.visit(node.rarg, sides)
            case _:
                self.implied.append((frozenset((left,)), self.visit(node.larg, sides | {left})))
                self.implied.append((frozenset((right,)), self.visit(node.rarg, sides | {right})))
                self.implied.append((frozenset((left, right)), quals))
                self.full.append((left, right))
                return NO_FACTS

    def fills_nothing(self, node: JoinExpr) -> bool:
        """Whether a join ON TRUE always finds a row, such as the single row of an aggregate in a lateral subquery."""
        if not (isinstance(node.quals, Const) and any(node.quals.constvalue or b"")):
            return False
        return gives_row(node.rarg if node.jointype == Join.LEFT else node.larg, self.query, self.catalog)

    def relation(self, entry: RangeTblEntry) -> Facts:
        """What follows if a lateral item gives a row."""
        if entry.rtekind == Rte.SUBQUERY and entry.lateral and entry.subquery is not None:
            return lowered(row_facts(entry.subquery, self.catalog, self.conditions))
        if entry.rtekind == Rte.FUNCTION and len(entry.functions) == 1:
            call = entry.functions[0].funcexpr
            if isinstance(call, FuncExpr) and call.funcretset:
                function = self.catalog.functions.get(call.funcid)
                if function is not None and function.strict:
                    # For a NULL argument it returns no row at all.
                    return frozenset[Node]().union(*(self.conditions.if_known(arg, self.catalog) for arg in call.args))
        return NO_FACTS

    def quals(self, quals: Node | None) -> Facts:
        if quals is None or isinstance(quals, Const):
            return NO_FACTS
        facts = self.conditions.if_true(quals, self.catalog)
        rtable = self.query.rtable
        return facts.union(base for fact in facts if (base := _behind_join(fact, rtable)) is not None)


def _behind_join(fact: Node, rtable: tuple[RangeTblEntry, ...]) -> Var | None:
    """The relation's own column that a join's column stands for, if it is just that column."""
    found: Node = fact
    while isinstance(found, Var) and not found.varlevelsup and rtable[found.varno - 1].rtekind == Rte.JOIN:
        aliases = rtable[found.varno - 1].joinaliasvars
        if not 0 < found.varattno <= len(aliases):
            return None
        found = aliases[found.varattno - 1]
    return found if isinstance(found, Var) and found is not fact else None
