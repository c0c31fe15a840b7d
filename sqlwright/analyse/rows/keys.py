"""Which relations a query narrows down to one row by a condition on every column of a unique key."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from ...model.catalog import Catalog
from ..tree.enums import Rte
from ..tree.nodes import (
    BoolExpr,
    Const,
    FuncExpr,
    Node,
    OpExpr,
    Query,
    RangeTblEntry,
    RelabelType,
    ScalarArrayOpExpr,
    Var,
    children,
    walk,
)

__all__ = ["Pins", "pins_of"]


class _Equality(Struct, frozen=True):
    """`column = other`, as a condition demands it."""

    column: Var
    other: Node
    operator: int


_ANYTHING = Const(0, constisnull=False)


class Pins(Struct, frozen=True):
    """The equalities that hold in every row."""

    rtable: Sequence[RangeTblEntry]
    catalog: Catalog
    equalities: Sequence[_Equality]

    def along(self, quals: Node | None) -> "Pins":
        """With the equalities of a join's condition added."""
        return Pins(self.rtable, self.catalog, [*self.equalities, *_equalities(quals, self.catalog)])

    def fixing(self, columns: Iterable[tuple[Var, int]]) -> "Pins":
        """With columns that each have one value. Each comes with the operator that decides which values are equal."""
        known = [_Equality(column, _ANYTHING, operator) for column, operator in columns]
        return Pins(self.rtable, self.catalog, [*self.equalities, *known])

    def pinned(self, varno: int, fixed: frozenset[int]) -> bool:
        """Whether at most one row of a table goes with one row of the relations `fixed`."""
        entry = self.rtable[varno - 1]
        relation = self.catalog.relations.get(entry.relid)
        if entry.rtekind != Rte.RELATION or relation is None:
            return False
        # A parent's key says nothing about its children, unless they are partitions.
        if relation.kind == "r" and relation.inherited and entry.inh:
            return False
        return any(
            all(
                any(
                    found.column.varno == varno
                    and found.column.varattno == column
                    and family in self.catalog.equalities.get(found.operator, ())
                    and _relations_in(found.other) <= fixed
                    for found in self.equalities
                )
                for column, family in key
            )
            for key in relation.keys
        )

    def fixed_columns(self, varno: int, fixed: frozenset[int]) -> Mapping[int, Sequence[int]]:
        """The columns of a relation that have one value for one row of the relations `fixed`, each with the operators
        of its equalities."""
        found: dict[int, list[int]] = {}
        for each in self.equalities:
            if each.column.varno == varno and _relations_in(each.other) <= fixed:
                found.setdefault(each.column.varattno, []).append(each.operator)
        return found

    def agree(self, one: int, others: Iterable[int]) -> bool:
        """Whether one of the other equality operators agrees with the first on which values are equal."""
        families = set(self.catalog.equalities.get(one, ()))
        return any(families.intersection(self.catalog.equalities.get(other, ())) for other in others)

    def is_fixed(self, expr: Node, operator: int) -> bool:
        """Whether an expression has one value in all rows, as equality by `operator` sees it."""
        return self.agree(
            operator,
            (found.operator for found in self.equalities if found.column == expr and not _relations_in(found.other)),
        )


def pins_of(query: Query, catalog: Catalog) -> Pins:
    return Pins(query.rtable, catalog, []).along(query.jointree.quals)


def _equalities(quals: Node | None, catalog: Catalog) -> Iterator[_Equality]:
    match quals:
        case BoolExpr("and"):
            for arg in quals.args:
                yield from _equalities(arg, catalog)
        case OpExpr(args=(left, right)) if type(quals) is OpExpr:
            # IS DISTINCT FROM has the same operator.
            for one, other in ((left, right), (right, left)):
                column = _plain(one)
                if quals.inputcollid in catalog.nondeterministic or not isinstance(column, Var):
                    continue
                if not column.varlevelsup and _is_steady(other, catalog):
                    yield _Equality(column, other, quals.opno)
        case _:
            pass


def _plain(node: Node) -> Node:
    while isinstance(node, RelabelType):
        node = node.arg
    return node


def _is_steady(node: Node, catalog: Catalog) -> bool:
    """Whether it keeps its value as long as the columns in it do."""
    match node:
        case Query():
            # A subquery that refers to nothing outside is run once.
            return not any(isinstance(found, Var) and found.varlevelsup for found in walk(node))
        case FuncExpr(funcid=oid) | OpExpr(opfuncid=oid) | ScalarArrayOpExpr(opfuncid=oid):
            function = catalog.functions.get(oid)
            if function is None or function.volatile:
                return False
        case _:
            pass
    return all(_is_steady(child, catalog) for child in children(node))


def _relations_in(node: Node) -> frozenset[int]:
    """The relations that a steady expression refers to. A subquery in it refers to nothing outside."""
    if isinstance(node, Var) and not node.varlevelsup:
        return frozenset((node.varno,))
    inside = () if isinstance(node, Query) else children(node)
    return frozenset[int]().union(*map(_relations_in, inside))
