"""`-- @rows items: sku, quantity`: arrays that the query takes apart, given as one list of structs."""

from collections.abc import Sequence

from msgspec.structs import replace

from ...model import Field, Parameter, Query, RowList
from ...source.annotations import Annotation
from ..hooks import Hooks

__all__ = ["RowsHooks"]


class RowsHooks(Hooks):
    words = ("rows",)

    def typed(
        self, columns: Sequence[Field], params: Sequence[Parameter]
    ) -> tuple[Sequence[Field], Sequence[Parameter]]:
        self._check_names(params)
        used: set[int] = set()
        for line in self.lines:
            param = self._meant(line, params)
            if param.number in used:
                raise self._error(line, f"{param.name} is in a list already", "name it once")
            used.add(param.number)
            self._check_type(line, param)
        # A list of structs is always given, so its arrays are, too.
        whole = [
            replace(each, type=replace(each.type, nullable=False)) if each.number in used else each for each in params
        ]
        return columns, whole

    async def finished(self, query: Query) -> Query:
        found: dict[str, list[int]] = {}
        for line in self.lines:
            found.setdefault(line.name, []).append(self._meant(line, query.params).number)
        return replace(query, lists=[RowList(name, numbers) for name, numbers in found.items()])

    def _check_names(self, params: Sequence[Parameter]) -> None:
        """An error if two lines, or a line and a parameter of its own, have the same name."""
        places: dict[str, int] = {}
        for line in self.lines:
            if places.setdefault(line.name, line.word_at) != line.word_at:
                raise self.statement.error(
                    line.at, f"a second list called {line.name}", hint="give it another name, or write one line"
                )
            if any(param.is_called(line.name) and not self._is_field(param) for param in params):
                raise self.statement.error(
                    line.at, f"{line.name} is a parameter of its own", hint="give the list another name"
                )

    def _is_field(self, param: Parameter) -> bool:
        return any(param.is_called(line.value) for line in self.lines)

    def _meant(self, line: Annotation, params: Sequence[Parameter]) -> Parameter:
        for param in params:
            if param.is_called(line.value):
                return param
        given = ", ".join(param.name for param in params)
        hint = f"its parameters are {given}" if given else "it has none: remove the line"
        raise self._error(line, f"{self.statement.name} has no parameter {line.value}", hint)

    def _check_type(self, line: Annotation, param: Parameter) -> None:
        name, kind = param.name, param.type
        if not kind.dims:
            raise self._error(
                line,
                f"{name} has the type {kind.name}, and @rows is of arrays, one for each column",
                f"take the rows from unnest(@{name}::{kind.name}[])",
            )
        if kind.dims > 1 or kind.nested:
            raise self._error(
                line,
                f"{name} is an array of arrays ({kind.name}), which unnest takes apart to the last element",
                "leave it out of the list, or send each inner array as text",
            )
        if kind.conversion is not None and kind.conversion.whole:
            raise self._error(
                line, f"an override makes one value of the whole array {name}", "leave it out of the list"
            )
        if param.optional:
            raise self._error(
                line, f"{name} is optional, but each row of a list has all values", "remove it from one of the lines"
            )

    def _error(self, line: Annotation, message: str, hint: str) -> Exception:
        return self.statement.error(line.value_at, message, hint=hint)
