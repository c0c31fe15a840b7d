"""One level of a query as seen by an expression in it: where its variables come from, and what is known of them."""

from collections.abc import Sequence
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from ...model.catalog import Catalog
from ..facts.base import Facts
from ..facts.conditions import from_clause, if_true
from ..facts.joins import FromClause, Sides
from ..rows.grouping import group_expression, is_grouped, may_be_empty
from ..tree.nodes import Aggref, Node, NullTest, Query, Var, walk

__all__ = ["Proof", "Scope", "grouped", "having_facts", "open_scope"]

Proof = str | None
"""A word of rules.PROOFS, or None if NULL can come."""


class Scope(Struct, frozen=True, eq=False):
    query: Query
    outer: "Scope | None"
    joins: FromClause
    known: Facts
    """What cannot be NULL at the place where the expression is evaluated."""
    present: Sides
    """The sides of outer joins that are not filled with NULLs there."""
    groups: bool
    """Whether the expression is evaluated for groups of rows, like the output of a grouped query. An aggregate's
    argument is evaluated for rows."""
    rows: Self | None = None
    """The scope of the rows themselves, if that is another one."""
    returning: bool = False
    """Whether this is a RETURNING list, where the target's variables are those of the row just written."""
    sublink: Sequence[Proof] = ()
    """Inside `x in (select …)`: the columns of that subquery."""

    @property
    def homes(self) -> tuple[Query, ...]:
        """The queries around the expression, from the outermost to its own."""
        return (*(() if self.outer is None else self.outer.homes), self.query)

    @property
    def of_rows(self) -> "Scope":
        """Where FROM and the arguments of aggregates are evaluated."""
        return self.rows or self

    @property
    def of_members(self) -> "Scope":
        """Like `of_rows`, for the rows of one group, which have the grouping expressions in common."""
        if not self.groups:
            return self.of_rows
        shared = {group_expression(fact, self.query) for fact in self.known}
        return self.of_rows.knowing(frozenset(fact for fact in shared if isinstance(fact, Var)))

    @property
    def of_lateral(self) -> "Scope":
        """Like `of_rows`, with what a branch of CASE knows if rows are not grouped."""
        return self.of_rows if self.groups or self.returning else self

    def knowing(self, facts: Facts, present: Sides = frozenset()) -> "Scope":
        """The same level with more known, as in a branch of CASE."""
        if facts <= self.known and present <= self.present:
            return self
        known, sides = self.joins.closure(self.known | facts, self.present | present)
        return replace(self, known=known, present=sides, rows=self.of_rows)

    def is_filled(self, varno: int) -> bool:
        """Whether an outer join may have filled a relation with NULLs."""
        return not self.joins.nulling.get(varno, frozenset()) <= self.present

    def is_known(self, node: Node) -> bool:
        """Whether a fact says that the node, or every column of its row, is not NULL."""
        if node in self.known:
            return True
        if not isinstance(node, Var) or node.varattno < 1:
            return False
        return any(
            isinstance(fact, NullTest)
            and isinstance(fact.arg, Var)
            and (fact.arg.varno, fact.arg.varlevelsup, fact.arg.varreturningtype)
            == (node.varno, node.varlevelsup, node.varreturningtype)
            and not fact.arg.varattno
            for fact in self.known
        )

    def knows(self, varno: int) -> frozenset[int]:
        """The columns of a relation that are known not to be NULL."""
        return frozenset(
            fact.varattno
            for fact in self.known
            if isinstance(fact, Var)
            and (fact.varno, fact.varlevelsup, fact.varreturningtype) == (varno, 0, 0)
            and fact.varattno > 0
        )


def open_scope(query: Query, outer: Scope | None, catalog: Catalog) -> Scope:
    joins = from_clause(query, catalog)
    known, present = joins.closure(joins.facts)
    return grouped(Scope(query, outer, joins, known, present, groups=False), catalog)


def having_facts(query: Query, facts: Facts) -> Facts:
    """What HAVING says of groups. PostgreSQL may test a grouping expression without columns before grouping sets fill it
    with NULLs, so of those it says nothing."""
    if not query.groupingSets:
        return facts

    def varies(node: Node) -> bool:
        return any(isinstance(found, Var | Aggref) for found in walk(node))

    return frozenset(
        fact
        for fact in facts
        if varies(fact)
        and all(varies(group_expression(found, query)) for found in walk(fact) if isinstance(found, Var))
    )


def grouped(rows: Scope, catalog: Catalog) -> Scope:
    """The scope of a query's output, from that of its rows."""
    query, known = rows.query, rows.known
    if not is_grouped(query):
        return rows
    # What WHERE says holds for each row of a group, and for the grouping expressions unless grouping sets fill them
    # with NULLs. It says nothing of a group that may have no row.
    kept: frozenset[Node] = frozenset() if query.groupingSets or may_be_empty(query) else known
    if query.havingQual is not None:
        kept |= having_facts(query, if_true(query.havingQual, catalog))
    return replace(rows, known=kept, groups=True, rows=rows)
