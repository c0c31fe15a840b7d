"""The words of an expanded statement: where each one was written, and what to say of its place."""

from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct

from ...errors import CompileError, Problem
from ..text import SourceFile
from ..tokens import Token, word_of

__all__ = ["ExpandedFile", "Word", "inserted", "texts_of", "tokens_of", "words_in"]


class Word(Struct, frozen=True):
    """A token with the space before it."""

    token: Token
    """As the file has it in which it stands."""
    space: str
    file: SourceFile
    notes: Sequence[str] = ()
    """How it came here from a fragment, the nearest place first."""

    @property
    def text(self) -> str:
        return self.token.text

    @property
    def at(self) -> int:
        return self.token.start

    def error(self, message: str, hint: str) -> CompileError:
        """An error at this word, with the way that it took."""
        return self.file.error(self.at, message, hint=hint, detail="; ".join(self.notes) or None)


def words_in(file: SourceFile, tokens: Sequence[Token]) -> Sequence[Word]:
    """The words of a statement or fragment; there is no space before the first one."""
    ends = [tokens[0].start, *(token.end for token in tokens)]
    return [Word(token, file.text[end : token.start], file) for token, end in zip(tokens, ends, strict=False)]


def inserted(text: str, kind: str, beside: Word, space: str = "") -> Word:
    """A parenthesis that nobody wrote: it stands at the place of another word."""
    return Word(
        Token(kind, text, beside.at, beside.at, reserved=False, word=word_of(kind, text)),
        space,
        beside.file,
        beside.notes,
    )


def texts_of(words: Sequence[Word]) -> str:
    """The SQL, without the space before its first word."""
    return "".join(word.space + word.text for word in words)[len(words[0].space) :]


def tokens_of(words: Sequence[Word], start: int) -> Sequence[Token]:
    """The tokens at their offsets in the text, whose first word is at `start`."""
    found: list[Token] = []
    start -= len(words[0].space)
    for word in words:
        start += len(word.space)
        token = word.token
        found.append(Token(token.kind, token.text, start, start + len(token.text), token.reserved, token.word))
        start = found[-1].end
    return found


class ExpandedFile(SourceFile):
    """A file up to the end of one statement, with the fragments in it replaced by their texts."""

    def __init__(self, file: SourceFile, start: int, words: Sequence[Word]) -> None:
        super().__init__(file.path, file.text[:start] + texts_of(words))
        self._words = words
        self._starts = [token.start for token in tokens_of(words, start)]

    def problem(
        self, offset: int, message: str, *, hint: str | None = None, detail: str | None = None, query: str | None = None
    ) -> Problem:
        """A mistake at the place where the word was written, with the way that it took from there."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return super().problem(offset, message, hint=hint, detail=detail, query=query)
        word = self._words[index]
        at = min(word.at + offset - self._starts[index], word.token.end)
        said = "; ".join([*([detail] if detail else []), *word.notes]) or None
        return word.file.problem(at, message, hint=hint, detail=said, query=query)
