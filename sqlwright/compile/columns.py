"""A statement's columns: their types, and whether they can be NULL."""

from collections.abc import Sequence

from msgspec.structs import replace

from ..analyse.nullness import Nullness
from ..analyse.tree.constants import is_null
from ..analyse.tree.nodes import Node, RowExpr, TargetEntry, outputs
from ..analyse.tree.nodes import Query as Tree
from ..analyse.types.array_depths import depths
from ..analyse.types.result_type import result_type
from ..analyse.types.value_types import domain_of, value_type
from ..model import Field, Parameter, Shape, Type
from ..model.catalog import Catalog
from ..source.annotations import OF_COLUMNS
from ..source.statements import Statement
from .variants import Analysed

__all__ = ["Columns", "overridden"]


class Columns:
    """Reads them out of what PostgreSQL makes of a statement."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def of(self, variant: Analysed, params: Sequence[Parameter]) -> Sequence[Field]:
        described, tree = variant.described, variant.tree
        proofs: Sequence[str | None] = [None] * len(described.columns)
        entries: Sequence[TargetEntry | None] = [None] * len(described.columns)
        dims: Sequence[int] = [0] * len(described.columns)
        filled: Sequence[bool] = [False] * len(described.columns)
        shapes: Sequence[Shape | None] = [None] * len(described.columns)
        if tree is not None and len(outputs(tree)) == len(described.columns):
            kinds = dict(enumerate((params[number - 1].type for number in variant.numbers), 1))
            optional = {number: kind.nullable for number, kind in kinds.items()}
            full = frozenset(number for number, kind in kinds.items() if kind.dims and not kind.nullable_elements)
            nullness = Nullness(self.catalog, optional, full)
            proofs, filled = nullness.columns(tree), nullness.elements(tree)
            entries, dims = outputs(tree), depths(tree, self.catalog)
            shapes = nullness.shapes(tree)
        found = [
            self._field(column, proof, entry, depth, full)
            for column, proof, entry, depth, full in zip(described.columns, proofs, entries, dims, filled, strict=True)
        ]
        return [
            replace(field, type=replace(field.type, shape=shape)) for field, shape in zip(found, shapes, strict=True)
        ]

    def _field(
        self, described: tuple[str, int], proof: str | None, entry: TargetEntry | None, dims: int, filled: bool
    ) -> Field:
        name, oid = described
        origin = self.catalog.relations.get(entry.resorigtbl) if entry is not None else None
        column = origin.column(entry.resorigcol) if origin is not None and entry is not None else None
        kind = value_type(self.catalog, oid, nullable=proof is None, dims=dims, nullable_elements=not filled)
        if entry is not None and (domain := domain_of(self.catalog, result_type(entry.expr), oid)):
            kind = replace(kind, domain=domain)
        if entry is not None:
            kind = self._with_items(kind, entry.expr)
        came = (origin.schema, origin.name, column.name) if origin is not None and column is not None else None
        return Field(name, kind, proof, origin=came)

    def _with_items(self, kind: Type, expr: Node) -> Type:
        """A record's type with those of its values, which may all be NULL, where the query itself puts it together."""
        if kind.scalar.typname != "record" or not isinstance(expr, RowExpr):
            return kind
        oids = [result_type(arg) for arg in expr.args]
        if not all(oid in self.catalog.types for oid in oids):
            return kind
        types = [value_type(self.catalog, oid, nullable=True) for oid in oids]
        return replace(kind, items=[self._with_items(each, arg) for each, arg in zip(types, expr.args, strict=True)])


def overridden(statement: Statement, columns: Sequence[Field], tree: Tree | None) -> Sequence[Field]:
    """The columns with what `@nullable` and `@notnull` say of them."""
    found = list(columns)
    names = [column.name for column in columns]
    for annotation in statement.annotated(*OF_COLUMNS):
        places = [index for index, name in enumerate(names) if name == annotation.name]
        if not places:
            raise statement.error(
                annotation.at,
                f"{statement.name} gives no column {annotation.name}",
                hint=f"its columns are {', '.join(names)}" if names else "it gives no columns: remove the line",
            )
        for index in places:
            proof = None if annotation.word == "nullable" else found[index].proof or "asserted"
            if proof == "asserted" and tree is not None and is_null(outputs(tree)[index].expr):
                raise statement.error(
                    annotation.at, f"{annotation.name} is always NULL", hint="remove @notnull, or give it a value"
                )
            kind = replace(found[index].type, nullable=proof is None)
            found[index] = replace(found[index], type=kind, proof=proof)
    return found
