"""`-- @nullable c` and `-- @notnull c`: what the query says of a column, whatever the analysis has proven.

`c[]` stands for the elements of an array.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from ...analyse.tree.constants import is_null
from ...analyse.tree.nodes import outputs
from ...model import Field, Query
from ...source.annotations import Annotation
from ..hooks import Hooks

__all__ = ["NullableHooks"]


class NullableHooks(Hooks):
    words = ("nullable", "notnull")

    def stated(self, columns: Sequence[Field]) -> Sequence[Field]:
        tree = self.work.asked.tree
        found = list(columns)
        names = [column.name for column in columns]
        for line in self.lines:
            name = line.name.removesuffix("[]")
            places = [index for index, each in enumerate(names) if each == name]
            if not places:
                raise self.statement.error(
                    line.at,
                    f"{self.statement.name} gives no column {name}",
                    hint=f"its columns are {', '.join(names)}" if names else "it gives no columns: remove the line",
                )
            if name != line.name:
                for index in places:
                    found[index] = self.of_elements(line, found[index])
                continue
            for index in places:
                proof = None if line.word == "nullable" else found[index].proof or "asserted"
                if proof == "asserted" and tree is not None and is_null(outputs(tree)[index].expr):
                    raise self.statement.error(
                        line.at, f"{line.name} is always NULL", hint="remove @notnull, or give it a value"
                    )
                kind = replace(found[index].type, nullable=proof is None)
                found[index] = replace(found[index], type=kind, proof=proof)
        return found

    def of_elements(self, line: Annotation, column: Field) -> Field:
        kind = column.type
        if not kind.dims:
            raise self.statement.error(
                line.at, f"{column.name} is no array", hint=f"write -- @{line.word} {column.name}, without []"
            )
        nullable = line.word == "nullable"
        asserted = not nullable and (kind.nullable_elements or kind.asserted_elements)
        # The alias of a domain says of its elements what the domain's CHECK does.
        domain = None if nullable else kind.domain
        kind = replace(kind, nullable_elements=nullable, asserted_elements=asserted, domain=domain)
        return replace(column, type=kind)

    async def finished(self, query: Query) -> Query:
        # The table's struct has the table's own types.
        return replace(query, table=None)
