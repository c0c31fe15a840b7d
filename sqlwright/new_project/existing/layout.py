"""Lays Python out as `ruff format` does at a new project's width."""

from collections.abc import Sequence

from ...emit.layout import exploded

__all__ = ["WIDTH", "called", "fits"]

WIDTH = 120


def called(head: str, items: Sequence[str], tail: str = ")", *, indent: int = 4) -> str:
    """`head`, the items with commas, `tail`: on one line if it fits after `indent` spaces."""
    line = f"{head}{', '.join(items)}{tail}"
    return line if fits(line, indent=indent) or not items else exploded(head, items, tail)


def fits(line: str, *, indent: int = 4) -> bool:
    return indent + len(line) <= WIDTH
