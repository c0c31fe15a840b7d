"""Puts parentheses around a fragment, or around an argument in one, where it would be read differently without them."""

from collections.abc import Sequence

from .bodies import Kind
from .words import Word, inserted

__all__ = ["apart", "in_parentheses", "placed"]

_BEFORE = ("(", ",", "select", "where", "having", "on", "when", "then", "else", "by", "set", "returning")
_AFTER = (
    *(")", ",", "as", "from", "where", "then", "else", "when", "end", "group", "order", "having", "limit"),
    *("union", "returning", "left", "right", "inner", "join", "cross", "full"),
)
"""The words between which an expression stands alone."""
_BEFORE_QUERY = ("in", "exists", "as", "any", "all", "some", "array", "lateral", "from", "materialized", ",")
"""What may stand before a parenthesis that is a query's own, and not a function's."""
_OPERATORS = "+-*/<>=~!@#%^&|`?"
_CALLS = ("array",)
"""The reserved words that may begin a value."""


def placed(
    body: Sequence[Word], kind: Kind, before: Sequence[Word], after: Sequence[Word], *, in_argument: bool
) -> Sequence[Word]:
    """A fragment's words as they go between these words, in a statement or in another fragment's argument."""
    if kind in ("list", "write"):
        return body
    earlier = [_said(word) for word in before if not word.token.is_comment][-2:]
    later = next((_said(word) for word in after if not word.token.is_comment), None)
    if kind == "query":
        whole = not in_argument and not earlier and later is None
        own = earlier[-1:] == ["("] and later == ")" and earlier[0] in _BEFORE_QUERY
        return body if whole or own else _wrapped(body)
    alone = earlier[-1:] and earlier[-1] in _BEFORE and (later is None or later in _AFTER)
    return body if alone or _is_simple(body) else _wrapped(body)


def in_parentheses(argument: Sequence[Word], space: str, *, is_part: bool) -> Sequence[Word]:
    """An argument's words in place of a parameter; `is_part` says that a part of it is meant."""
    words = _after_space(argument, space)
    token = words[0].token
    is_name = len(words) == 1 and (token.kind == "PARAM" or (token.word != "" and not token.reserved))
    simple = _is_simple(words) and (not is_part or is_name or token.text == "(")
    return words if simple else _wrapped(words)


def apart(words: Sequence[Word], before: Sequence[Word]) -> Sequence[Word]:
    """The words with a space before them, if the first is the `@` of a parameter and would be read with an operator."""
    touches = bool(before) and words[0].text == "@" and not words[0].space and before[-1].text[-1] in _OPERATORS
    return _after_space(words, " ") if touches else words


def _after_space(words: Sequence[Word], space: str) -> Sequence[Word]:
    first, *rest = words
    return [Word(first.token, space, first.file, first.notes), *rest]


def _said(word: Word) -> str:
    return word.token.word or word.text


def _wrapped(words: Sequence[Word]) -> Sequence[Word]:
    opening = inserted("(", "ASCII_40", words[0], words[0].space)
    return [opening, *_after_space(words, ""), inserted(")", "ASCII_41", words[-1])]


def _is_simple(words: Sequence[Word]) -> bool:
    """Whether it is one value beside any operator: a name, a constant, a parameter, a call, or in parentheses."""
    tokens = [word.token for word in words if not word.token.is_comment]
    if len(tokens) == 1:
        return True
    index = 0
    if tokens[0].text == "@":
        return len(tokens) == 2
    while index < len(tokens) and tokens[index].word and (not tokens[index].reserved or tokens[index].word in _CALLS):
        index += 1
        if index == len(tokens) or tokens[index].text != ".":
            break
        index += 1
    if index and index == len(tokens):
        return True
    if index and tokens[index - 1].text == ".":
        return tokens[index].text == "*" and index + 1 == len(tokens)
    depth = 0
    for place, token in enumerate(tokens[index:], index):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0)
        if depth == 0:
            return token.text in (")", "]") and place + 1 == len(tokens)
    return False
