"""Finds the shapes of a query's documents, with one rule for each kind of node, and remembers what it finds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ...model import Shape
from ..proofs.prover import Prover
from ..proofs.scope import Scope
from ..tree.nodes import Node, Query, RowExpr, Var
from ..types.expression_types import expression_type
from .sources import behind, column, written
from .unions import united
from .values import value_shape

__all__ = ["Finder", "Rule", "Rules"]

Rule = Callable[["Finder", Any, Scope], Shape | None]


class Rules(Struct, frozen=True):
    """How shapes are found. Each rule is given the finder, to look at what is inside."""

    documents: Mapping[type[Node], Rule]
    """By the class of a node that gives json or jsonb. A node without a rule may give any document."""
    array: Rule
    row: Rule
    whole_row: Rule


_SIZE = 500
"""A document with more places has no shape: a query that doubles what it reads would have no end."""


class Finder:
    """The shapes in one statement's tree."""

    def __init__(self, prover: Prover, rules: Rules) -> None:
        self.prover = prover
        self.catalog = prover.catalog
        self.rules = rules
        self.results: dict[tuple[int, int, frozenset[int]], Shape | None] = {}
        """By function, column and the arguments that may be NULL, the documents that calls give."""
        self._found: dict[tuple[int, int], tuple[Node, Scope, Shape | None]] = {}

    def within(self, prover: Prover) -> "Finder":
        """The shapes in the body of a function, given its prover."""
        inner = Finder(prover, self.rules)
        inner.results = self.results
        return inner

    def output(self, query: Query, index: int) -> Shape | None:
        """The shape of a query's column, counted from 0, if it is a document that the query builds."""
        found = self.agreed(written(self.prover, query, None, index))
        return None if found is None or found.kind == "any" or not (found.items or found.keys or found.value) else found

    def agreed(self, expressions: Iterable[tuple[Node, Scope]]) -> Shape | None:
        """The shape that the documents of all these expressions share."""
        return united(self.document(node, scope) for node, scope in expressions)

    def document(self, node: Node, scope: Scope) -> Shape | None:
        """The shape of an expression of json or jsonb that is not NULL. The shape itself says whether it may be JSON's null."""
        kind = expression_type(node, self.catalog)
        rule = self.rules.documents.get(type(node))
        if rule is None or kind not in self.catalog.types or not is_json(self.catalog.base_type(kind).origin):
            return None
        key = id(node), id(scope)
        if key not in self._found:
            # Both are kept alive, so their identities stay theirs. A document that contains itself has no shape.
            self._found[key] = node, scope, None
            found = rule(self, node, scope)
            self._found[key] = node, scope, None if found is None or _size(found) > _SIZE else found
        return self._found[key][2]

    def value(self, node: Node, scope: Scope) -> Shape:
        """What an expression of any type becomes in JSON if it is not NULL."""
        kind = expression_type(node, self.catalog)
        if kind not in self.catalog.types:
            return self.rules.array(self, node, scope) or Shape("any", nullable=True)
        base = self.catalog.base_type(kind)
        if is_json(base.origin) and (found := self.document(node, scope)) is not None:
            return found
        found: Shape | None = None
        if base.element:
            found = self.rules.array(self, node, scope)
        elif isinstance(node, RowExpr):
            found = self.rules.row(self, node, scope)
        elif isinstance(node, Var) and node.varattno == 0:
            found = self.rules.whole_row(self, node, scope)
        if found is None:
            found = value_shape(self.catalog, kind)
        return found if _size(found) <= _SIZE else Shape("any")

    def element(self, node: Node, scope: Scope) -> Shape:
        """What an expression becomes inside a document, where NULL becomes null."""
        found = self.value(node, scope)
        if found.kind in ("value", "any") and isinstance(node, Var):
            found = replace(found, origin=column(self.prover, node, scope))
        return replace(found, nullable=found.nullable or not self.prover.prove(node, scope))

    def behind(self, node: Var, scope: Scope) -> Sequence[tuple[Node, Scope]]:
        return behind(self.prover, node, scope)


def is_json(origin: tuple[str, str]) -> bool:
    return origin in (("pg_catalog", "json"), ("pg_catalog", "jsonb"))


def _size(shape: Shape) -> int:
    """How many places it has, counted up to the limit."""
    count = 0
    pending = [shape]
    while pending and count <= _SIZE:
        found = pending.pop()
        count += 1
        pending += [*found.items, *(key.shape for key in found.keys)]
    return count
