"""The texts of a query with variants: each set of parameters that is left out, in each order, before PostgreSQL sees them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from msgspec import Struct

from ..errors import CompileError
from ..model.parameter_order import Needs
from ..source.annotations import Annotation
from ..source.clauses import Clauses
from ..source.conjuncts import (
    Run,
    edits_without,
    goes,
    parameters,
    parts_of,
    runs,
)
from ..source.parsed_tree import parsed
from ..source.rewriting import Edit, Rewritten, edited
from ..source.statements import Statement
from ..source.text import SourceFile
from ..source.tokens import scan, words_of

__all__ = ["MOST", "Draft", "Drafts", "read_drafts"]

MOST = 64
"""Variants of a query; those of its further pages are not counted, for a caller does not choose among them."""


class Draft(Struct, frozen=True, eq=False):
    """A variant's text, with the query's own numbers of parameters."""

    text: Rewritten
    left_out: frozenset[int] = frozenset()
    order: str | None = None


class Drafts(Struct, frozen=True):
    drafts: Sequence[Draft]
    """The first leaves nothing out, and is in the first order."""
    optional: Sequence[int] = ()
    """The parameters that may be left out, in the order of their numbers."""
    needs: Mapping[int, Needs] = {}
    """Of which others each parameter needs one group whole, to be sent at all."""


def read_drafts(statement: Statement, text: Rewritten) -> Drafts:
    """A query's variants, by its `@optional` and `@orderby`."""
    optional = _optional(statement, text)
    orders = statement.annotated("orderby")
    count = 2 ** len(optional) * max(len(orders), 1)
    if count > MOST:
        last = statement.annotated("optional", "orderby")[-1]
        raise statement.error(
            last.at,
            f"{statement.name} would have {count} variants, and {MOST} are the most",
            hint="split the query, or let conditions that no index serves take a NULL: (@a::text is null or a = @a)",
        )
    drafts = [Draft(text)]
    needs: Mapping[int, Needs] = {}
    if optional:
        without = _Without(statement, text, optional)
        needs = without.needs()
        drafts = list(without.drafts())
    if orders:
        _check(statement, orders, text)
        ordered = product(orders, drafts)
        drafts = [Draft(_ordered(each.text, order), each.left_out, order.name) for order, each in ordered]
    return Drafts(drafts, sorted(optional), needs)


def _optional(statement: Statement, text: Rewritten) -> Mapping[int, Annotation]:
    """The parameters that `@optional` names, by their numbers."""
    numbers = {param.name: param.number for param in text.params if param.name}
    found: dict[int, Annotation] = {}
    for annotation in statement.annotated("optional"):
        if annotation.name not in numbers:
            hint = f"its parameters are {', '.join(numbers)}" if numbers else "it has none with a name: write @name"
            raise statement.error(annotation.at, f"{statement.name} has no parameter {annotation.name}", hint=hint)
        if numbers[annotation.name] in found:
            raise statement.error(annotation.at, f"{annotation.name} is optional twice", hint="name it once")
        found[numbers[annotation.name]] = annotation
    return found


class _Without:
    """The statement without the parts that use parameters that are left out."""

    def __init__(self, statement: Statement, text: Rewritten, optional: Mapping[int, Annotation]) -> None:
        self.statement = statement
        self.text = text
        self.optional = optional
        self.tokens = words_of(text.sql)
        self.runs = runs(self.tokens)

    def needs(self) -> Mapping[int, Needs]:
        """An error where an optional parameter stands in what cannot go."""
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
                    f"{name} cannot be left out here: {why or 'this is no condition, and no assignment of an update'}",
                    hint=f"use {name} in conditions of where, on and having, or in set; or remove @optional {name}",
                )
            part = place[1] if place is not None and place[0].fixed is None else None
            with_it = parameters(self.tokens, part) if part is not None else frozenset[int]()
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
            yield Draft(self.without(left_out) if left_out else self.text, left_out)

    def keep_a_condition(self) -> None:
        """An UPDATE or DELETE of every row is nothing that leaving out a filter should come to."""
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
        if parsed(found.sql) != parsed(self.text.sql, left_out):
            names = ", ".join(self.optional[number].name for number in sorted(left_out))
            raise self.statement.error(
                self.optional[min(left_out)].at,
                f"it cannot be told what goes without {names}",
                hint="put the conditions that use it in parentheses",
            )
        return found

    def unset(self, run: Run) -> str:
        """A column is set to itself where an UPDATE has nothing else left to do."""
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


def _check(statement: Statement, orders: Sequence[Annotation], text: Rewritten) -> None:
    seen: set[str] = set()
    for order in orders:
        if order.name in seen:
            raise statement.error(order.at, f"two orders are called {order.name}", hint="give each its own name")
        seen.add(order.name)
        try:
            tokens = scan(SourceFile("", order.value))
        except CompileError as error:
            problem = error.problems[0]
            raise statement.error(order.value_at, problem.message, hint=problem.hint) from None
        for token in tokens:
            if token.is_comment or token.text == ";" or token.kind == "PARAM" or token.text.endswith("@"):
                raise statement.error(
                    order.value_at + token.start,
                    "@orderby takes columns and expressions over them alone",
                    hint="write -- @orderby newest: created_at desc, id desc",
                )
    if Clauses(text).writes:
        raise statement.error(
            orders[0].at, "only what a select gives has an order", hint="select from it: with q as (…) select * from q"
        )


def _ordered(text: Rewritten, order: Annotation) -> Rewritten:
    """The statement in an order; what ORDER BY says already decides among rows that are equal in it."""
    clauses = Clauses(text)
    start, end = clauses.bounds("order")
    if start < end:
        at = clauses.tokens[start + 2].start
        return edited(text, [Edit(at, at, order.value, order.value_at), Edit(at, at, ", ")])
    at = clauses.insert_at("order")
    return edited(text, [Edit(at, at, f"{clauses.space}order by "), Edit(at, at, order.value, order.value_at)])
