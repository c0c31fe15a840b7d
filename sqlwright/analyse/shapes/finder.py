"""Goes through a query's documents with a rule for each kind of node, and remembers what it has found."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from ...model import Shape
from ..nodes import Node, Query, RowExpr, Var
from ..prover import Prover
from ..scope import Scope
from . import arrays, rows
from .sources import behind, column, written
from .types import expression_type
from .unions import united
from .values import value_shape

__all__ = ["Finder", "Rules"]

Rules = Mapping[type[Node], Callable[["Finder", Any, Scope], Shape | None]]
"""How the document that a node makes is found, by its class; one without a rule may make any."""

_SIZE = 500
"""The places of a document beyond which it has no shape: those of queries that double what they read have no end."""


class Finder:
    """The shapes in one statement's tree."""

    def __init__(self, prover: Prover, rules: Rules) -> None:
        self.prover = prover
        self.catalog = prover.catalog
        self.rules = rules
        self._variables: dict[tuple[Var, int], tuple[Scope, Shape | None]] = {}

    def output(self, query: Query, index: int) -> Shape | None:
        """The shape of a query's column, from 0, if it is a document that the query makes."""
        found = self.agreed(written(self.prover, query, None, index))
        return None if found is None or found.kind == "any" or not (found.items or found.keys or found.value) else found

    def agreed(self, expressions: Iterable[tuple[Node, Scope]]) -> Shape | None:
        """What the documents of all of these are."""
        return united(self.document(node, scope) for node, scope in expressions)

    def document(self, node: Node, scope: Scope) -> Shape | None:
        """Of an expression of json or jsonb, where it is not NULL; whether JSON's null may come is said by the shape."""
        kind = expression_type(node, self.catalog)
        rule = self.rules.get(type(node))
        if rule is None or kind not in self.catalog.types or not is_json(self.catalog.base_type(kind).origin):
            return None
        if not isinstance(node, Var):
            return rule(self, node, scope)
        key = node, id(scope)
        if key not in self._variables:
            # The scope is kept alive, and so its identity. What leads back to itself has no shape.
            self._variables[key] = scope, None
            found = rule(self, node, scope)
            self._variables[key] = scope, None if found is None or _size(found) > _SIZE else found
        return self._variables[key][1]

    def value(self, node: Node, scope: Scope) -> Shape:
        """What an expression of any type becomes in JSON, where it is not NULL."""
        kind = expression_type(node, self.catalog)
        if kind not in self.catalog.types:
            return arrays.array(self, node, scope) or Shape("any", nullable=True)
        base = self.catalog.base_type(kind)
        if is_json(base.origin) and (found := self.document(node, scope)) is not None:
            return found
        found: Shape | None = None
        if base.element:
            found = arrays.array(self, node, scope)
        elif isinstance(node, RowExpr):
            found = rows.row(self, node, scope)
        elif isinstance(node, Var) and node.varattno == 0:
            found = rows.whole_row(self, node, scope)
        if found is None:
            found = value_shape(self.catalog, kind)
        return found if _size(found) <= _SIZE else Shape("any")

    def element(self, node: Node, scope: Scope) -> Shape:
        """What stands for an expression within a document: null for NULL."""
        found = self.value(node, scope)
        if found.kind in ("value", "any") and isinstance(node, Var):
            found = replace(found, origin=column(self.prover, node, scope))
        return replace(found, nullable=found.nullable or not self.prover.prove(node, scope))

    def behind(self, node: Var, scope: Scope) -> Sequence[tuple[Node, Scope]]:
        return behind(self.prover, node, scope)


def is_json(origin: tuple[str, str]) -> bool:
    return origin in (("pg_catalog", "json"), ("pg_catalog", "jsonb"))


def _size(shape: Shape) -> int:
    """How many places it has, as far as that counts."""
    count = 0
    pending = [shape]
    while pending and count <= _SIZE:
        found = pending.pop()
        count += 1
        pending += [*found.items, *(key.shape for key in found.keys)]
    return count
