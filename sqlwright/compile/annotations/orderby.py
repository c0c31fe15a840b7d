"""`-- @orderby newest: created_at desc`: the query's text once for each order that a caller may choose."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from ...errors import CompileError
from ...model import Query
from ...model.parameter_order import ALWAYS, Needs, in_orders
from ...source.annotations import Annotation
from ...source.clauses import Clauses
from ...source.macros import more_macros
from ...source.rewriting import Edit, NamedParam, Rewritten, edited
from ...source.text import SourceFile
from ...source.tokens import Token, scan
from ..drafts import Draft, Drafts
from ..hooks import Hooks

__all__ = ["OrderByHooks"]

_SETS = ("embed", "fragment")
"""Macros that stand for more than a value."""


class OrderByHooks(Hooks):
    words = ("orderby",)
    edits: Mapping[str, Sequence[Edit]]
    """By the order's name, those that make its parameters."""

    @property
    def has_variants(self) -> bool:
        return True

    def parameters(self, params: Sequence[NamedParam]) -> Sequence[NamedParam]:
        """The query's parameters, and after them those of the orders."""
        self.edits = {}
        for order in self.lines:
            if order.name in self.edits:
                raise self.statement.error(
                    order.at, f"two orders are called {order.name}", hint="give each its own name"
                )
            macros = more_macros(self.statement, self.tokens(order), params)
            self.edits[order.name], params = macros.edits, macros.params
        if Clauses(self.work.asked.text).writes:
            raise self.statement.error(
                self.lines[0].at,
                "only a select has an order",
                hint="select from it: with q as (…) select * from q",
            )
        return params

    def tokens(self, order: Annotation) -> Sequence[Token]:
        """Those of its expressions, at their places in the file."""
        try:
            found = scan(SourceFile("", order.value))
        except CompileError as error:
            problem = error.problems[0]
            raise self.statement.error(order.value_at, problem.message, hint=problem.hint) from None
        at = order.value_at
        tokens = [replace(token, start=at + token.start, end=at + token.end) for token in found]
        for index, token in enumerate(tokens):
            if token.word == "sqlc" and any(each.word in _SETS for each in tokens[index + 2 : index + 3]):
                raise self.statement.error(
                    token.start,
                    "@orderby takes no embeds and no fragments",
                    hint="write what they stand for, or order by the name of a column of the select list",
                )
            if token.kind == "PARAM":
                raise self.statement.error(
                    token.start, "a parameter of @orderby needs a name", hint=f"write @name in place of {token.text}"
                )
            if token.is_comment or token.text == ";":
                raise self.statement.error(
                    token.start,
                    "@orderby takes only columns, and expressions over them",
                    hint="write -- @orderby newest: created_at desc, id desc",
                )
        return tokens

    def choices(self) -> int:
        return len(self.lines)

    def drafts(self, drafts: Drafts) -> Drafts:
        [draft] = drafts.drafts
        found = [Draft(self.ordered(draft.text, order), order=order.name) for order in self.lines]
        used = {each.order: each.numbers for each in found}
        needs = {param.number: _needs(param.number, used) for param in self.work.named}
        return replace(drafts, drafts=found, needs=needs if any(each != ALWAYS for each in needs.values()) else {})

    def ordered(self, text: Rewritten, order: Annotation) -> Rewritten:
        """The statement in an order; the ORDER BY that it has already comes second."""
        clauses = Clauses(text)
        start, end = clauses.bounds("order")
        if start < end:
            at = begin = clauses.tokens[start + 2].start
            edits = [Edit(at, at, order.value, order.value_at), Edit(at, at, ", ")]
        else:
            at, words = clauses.insert_at("order"), f"{clauses.space}order by "
            begin = at + len(words)
            edits = [Edit(at, at, words), Edit(at, at, order.value, order.value_at)]
        moved = begin - order.value_at
        placed = [replace(edit, start=edit.start + moved, end=edit.end + moved) for edit in self.edits[order.name]]
        return edited(replace(edited(text, edits), params=self.work.named), placed)

    async def finished(self, query: Query) -> Query:
        return replace(query, orders=[order.name for order in self.lines])


def _needs(number: int, used: Mapping[str | None, AbstractSet[int]]) -> Needs:
    nothing = frozenset[int]()
    return in_orders({order: {nothing} if number in numbers else set() for order, numbers in used.items()})
