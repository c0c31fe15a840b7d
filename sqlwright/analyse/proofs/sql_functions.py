"""Functions in SQL, whose results are known from the query in their body."""

from collections.abc import Mapping, Sequence

from ...model.catalog import Function
from ..rows.count import row_count
from ..tree.nodes import NamedArgExpr, Node, Query, outputs
from ..tree.reader import read_expressions, read_tree
from ..types.expression_types import expression_type
from .prover import Prover, at
from .scope import Proof, Scope

__all__ = ["body", "call_body", "inside"]


def body(prover: Prover, function: Function) -> Query | None:
    """The query whose rows the function returns: its last statement."""
    if function.oid not in prover.bodies:
        found = read_tree(function.body) if function.body is not None else []
        prover.bodies[function.oid] = found[-1] if found else None
    return prover.bodies[function.oid]


def inside(
    prover: Prover, function: Function, query: Query, args: Sequence[Node], scope: Scope, *, given: bool
) -> Sequence[Proof]:
    """The proofs of the columns of a body for one call. `given` says that no argument is NULL when it runs."""
    if function.oid in prover.calls:
        return []
    optional: Mapping[int, bool] = {
        number: not given and not prover.prove(arg, scope) for number, arg in _positions(function, args)
    }
    return prover.within(function.oid, optional).columns(query)


def call_body(prover: Prover, function: Function, kind: int, args: Sequence[Node], scope: Scope) -> Proof:
    """A scalar function is NULL if its query gives no row, and a strict one if an argument is NULL."""
    query = body(prover, function)
    if query is None or len(outputs(query)) != 1 or row_count(query, prover.catalog) != "one":
        return None
    # A body of another type is cast at run time, by any cast that exists.
    if expression_type(outputs(query)[0].expr, prover.catalog) != kind and not function.builtin:
        return None
    if function.strict and not prover.every((arg for _, arg in _positions(function, args)), scope):
        return None
    return at(inside(prover, function, query, args, scope, given=False), 1) and "function"


def _positions(function: Function, args: Sequence[Node]) -> list[tuple[int, Node]]:
    """The arguments by number, from 1. One that is left out has its default."""
    given = [
        (arg.argnumber + 1 if isinstance(arg, NamedArgExpr) else number, arg)
        for number, arg in enumerate(args, start=1)
    ]
    defaults = read_expressions(function.defaults) if function.defaults and len(given) < function.inputs else []
    first = function.inputs - len(defaults) + 1
    numbers = {number for number, _ in given}
    return given + [(number, node) for number, node in enumerate(defaults, first) if number not in numbers]
