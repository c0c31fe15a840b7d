"""Finds why the analysis calls a column nullable: the innermost construct for which it has no proof."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlwright.analyse.proofs import arrays
from sqlwright.analyse.proofs.prover import Prover, at
from sqlwright.analyse.proofs.rules import RULES
from sqlwright.analyse.proofs.scope import Proof, Scope
from sqlwright.analyse.rows.count import row_count
from sqlwright.analyse.tree import nodes
from sqlwright.analyse.tree.enums import Rte
from sqlwright.analyse.tree.nodes import (
    Aggref,
    Const,
    FuncExpr,
    Node,
    NullIfExpr,
    OpExpr,
    Query,
    ScalarArrayOpExpr,
    SubLink,
    Var,
    WindowFunc,
    outputs,
)
from sqlwright.model.catalog import Catalog

__all__ = ["reason"]

_Rule = Callable[[Prover, Any, Scope], Proof]


def reason(tree: Query, number: int, catalog: Catalog, optional: Mapping[int, bool], full: frozenset[int]) -> str:
    """The reason for the output column with this number."""
    failures = _Failures(catalog)
    classes = [kind for name in nodes.__all__ if isinstance(kind := getattr(nodes, name), type)]
    rules = {kind: failures.watched(RULES.get(kind)) for kind in classes}
    proof = at(Prover(catalog, optional, rules, arrays.elements, full).columns(tree), number)
    assert proof is None, proof
    # Each arm of a set operation has its own outputs.
    found = failures.outputs[number - 1 :: len(outputs(tree))]
    return next((label for label in found if label), "another query's column")


class _Failures:
    """Listens to a prover: of two failures in a row, the first is the cause of the second."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.depth = 0
        self.outputs: list[str] = []
        self.pending: str | None = None

    def watched(self, rule: _Rule | None) -> _Rule:
        def prove(prover: Prover, node: Node, scope: Scope) -> Proof:
            if not self.depth:
                # A result remembered from another column says nothing about the cause.
                prover.found.clear()
            self.pending = None
            self.depth += 1
            proof = None if rule is None else rule(prover, node, scope)
            self.depth -= 1
            if proof is not None:
                self.pending = None
            elif self.pending is None:
                self.pending = self.label(node, scope)
            if not self.depth:
                self.outputs.append(self.pending or "")
            return proof

        return prove

    def label(self, node: Node, scope: Scope) -> str:
        match node:
            case Var():
                return self.variable(node, scope)
            case Const(constisnull=True):
                return "NULL itself"
            case SubLink(subLinkType=4, subselect=Query() as query):
                return f"scalar subquery, {row_count(query, self.catalog)}"
            case FuncExpr(funcid=oid) | Aggref(aggfnoid=oid) | WindowFunc(winfnoid=oid):
                return f"{type(node).__name__} {self.catalog.functions[oid].name}"
            case NullIfExpr():
                return "NullIfExpr"
            case OpExpr(opfuncid=oid) | ScalarArrayOpExpr(opfuncid=oid):
                return f"{type(node).__name__} {self.catalog.functions[oid].name}"
            case _:
                return type(node).__name__

    def variable(self, node: Var, scope: Scope) -> str:
        home: Scope | None = scope
        for _ in range(node.varlevelsup):
            home = home.outer if home is not None else None
        if home is None:
            return "Var"
        if home.is_filled(node.varno):
            return "column filled by an outer join"
        kind = home.query.rtable[node.varno - 1].rtekind
        if home.returning and node.varno == home.query.resultRelation:
            return "column returned"
        return f"column of {Rte(kind).name.lower()}"
