"""The clauses of a statement's outermost query: where each one stands, and where a new one goes."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from .parentheses import READS, WRITES, level_of, outside_case
from .rewriting import Rewritten
from .tokens import words_of

__all__ = ["Clauses", "Item", "is_name"]

_CLAUSES = ("select", "from", "where", "group", "having", "window", "order", "limit", "offset", "fetch", "for")
"""The first words of clauses, in the order of the clauses; FOR may also stand before LIMIT."""


class Item(Struct, frozen=True):
    """One item of ORDER BY."""

    text: str
    """The expression, without its direction."""
    word: str
    """The expression as PostgreSQL folds it, if it is a single word; else empty."""
    descending: bool
    nulls_first: bool
    using: bool
    """Whether it orders by an operator of its own."""


class Clauses:
    """The clauses of a SELECT; what stands in parentheses is skipped."""

    def __init__(self, rewritten: Rewritten) -> None:
        self.rewritten = rewritten
        self.tokens = rewritten.words
        self._words = list(level_of(self.tokens).words())
        self.space = "\n" if "\n" in rewritten.sql else " "
        """What to write before a new clause."""

    @property
    def writes(self) -> bool:
        """Whether the statement changes rows."""
        return next((word for _, word in self._words if word in (*READS, *WRITES)), "") in WRITES

    def has(self, *words: str) -> bool:
        return any(word in words for _, word in self._words)

    def has_between(self, start: int, end: int, word: str) -> bool:
        """Whether the word stands among these tokens, outside of CASE."""
        return any(found == word for _, found in outside_case(self._words, start, end))

    def bounds(self, clause: str) -> tuple[int, int]:
        """The first token of a clause and the end of its last one; where there is none, both are where it would go."""
        later = _CLAUSES[_CLAUSES.index(clause) + 1 :]
        ends = [index for index, word in self._words if word in later] or [len(self.tokens)]
        starts = [index for index, word in self._words if word == clause and index < ends[0]]
        return (starts or ends)[0], ends[0]

    def insert_at(self, clause: str) -> int:
        """The offset after a clause, or where it would go."""
        return self.tokens[self.bounds(clause)[1] - 1].end

    def order(self) -> Sequence[Item]:
        """The items of ORDER BY."""
        start, end = self.bounds("order")
        return [self._item(*part) for part in self._parts(start + 2, end)] if start < end else []

    def order_span(self) -> tuple[int, int]:
        """The offsets between which the items of ORDER BY stand."""
        start, end = self.bounds("order")
        return self.tokens[start + 2].start, self.tokens[end - 1].end

    def outputs(self) -> Sequence[tuple[int, int]]:
        """The first token and the end of each column in the select list, its name included."""
        start, end = self.bounds("select")
        start += 1 + (self.tokens[start + 1].word in ("all", "distinct"))
        return list(self._parts(start, end))

    def text(self, start: int, end: int) -> str:
        return self.rewritten.sql[self.tokens[start].start : self.tokens[end - 1].end]

    def _parts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The first token and the end of each part between commas."""
        for index, word in self._words:
            if start <= index < end and word == ",":
                yield start, index
                start = index + 1
        yield start, end

    def _item(self, start: int, end: int) -> Item:
        words = [token.word for token in self.tokens[start:end]]
        nulls = words[-1] if len(words) > 2 and words[-2] == "nulls" else None
        end -= 2 if nulls else 0
        direction = self.tokens[end - 1].word
        descending = direction == "desc"
        end -= direction in ("asc", "desc")
        nulls_first = descending if nulls is None else nulls == "first"
        using = any(token.word == "using" and token.kind != "IDENT" for token in self.tokens[start:end])
        word = self.tokens[start].word if end == start + 1 else ""
        return Item(self.text(start, end), word, descending, nulls_first, using)


def is_name(sql: str) -> bool:
    """Whether it is a column's name or a function call, which needs no parentheses beside an operator."""
    tokens = words_of(sql)
    outside = [tokens[index] for index in level_of(tokens).places]
    texts = "".join("x" if token.word else token.text for token in outside)
    return re.fullmatch(r"x(\.x)*(\(\))?", texts) is not None
