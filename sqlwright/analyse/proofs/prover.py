"""Proves a query's outputs not to be NULL, with one rule for each kind of node, and remembers what it finds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from ...model.catalog import Catalog
from ..facts.base import Facts
from ..facts.conditions import has_alternatives, if_known, if_one_true
from ..tree.constants import outcomes
from ..tree.enums import Command, SetOp
from ..tree.nodes import Node, Query, RangeTblRef, SetOperationStmt, Var, outputs, walk
from .scope import Proof, Scope, grouped, having_facts, open_scope

__all__ = ["Prover", "Rules", "at", "every", "returning"]

Rules = Mapping[type[Node], Callable[["Prover", Any, Scope], Proof]]
"""How a node is proven not to be NULL, by its class. A node without a rule is nullable."""


class Prover:
    """Proofs over one statement's tree.

    `optional` says by number which parameters may be NULL, and `full` which of them are arrays without NULLs.
    `elements` is the rule that decides whether an array contains no NULL.
    """

    def __init__(
        self,
        catalog: Catalog,
        optional: Mapping[int, bool],
        rules: Rules,
        elements: Callable[["Prover", Node, Scope], bool],
        full: frozenset[int] = frozenset(),
    ) -> None:
        self.catalog = catalog
        self.optional = optional
        self.full = full
        self.rules = rules
        self._elements = elements
        self.views: dict[int, Query | None] = {}
        """The queries of views, by relation."""
        self.bodies: dict[int, Query | None] = {}
        """The queries of SQL functions, by function."""
        self.checks: dict[tuple[int, bool], frozenset[int]] = {}
        """By table and whether it stands under ONLY, the columns that a CHECK keeps from NULL."""
        self.checking = False
        """Whether a CHECK is being looked into, in which no other is."""
        self.full_checks: dict[int, frozenset[int]] = {}
        """By table, the arrays whose elements a CHECK keeps from NULL."""
        self.calls: list[int] = []
        """The functions whose bodies are being looked into, to notice one that calls itself."""
        self.recursive: dict[int, Sequence[Proof]] = {}
        """What is assumed of the recursive queries that are being looked into."""
        self.found: dict[tuple[int, int, frozenset[int]], tuple[Scope | None, Sequence[Proof]]] = {}
        self.full_found: dict[tuple[int, int], tuple[Scope | None, Sequence[bool]]] = {}
        self.scopes: dict[tuple[int, int], Scope] = {}

    def prove(self, node: Node, scope: Scope) -> Proof:
        """The kind of proof that `node` is not NULL, or None."""
        known = bool(scope.known) and scope.is_known(node)
        if known and not isinstance(node, Var):
            return "filter"
        # A column's own proof says more than a condition on it.
        rule = self.rules.get(type(node))
        proof = None if rule is None else rule(self, node, scope)
        return "filter" if known and proof is None else proof

    def elements(self, node: Node, scope: Scope) -> bool:
        """Whether no element of an array is NULL."""
        return self._elements(self, node, scope)

    def within(self, function: int, optional: Mapping[int, bool]) -> "Prover":
        """A prover for the body of a function, which sees only its own parameters."""
        inner = Prover(self.catalog, optional, self.rules, self._elements)
        inner.calls = [*self.calls, function]
        inner.bodies, inner.views = self.bodies, self.views
        inner.checks, inner.full_checks = self.checks, self.full_checks
        return inner

    def every(self, nodes: Iterable[Node], scope: Scope) -> bool:
        return all(self.prove(node, scope) for node in nodes)

    def scope(self, query: Query, outer: Scope | None) -> Scope:
        key = id(query), id(outer)
        if key not in self.scopes:
            # The scope keeps both alive, so their identities stay theirs.
            self.scopes[key] = self._without_impossible(open_scope(query, outer, self.catalog))
        return self.scopes[key]

    def _without_impossible(self, scope: Scope) -> Scope:
        """With what WHERE and HAVING say once the arms of OR are left out that are never true, such as `id is null`."""
        quals, having = scope.query.jointree.quals, scope.query.havingQual
        rows = scope.of_rows
        if quals is not None and has_alternatives(quals):
            rows = replace(rows.knowing(self._alternatives(quals, rows)), rows=None)
            scope = grouped(rows, self.catalog)
        if having is None or not has_alternatives(having):
            return scope
        return replace(scope.knowing(having_facts(scope.query, self._alternatives(having, scope))), rows=rows)

    def _alternatives(self, quals: Node, scope: Scope) -> Facts:
        return if_one_true(quals, self.catalog, lambda arm: True in outcomes(arm, lambda node: self.prove(node, scope)))

    def columns(self, query: Query, outer: Scope | None = None, known: frozenset[int] = frozenset()) -> Sequence[Proof]:
        """The proof of each output column, in rows where the columns with the numbers `known` are not NULL."""
        key = id(query), id(outer), known
        if key not in self.found:
            self.found[key] = outer, self._columns(query, self.scope(query, outer), known)
        return self.found[key][1]

    def _columns(self, query: Query, scope: Scope, known: frozenset[int]) -> Sequence[Proof]:
        if query.commandType == Command.SELECT and query.setOperations is not None:
            return self._set_operation(query.setOperations, scope, known)
        entries = outputs(query)
        if query.commandType != Command.SELECT:
            scope = returning(scope)
        elif known:
            facts = (if_known(entries[number - 1].expr, self.catalog) for number in known if number <= len(entries))
            scope = scope.knowing(frozenset[Node]().union(*facts))
        return [self.prove(entry.expr, scope) for entry in entries]

    def beside(self, query: Query, varno: int) -> tuple[bool, Sequence[Proof]]:
        """Whether an outer join may fill a relation with NULLs, and the proofs of the output in rows where none does."""
        scope = self.scope(query, None)
        rows = scope.of_rows
        is_filled = rows.is_filled(varno)
        rows = replace(rows.knowing(frozenset(), rows.joins.nulling.get(varno, frozenset())), rows=None)
        scope = grouped(rows, self.catalog) if query.commandType == Command.SELECT else returning(rows)
        return is_filled, [self.prove(entry.expr, scope) for entry in outputs(query)]

    def output_scope(self, query: Query) -> Scope:
        scope = self.scope(query, None)
        return scope if query.commandType == Command.SELECT else returning(scope)

    def full_columns(self, query: Query, outer: Scope | None = None) -> Sequence[bool]:
        """Whether each output column is an array without NULLs."""
        key = id(query), id(outer)
        if key not in self.full_found:
            self.full_found[key] = outer, self._full_columns(query, self.scope(query, outer))
        return self.full_found[key][1]

    def _full_columns(self, query: Query, scope: Scope) -> Sequence[bool]:
        if query.commandType != Command.SELECT:
            scope = returning(scope)
        if query.setOperations is None:
            return [self.elements(entry.expr, scope) for entry in outputs(query)]
        arms = [found.subquery for found in query.rtable if found.subquery is not None]
        return [all(found) for found in zip(*(self.full_columns(arm, scope) for arm in arms), strict=True)]

    def _set_operation(self, node: Node, scope: Scope, known: frozenset[int]) -> Sequence[Proof]:
        if isinstance(node, RangeTblRef):
            subquery = scope.query.rtable[node.rtindex - 1].subquery
            return [] if subquery is None else self.columns(subquery, scope, known)
        if not isinstance(node, SetOperationStmt):
            return []
        left = self._set_operation(node.larg, scope, known)
        if node.op == SetOp.EXCEPT:
            return left
        right = self._set_operation(node.rarg, scope, known)
        if node.op == SetOp.INTERSECT:
            return [one or other for one, other in zip(left, right, strict=True)]
        return [one and other and one for one, other in zip(left, right, strict=True)]

    def assuming(self, key: int, proofs: Sequence[Proof], prove: Callable[[], Sequence[Proof]]) -> Sequence[Proof]:
        """What is found while `proofs` are assumed. Nothing of it is remembered."""
        outside, self.found = self.found, {}
        outside_full, self.full_found = self.full_found, {}
        outside_scopes, self.scopes = self.scopes, {}
        self.recursive[key] = proofs
        try:
            return prove()
        finally:
            self.found, self.full_found, self.scopes = outside, outside_full, outside_scopes
            del self.recursive[key]


def returning(scope: Scope) -> Scope:
    """The scope of RETURNING. What WHERE says of the target holds for the rows as they were before."""
    known = frozenset(fact for fact in scope.known if not _mentions(fact, scope.query.resultRelation))
    return replace(scope, known=known, returning=True, rows=scope)


def at(proofs: Sequence[Proof], number: int) -> Proof:
    return proofs[number - 1] if 0 < number <= len(proofs) else None


def every(proofs: Iterable[Proof]) -> Proof:
    """The first proof, if every one is there."""
    found = list(proofs)
    return found[0] if found and all(found) else None


def _mentions(fact: Node, varno: int) -> bool:
    return any(isinstance(node, Var) and node.varno == varno and not node.varlevelsup for node in walk(fact))
