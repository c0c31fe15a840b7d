"""Names as SQL writes them."""

import re
from functools import cache

from .text import SourceFile
from .tokens import scan

__all__ = ["quoted", "quoted_if_needed"]


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@cache
def quoted_if_needed(name: str, *, after_dot: bool) -> str:
    """The name without quotes where it means the same; `after_dot`, reserved words need none."""
    if re.fullmatch(r"[a-z_][a-z0-9_$]*", name) and (after_dot or not scan(SourceFile("", name))[0].reserved):
        return name
    return quoted(name)
