"""Reads the values of an INSERT that COPY is to write: parameters, each with a cast at most."""

from collections.abc import Sequence

from msgspec import Struct

__all__ = ["CopiedValue", "read_value"]


class CopiedValue(Struct, frozen=True):
    """One value; all are indexes of words."""

    param: int
    end: int
    """The comma or parenthesis after it."""
    cast: int | None = None
    wrong: int | None = None
    """The first word that COPY cannot do without."""


def read_value(words: Sequence[str], are_params: Sequence[bool], first: int) -> CopiedValue:
    """The value that begins at `first`: `$1`, `$1::numeric(5, 2)` or `cast($1 as numeric(5, 2))`."""
    end = _end(words, first)
    is_call = words[first : first + 2] == ["cast", "("] and words[end - 1] == ")"
    param = first + 2 if is_call else first
    if not are_params[param]:
        return CopiedValue(param, end, wrong=param)
    if is_call:
        cast, type_end = param + 1, end - 1
        expected = "as"
    else:
        cast, type_end = param + 1, end
        expected = "::"
    if not is_call and cast == end:
        return CopiedValue(param, end)
    if words[cast] != expected:
        return CopiedValue(param, end, wrong=cast)
    for index in range(cast + 1, type_end):
        if not (words[index] in "()[],." or words[index][0].isalnum() or words[index][0] == "_") or are_params[index]:
            return CopiedValue(param, end, wrong=index)
    return CopiedValue(param, end, cast)


def _end(words: Sequence[str], first: int) -> int:
    depth = 0
    for index in range(first, len(words)):
        if not depth and words[index] in (",", ")"):
            return index
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(words[index], 0)
    return len(words) - 1
