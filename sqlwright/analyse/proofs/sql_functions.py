"""Functions in SQL, whose results are known from the query in their body."""

from collections.abc import Mapping, Sequence

from ...model.catalog import Function
from ..rows.count import row_count
from ..tree.nodes import FuncExpr, NamedArgExpr, Node, Query, outputs
from ..tree.oids import TypeOid
from ..tree.reader import read_expressions, read_tree
from ..types.expression_types import expression_type
from .known_functions import FULL_COLUMNS
from .prover import Prover, at
from .scope import Proof, Scope

__all__ = ["body", "call_body", "called", "field_count", "gives_row_value", "inside"]


def body(prover: Prover, function: Function) -> Query | None:
    """The query whose rows the function returns: its last statement."""
    if function.oid not in prover.bodies:
        found = read_tree(function.body) if function.body is not None else []
        prover.bodies[function.oid] = found[-1] if found else None
    return prover.bodies[function.oid]


def inside(
    prover: Prover, function: Function, query: Query, args: Sequence[Node], scope: Scope, *, given: bool
) -> Sequence[Proof]:
    """The proofs of the columns of a body for one call."""
    inner = called(prover, function, args, scope, given=given)
    return [] if inner is None else inner.columns(query)


def called(prover: Prover, function: Function, args: Sequence[Node], scope: Scope, *, given: bool) -> Prover | None:
    """A prover for the function's body in one call; None where the function calls itself. `given` says that no argument
    is NULL when it runs."""
    if function.oid in prover.calls:
        return None
    optional: Mapping[int, bool] = {
        number: not given and not prover.prove(arg, scope) for number, arg in _positions(function, args)
    }
    return prover.within(function.oid, optional)


def gives_row_value(prover: Prover, function: Function, kind: int) -> bool:
    """Whether a function makes a row of several columns of each row of its query: a row that is never NULL itself."""
    query = body(prover, function)
    found = prover.catalog.types.get(kind)
    is_row = kind == TypeOid.RECORD or (found is not None and prover.catalog.base_type(kind).kind == "c")
    return is_row and query is not None and len(outputs(query)) > 1


def field_count(prover: Prover, call: FuncExpr) -> int:
    """How many columns the rows of a function have, or 0 if that is not known."""
    function = prover.catalog.functions[call.funcid]
    if function.builtin:
        return next((count for name, count in FULL_COLUMNS if name == function.name), 0)
    query = body(prover, function)
    if query is None or not gives_row_value(prover, function, call.funcresulttype):
        return 0
    # Fields are counted with those that were dropped.
    kind = prover.catalog.types.get(call.funcresulttype)
    relation = prover.catalog.relations.get(kind.relation) if kind is not None else None
    dropped = relation is not None and relation.columns[-1].number != len(relation.columns)
    return 0 if dropped else len(outputs(query))


def call_body(prover: Prover, function: Function, kind: int, args: Sequence[Node], scope: Scope) -> Proof:
    """A scalar function is NULL if its query gives no row, and a strict one if an argument is NULL."""
    query = body(prover, function)
    if query is None or row_count(query, prover.catalog) != "one":
        return None
    is_row = gives_row_value(prover, function, kind)
    if not is_row and len(outputs(query)) != 1:
        return None
    # A body of another type is cast at run time, by any cast that exists.
    if not is_row and expression_type(outputs(query)[0].expr, prover.catalog) != kind and not function.builtin:
        return None
    if function.strict and not prover.every((arg for _, arg in _positions(function, args)), scope):
        return None
    return "function" if is_row else at(inside(prover, function, query, args, scope, given=False), 1) and "function"


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
