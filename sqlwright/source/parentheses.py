"""Divides a statement's tokens into levels: what stands in a pair of parentheses is a level of its own."""

from collections.abc import Iterable, Iterator, Sequence

from .tokens import Token

__all__ = ["READS", "WRITES", "Level", "level_of", "outside_case"]

READS = ("select", "values", "table")
WRITES = ("insert", "update", "delete", "merge")
"""The words that say what a statement does: those that only read, and those that change rows."""

_OPEN, _CLOSE = ("(", "["), (")", "]")
_NO_CLAUSES = (("distinct", "from"), ("within", "group"), ("collation", "for"))
"""Pairs of words inside expressions, whose second word begins no clause there."""


class Level:
    """Tokens `first` to `end` of a statement; what stands in parentheses among them is in `inside`."""

    def __init__(self, tokens: Sequence[Token], first: int, end: int) -> None:
        self.tokens = tokens
        self.first = first
        self.end = end
        self.inside: list[Level] = []
        """The levels in this one's parentheses."""
        self.places: list[int] = []
        """The indexes of this level's tokens, among them the parentheses around the levels inside."""

    def words(self) -> Iterator[tuple[int, str]]:
        """The indexes of this level's tokens with their words; the word is empty where it is a name or in an expression."""
        before = ""
        for index in self.places:
            token = self.tokens[index]
            word = token.word or token.text
            # A label may be any word.
            plain = token.kind != "IDENT" and before not in ("as", ".") and (before, word) not in _NO_CLAUSES
            yield index, word if plain else ""
            before = word

    def all(self) -> "Iterator[Level]":
        """This level and all inside it, an outer one before those inside it."""
        yield self
        for level in self.inside:
            yield from level.all()

    def at(self, index: int) -> "Level | None":
        """The level in the parentheses that open at this token."""
        return next((level for level in self.inside if level.first == index + 1), None)


def level_of(tokens: Sequence[Token]) -> Level:
    """The outermost level of a statement, whose tokens come without comments."""
    level = Level(tokens, 0, len(tokens))
    above: list[Level] = []
    for index, token in enumerate(tokens):
        if token.text in _CLOSE and above:
            level.end = index
            level = above.pop()
        level.places.append(index)
        if token.text in _OPEN:
            above.append(level)
            level = Level(tokens, index + 1, len(tokens))
            above[-1].inside.append(level)
    return above[0] if above else level


def outside_case(words: Iterable[tuple[int, str]], first: int, end: int) -> Iterator[tuple[int, str]]:
    """The words from `first` to `end` that stand outside of CASE; the END of a CASE counts as outside."""
    cases = 0
    for index, word in words:
        if first <= index < end:
            cases += {"case": 1, "end": -1}.get(word, 0)
            if not cases:
                yield index, word
