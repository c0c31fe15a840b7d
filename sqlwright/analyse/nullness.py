"""Which outputs of a query can be NULL, and for the others the kind of proof that they cannot.

Soundness comes first: whatever is not proven is nullable. The kinds of proof are the words of `proofs.rules.PROOFS`.
"""

from collections.abc import Callable, Mapping, Sequence

from ..model import Shape
from ..model.catalog import Catalog
from ..source.recursion import deep
from .proofs.arrays import elements
from .proofs.prover import Prover
from .proofs.rules import RULES
from .proofs.scope import Proof
from .shapes import shapes
from .tree.nodes import Node, Query, outputs

__all__ = ["Nullness"]


class Nullness:
    """Proofs over one statement's tree. `optional` says which parameters may be NULL, `full` which are arrays without NULLs."""

    def __init__(self, catalog: Catalog, optional: Mapping[int, bool], full: frozenset[int] = frozenset()) -> None:
        self._prover = Prover(catalog, optional, RULES, elements, full)

    def columns(self, query: Query) -> Sequence[Proof]:
        """The proof of each output column."""
        return deep(lambda: self._prover.columns(query), otherwise=[None] * len(outputs(query)))

    def beside(self, query: Query, varno: int) -> tuple[bool, Sequence[Proof]]:
        """Whether an outer join may leave out a relation, and the proof of each output column in rows that have it."""
        unknown = True, [None] * len(outputs(query))
        return deep(lambda: self._prover.beside(query, varno), otherwise=unknown)

    def elements(self, query: Query) -> Sequence[bool]:
        """Whether each output column is an array that cannot contain NULL."""
        return deep(lambda: self._prover.full_columns(query), otherwise=[False] * len(outputs(query)))

    def values(self, query: Query) -> Callable[[Node], tuple[Proof, bool]]:
        """Of an expression in the output: its proof, and whether it is an array that cannot contain NULL."""
        prover = self._prover

        def look(node: Node) -> tuple[Proof, bool]:
            scope = prover.output_scope(query)
            return prover.prove(node, scope), prover.elements(node, scope)

        return lambda node: deep(lambda: look(node), otherwise=(None, False))

    def shapes(self, query: Query) -> Sequence[Shape | None]:
        """The shape of each output column that is a document which the query itself builds."""
        return deep(lambda: shapes(self._prover, query), otherwise=[None] * len(outputs(query)))
