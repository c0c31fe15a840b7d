"""Reads a statement's columns: their types, and whether they can be NULL."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from ..analyse.nullness import Nullness
from ..analyse.tree.nodes import Node, Query, RowExpr, TargetEntry, outputs
from ..analyse.types.array_depths import depth, depths
from ..analyse.types.result_type import result_type
from ..analyse.types.value_types import domain_of, value_type
from ..model import Field, Parameter, Shape, Type
from ..model.catalog import Catalog, Relation
from ..source.recursion import deep
from .asking import Asked

__all__ = ["asserted", "nullness_of", "read_columns"]


_Look: TypeAlias = Callable[[Node], tuple[str | None, bool, int]]
"""Of an expression in the output: its proof, whether no element of it is NULL, and how deep an array it is."""

_REPORTS = ("explain", "show")
"""Utility statements whose only column is text that is never NULL. SHOW ALL has more, with descriptions that may be."""


def read_columns(asked: Asked, params: Sequence[Parameter], catalog: Catalog) -> Sequence[Field]:
    """`params` are the text's own, in the order of their numbers."""
    described, tree = asked.described, asked.tree
    proofs: Sequence[str | None] = [None] * len(described.columns)
    entries: Sequence[TargetEntry | None] = [None] * len(described.columns)
    dims: Sequence[int] = [0] * len(described.columns)
    filled: Sequence[bool] = [False] * len(described.columns)
    shapes: Sequence[Shape | None] = [None] * len(described.columns)
    look: _Look | None = None
    if tree is None and asked.text.sql.split(None, 1)[0].lower() in _REPORTS and len(proofs) == 1:
        proofs = ["expression"]
    elif tree is not None and len(outputs(tree)) == len(described.columns):
        nullness = nullness_of(params, catalog)
        proofs, filled = nullness.columns(tree), nullness.elements(tree)
        entries, dims = outputs(tree), depths(tree, catalog)
        shapes = nullness.shapes(tree)
        look = _look(nullness, tree, catalog)
    found = [
        _field(catalog, column, proof, entry, dim, full, look)
        for column, proof, entry, dim, full in zip(described.columns, proofs, entries, dims, filled, strict=True)
    ]
    return [replace(field, type=replace(field.type, shape=shape)) for field, shape in zip(found, shapes, strict=True)]


def _look(nullness: Nullness, tree: Query, catalog: Catalog) -> _Look:
    known = nullness.values(tree)
    return lambda node: (*known(node), deep(lambda: depth(node, (tree,), catalog), otherwise=0))


def nullness_of(params: Sequence[Parameter], catalog: Catalog) -> Nullness:
    """Proofs over the tree of a text with these parameters."""
    kinds = dict(enumerate((param.type for param in params), 1))
    optional = {number: kind.nullable for number, kind in kinds.items()}
    full = frozenset(number for number, kind in kinds.items() if kind.dims and not kind.nullable_elements)
    return Nullness(catalog, optional, full)


def _field(
    catalog: Catalog,
    described: tuple[str, int],
    proof: str | None,
    entry: TargetEntry | None,
    dims: int,
    filled: bool,
    look: _Look | None,
) -> Field:
    name, oid = described
    origin = catalog.relations.get(entry.resorigtbl) if entry is not None else None
    column = origin.column(entry.resorigcol) if origin is not None and entry is not None else None
    kind = value_type(catalog, oid, nullable=proof is None, dims=dims, nullable_elements=not filled)
    if entry is not None and (domain := domain_of(catalog, result_type(entry.expr), oid)):
        kind = replace(kind, domain=domain)
    if entry is not None and look is not None:
        kind = _with_items(catalog, kind, entry.expr, look)
    if origin is not None:
        kind = asserted(kind, origin)
    came = (origin.schema, origin.name, column.name) if origin is not None and column is not None else None
    return Field(name, kind, proof, origin=came)


def _with_items(catalog: Catalog, kind: Type, expr: Node, look: _Look) -> Type:
    """A record's type with the types of its values, where the query itself makes the record."""
    if kind.scalar.typname != "record" or not isinstance(expr, RowExpr):
        return kind
    oids = [result_type(arg) for arg in expr.args]
    if not all(oid in catalog.types for oid in oids):
        return kind
    items: list[Type] = []
    for oid, arg in zip(oids, expr.args, strict=True):
        proof, full, dims = look(arg)
        item = value_type(catalog, oid, nullable=proof is None, dims=dims, nullable_elements=not full)
        items.append(_with_items(catalog, item, arg, look))
    return replace(kind, items=items)


def asserted(kind: Type, relation: Relation) -> Type:
    """The type of a table's own column. An array of a NOT NULL domain should have no NULLs, and is searched for them:
    an outer join can make one that has, and so can an assignment beyond the array's end."""
    domain = kind.element_domain
    if domain is None or not domain.not_null or not kind.nullable_elements or not relation.is_table:
        return kind
    return replace(kind, nullable_elements=False, asserted_elements=True)
