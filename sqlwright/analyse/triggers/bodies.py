"""Reads the body of a PL/pgSQL trigger function: which columns of `new` it may assign, and whether it may drop the row.

The body is not parsed but scanned, in any order of its statements: every place where PL/pgSQL can assign to a variable
counts as if it were reached. Whatever else is done with `new` as a whole makes the body unreadable.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from msgspec import Struct

from ...errors import CompileError
from ...source.tokens import words_of

__all__ = ["UNREADABLE", "Body", "read_body"]


class Body(Struct, frozen=True):
    assigns: frozenset[str] | None
    """The columns of `new` that it may assign; None if that may be any."""
    drops: bool
    """Whether it may return another row than `new`, or none."""


UNREADABLE = Body(None, drops=True)

_STARTS = frozenset([";", "declare", "begin", "then", "else", "loop", ">>"])
"""What stands before a statement or a declaration."""
_BRANCHES = frozenset(["begin", "case", "then", "else", "elsif", "elseif", "end", "exception", "loop", "when"])
"""What begins or ends a list of statements that may not be reached."""


@cache
def read_body(source: str) -> Body:
    try:
        tokens = words_of(source)
    except CompileError:
        return UNREADABLE
    if any(token.kind == "UIDENT" for token in tokens):
        return UNREADABLE  # U&"…" may spell any name
    return _Reader([token.word or token.text for token in tokens]).body()


class _Reader:
    def __init__(self, words: Sequence[str]) -> None:
        # Sentinels, so that there is always a word before and some after.
        self.words = [";", *words, ";", ";", ";"]

    def body(self) -> Body:
        assigned: set[str] = set()
        drops = False
        for at, word in enumerate(self.words[:-3]):
            match word:
                case "return" if self.is_of_delete(at):
                    pass
                case "return":
                    if self.words[at + 2] != ";" or self.words[at + 1] not in ("new", "null"):
                        return UNREADABLE
                    drops = drops or self.words[at + 1] == "null"
                case "tg_op" if self.words[at - 1] in _STARTS or self.words[at - 1] == "into":
                    return UNREADABLE  # no longer the operation
                case "new" if self.words[at - 1] in (".", "for", "foreach"):
                    return UNREADABLE  # a label before it, an alias, or the variable of a loop
                case "new" if self.words[at - 1] in _STARTS:
                    # An assignment, or the declaration of another variable with this name.
                    if self.words[at + 1] != ".":
                        return UNREADABLE
                    assigned.add(self.words[at + 2])
                case "into" | "for" | "foreach" | "diagnostics":
                    for target in self.targets(at, whole_statement=word == "diagnostics"):
                        if target is None:
                            return UNREADABLE
                        assigned.add(target)
                case "call" if "new" in self.statement(at):
                    return UNREADABLE  # an INOUT argument is assigned
                case _:
                    pass
        return Body(frozenset(assigned), drops)

    def is_of_delete(self, at: int) -> bool:
        """Whether a RETURN stands right in `if tg_op = 'DELETE' then …`, which INSERT and UPDATE do not enter."""
        then = next(place for place in range(at - 1, -1, -1) if self.words[place] in _BRANCHES or not place)
        condition = [word for word in self.words[max(then - 6, 0) : then + 1] if word not in ("(", ")")]
        return condition[-5:] in (
            ["if", "tg_op", "=", "'DELETE'", "then"],
            ["elsif", "tg_op", "=", "'DELETE'", "then"],
        )

    def statement(self, at: int) -> Sequence[str]:
        """The words from a place to the end of the statement."""
        return self.words[at : self.words.index(";", at)]

    def targets(self, at: int, *, whole_statement: bool) -> Iterator[str | None]:
        """The columns of `new` in the list of variables after a word; None for `new` itself."""
        if whole_statement:
            for place in range(at, at + len(self.statement(at))):
                if self.words[place] == "new":
                    yield self.words[place + 2] if self.words[place + 1] == "." else None
            return
        at += 1 + (self.words[at + 1] == "strict")
        while True:
            if self.words[at] == "new":
                yield self.words[at + 2] if self.words[at + 1] == "." else None
            at += 1
            while self.words[at] == ".":
                at += 2
            while self.words[at] == "[":
                at = self.words.index("]", at) + 1 if "]" in self.statement(at) else at + 1
            if self.words[at] != ",":
                return
            at += 1
