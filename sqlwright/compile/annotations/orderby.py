"""`-- @orderby newest: created_at desc`: the query's text once for each order that a caller may choose."""

from itertools import product

from ...errors import CompileError
from ...model import Query
from ...source.annotations import Annotation
from ...source.clauses import Clauses
from ...source.rewriting import Edit, Rewritten, edited
from ...source.text import SourceFile
from ...source.tokens import scan
from ..drafts import Draft, Drafts
from ..hooks import Hooks

__all__ = ["OrderByHooks"]

from msgspec.structs import replace


class OrderByHooks(Hooks):
    words = ("orderby",)

    @property
    def has_variants(self) -> bool:
        return True

    def choices(self) -> int:
        return len(self.lines)

    def drafts(self, drafts: Drafts) -> Drafts:
        self.check()
        found = [
            Draft(_ordered(draft.text, order), draft.left_out, order.name)
            for order, draft in product(self.lines, drafts.drafts)
        ]
        return replace(drafts, drafts=found)

    def check(self) -> None:
        seen: set[str] = set()
        for order in self.lines:
            if order.name in seen:
                raise self.statement.error(
                    order.at, f"two orders are called {order.name}", hint="give each its own name"
                )
            seen.add(order.name)
            try:
                tokens = scan(SourceFile("", order.value))
            except CompileError as error:
                problem = error.problems[0]
                raise self.statement.error(order.value_at, problem.message, hint=problem.hint) from None
            for token in tokens:
                if token.word == "sqlc":
                    raise self.statement.error(
                        order.value_at + token.start,
                        "@orderby takes no macros and no fragments",
                        hint="write what they stand for, or order by the name of a column of the select list",
                    )
                if token.is_comment or token.text == ";" or token.kind == "PARAM" or token.text.endswith("@"):
                    raise self.statement.error(
                        order.value_at + token.start,
                        "@orderby takes only columns, and expressions over them",
                        hint="write -- @orderby newest: created_at desc, id desc",
                    )
        if Clauses(self.work.asked.text).writes:
            raise self.statement.error(
                self.lines[0].at,
                "only a select has an order",
                hint="select from it: with q as (…) select * from q",
            )

    async def finished(self, query: Query) -> Query:
        return replace(query, orders=[order.name for order in self.lines])


def _ordered(text: Rewritten, order: Annotation) -> Rewritten:
    """The statement in an order; the ORDER BY that it has already comes second."""
    clauses = Clauses(text)
    start, end = clauses.bounds("order")
    if start < end:
        at = clauses.tokens[start + 2].start
        return edited(text, [Edit(at, at, order.value, order.value_at), Edit(at, at, ", ")])
    at = clauses.insert_at("order")
    return edited(text, [Edit(at, at, f"{clauses.space}order by "), Edit(at, at, order.value, order.value_at)])
