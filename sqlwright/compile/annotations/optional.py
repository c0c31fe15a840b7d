"""`-- @optional a, b`: the query's text once for each set of these parameters that a caller may leave out."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import product

from msgspec.structs import replace

from ...model import Field, Parameter
from ...model.parameter_order import in_orders
from ...model.spelling import snake_case
from ...source.annotations import Annotation
from ...source.conjuncts import edits_without, goes, parameter_numbers, parts_of, runs
from ...source.parsed_tree import parsed
from ...source.recursion import deep
from ...source.removable import Run
from ...source.rewriting import Rewritten, edited
from ...source.statements import Statement
from ..drafts import Draft, Drafts
from ..hooks import Hooks
from ..work import AskedVariant
from .default_values import read_default
from .missing_values import missing_values

__all__ = ["OptionalHooks"]


class OptionalHooks(Hooks):
    words = ("optional",)

    @property
    def has_variants(self) -> bool:
        return bool(self.numbers)

    @cached_property
    def numbers(self) -> Mapping[int, Annotation]:
        """The parameters that can be left out, by their numbers."""
        return {number: line for number, line in self.named.items() if not line.value}

    @cached_property
    def named(self) -> Mapping[int, Annotation]:
        """The parameters that the query names, by their numbers."""
        numbers = {param.name: param.number for param in self.work.named if param.name}
        found: dict[int, Annotation] = {}
        for line in self.lines:
            name = line.name if line.name in numbers else snake_case(line.name)
            if name not in numbers:
                hint = f"its parameters are {', '.join(numbers)}" if numbers else "it has none with a name: write @name"
                raise self.statement.error(line.at, f"{self.statement.name} has no parameter {line.name}", hint=hint)
            if numbers[name] in found:
                raise self.statement.error(line.at, f"{line.name} is optional twice", hint="name it once")
            found[numbers[name]] = line
        return found

    def choices(self) -> int:
        return 2 ** len(self.numbers)

    def drafts(self, drafts: Drafts) -> Drafts:
        defaults = [number for number, line in self.named.items() if line.value]
        if not self.numbers:
            return replace(drafts, defaults=defaults)
        found = [_Without(self.statement, draft, self.numbers) for draft in drafts.drafts]
        by_order = {each.draft.order: each.needs() for each in found}
        needs = {
            param.number: in_orders({order: groups[param.number] for order, groups in by_order.items()})
            for param in self.work.named
        }
        return Drafts([draft for each in found for draft in each.drafts()], sorted(self.numbers), defaults, needs)

    def typed(
        self, columns: Sequence[Field], params: Sequence[Parameter]
    ) -> tuple[Sequence[Field], Sequence[Parameter]]:
        return columns, [self.with_default(param, self.named.get(param.number)) for param in params]

    def with_default(self, param: Parameter, line: Annotation | None) -> Parameter:
        if line is None or not line.value:
            return param
        value, hint = read_default(param.type, line.value)
        if value is None:
            raise self.statement.error(
                line.value_at,
                f"{line.name} is {param.type.name}, and {line.value} is no value of it",
                hint=f"write {hint}",
            )
        return replace(param, default=value)

    async def variants(self, variants: Sequence[AskedVariant]) -> Sequence[AskedVariant]:
        """Checks that each INSERT has a value for what takes no NULL."""
        missing = [
            missing_values(variant.asked.tree, self.work.catalog)
            if variant.asked.tree is not None
            else frozenset[str]()
            for variant in variants
        ]
        for variant, columns in zip(variants, missing, strict=True):
            if found := sorted(columns - missing[0]):
                line = self.numbers[min(variant.draft.left_out)]
                raise self.statement.error(
                    line.at,
                    f"{line.name} cannot be left out: {found[0]} takes no NULL and has no default",
                    hint=f"give the column a default, or remove @optional {line.name}",
                )
        return variants


class _Without:
    """The statement without the parts that use the parameters left out."""

    def __init__(self, statement: Statement, draft: Draft, optional: Mapping[int, Annotation]) -> None:
        self.statement = statement
        self.draft = draft
        self.text = text = draft.text
        self.optional = optional
        self.tokens = text.words
        self.runs = runs(self.tokens)

    def needs(self) -> Mapping[int, AbstractSet[frozenset[int]]]:
        """The groups of optional parameters that each parameter needs, none where it does not stand; an error where an
        optional one stands in something that cannot be left out."""
        found: dict[int, set[frozenset[int]]] = {param.number: set() for param in self.text.params}
        for index, token in enumerate(self.tokens):
            if token.kind != "PARAM":
                continue
            number = int(token.text[1:])
            place = parts_of(self.runs, index)
            if number in self.optional and (place is None or place[0].fixed is not None):
                why = place[0].fixed if place is not None else None
                name = self.optional[number].name
                raise self.statement.error(
                    self.text.at(token.start),
                    f"{name} cannot be left out here: {why or 'this is no condition, assignment, value of insert or limit'}",
                    hint=f"use {name} in where, on, having, set, values or limit; or remove @optional {name}",
                )
            part = place[1] if place is not None and place[0].fixed is None else None
            with_it = parameter_numbers(self.tokens, part) if part is not None else frozenset[int]()
            found[number].add(with_it & frozenset(self.optional))
        return {
            number: frozenset(group for group in groups if not any(other < group for other in groups))
            for number, groups in found.items()
        }

    def drafts(self) -> Iterator[Draft]:
        self.keep_a_condition()
        numbers = sorted(self.optional)
        for given in product((True, False), repeat=len(numbers)):
            left_out = frozenset(number for number, is_given in zip(numbers, given, strict=True) if not is_given)
            yield Draft(self.without(left_out) if left_out else self.text, left_out, self.draft.order)

    def keep_a_condition(self) -> None:
        """Leaving out a filter must not make it an UPDATE or DELETE of every row."""
        for run in self.runs:
            everything = all(goes(self.tokens, part, self.optional.keys()) for part in run.parts)
            if run.clause == "where" and run.verb in ("update", "delete") and everything:
                raise self.statement.error(
                    self.text.at(self.tokens[run.keyword].start),
                    f"with no condition left, this would {run.verb} every row",
                    hint="keep a condition, or say that it is meant: where true and …",
                )

    def without(self, left_out: frozenset[int]) -> Rewritten:
        found = edited(self.text, list(edits_without(self.tokens, self.runs, left_out, self.unset)))
        if not deep(lambda: parsed(found.sql) == parsed(self.text.sql, left_out), otherwise=False):
            names = ", ".join(self.optional[number].name for number in sorted(left_out))
            raise self.statement.error(
                self.optional[min(left_out)].at,
                f"it cannot be told what goes without {names}",
                hint="put the conditions that use it in parentheses",
            )
        return found

    def unset(self, run: Run) -> str:
        """An UPDATE that has nothing left to assign sets a column to itself."""
        if run.clause == "insert":
            raise self.statement.error(
                self.text.at(self.tokens[run.first].start),
                "insert would have no column left",
                hint="keep a value that is always given, or write values (…), in which default stands for what is left out",
            )
        column, after = self.tokens[run.first : run.first + 2]
        if run.verb != "update" or after.text != "=":
            what = "on conflict" if run.verb == "conflict" else run.verb
            raise self.statement.error(
                self.text.at(self.tokens[run.keyword].start),
                f"{what} would have nothing left to assign",
                hint="keep an assignment that is always made",
            )
        table = self.tokens[run.keyword - 1]
        return f"{column.text} = {table.text}.{column.text}"
