"""The names of a statement's parameters, as its text has them."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from .tokens import Token

__all__ = ["parameter_names"]


def parameter_names(body: Sequence[Token]) -> AbstractSet[str]:
    """In lower case: the words after `@`, and those in the parentheses of sqlc's macros."""
    tokens = [token for token in body if not token.is_comment]
    names: set[str] = set()
    for index, token in enumerate(tokens):
        following = tokens[index + 1 : index + 5]
        if token.text.endswith("@") and following and following[0].start == token.end:
            names.add(following[0].word.lower())
        elif token.word == "sqlc" and [each.text for each in following[:1] + following[2:3]] == [".", "("]:
            names.update(each.text.strip("'\"").lower() for each in following[3:])
    return names
