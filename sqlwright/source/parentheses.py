"""A statement's tokens with their parentheses: each level of a query is a run of tokens, and what is inside of them apart."""

from collections.abc import Iterable, Iterator, Sequence

from .tokens import Token

__all__ = ["READS", "WRITES", "Level", "level_of", "outside_case"]

READS = ("select", "values", "table")
WRITES = ("insert", "update", "delete", "merge")
"""The words that say what a statement does."""

_OPEN, _CLOSE = ("(", "["), (")", "]")
_NO_CLAUSES = (("distinct", "from"), ("within", "group"), ("collation", "for"))
"""Two words that stand in an expression."""


class Level:
    """Tokens `first` to `end` of a statement, without what is in parentheses."""

    def __init__(self, tokens: Sequence[Token], first: int, end: int) -> None:
        self.tokens = tokens
        self.first = first
        self.end = end
        self.inside: list[Level] = []
        """The levels in its parentheses."""
        self.places: list[int] = []
        """The tokens of this level, by their index; of parentheses the opening one, and the closing one."""

    def words(self) -> Iterator[tuple[int, str]]:
        """The tokens of this level with their words; empty for what is a name or a part of an expression."""
        before = ""
        for index in self.places:
            token = self.tokens[index]
            word = token.word or token.text
            # As a label any word may stand.
            plain = token.kind != "IDENT" and before not in ("as", ".") and (before, word) not in _NO_CLAUSES
            yield index, word if plain else ""
            before = word

    def all(self) -> "Iterator[Level]":
        """This level and those inside, an outer one before what is in it."""
        yield self
        for level in self.inside:
            yield from level.all()

    def at(self, index: int) -> "Level | None":
        """The level inside of the parenthesis that opens there."""
        return next((level for level in self.inside if level.first == index + 1), None)


def level_of(tokens: Sequence[Token]) -> Level:
    """The outermost level of a statement without comments."""
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
    """Of a level's words those from `first` to `end` that stand in no CASE, whose END counts as behind it."""
    cases = 0
    for index, word in words:
        if first <= index < end:
            cases += {"case": 1, "end": -1}.get(word, 0)
            if not cases:
                yield index, word
