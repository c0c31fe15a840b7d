"""Splits a file's tokens into statements, each with the comments before it."""

from collections.abc import Iterator, Sequence

from .headers import comment_lines, is_header
from .tokens import Token

__all__ = ["split"]


def split(tokens: Sequence[Token]) -> Iterator[tuple[Sequence[Token], Sequence[Token]]]:
    """Each statement's tokens with the comments before it; comments at the file's end have no statement."""
    before: list[Token] = []
    body: list[Token] = []
    depth = 0
    atomic = 0
    for token in tokens:
        if token.is_comment and not body:
            before.append(token)
            continue
        depth += {"ASCII_40": 1, "ASCII_41": -1}.get(token.kind, 0)
        # The body of a SQL-standard function has semicolons of its own.
        if token.word == "atomic" and body and body[-1].word == "begin":
            atomic = 1
        elif atomic:
            atomic += {"case": 1, "end": -1}.get(token.word, 0)
        if token.kind == "ASCII_59" and depth <= 0 and not atomic:
            if body:
                yield before, _trim(body)
                before = []
            elif any(is_header(line) for line in comment_lines(before)):
                yield before, []
                before = []
            body, depth = [], 0
        else:
            body.append(token)
    if body or before:
        yield before, _trim(body)


def _trim(body: Sequence[Token]) -> Sequence[Token]:
    """The tokens without the comments after the last word, which do not belong to the statement."""
    end = len(body)
    while end and body[end - 1].is_comment:
        end -= 1
    return body[:end]
