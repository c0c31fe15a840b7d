"""What tests of pages share: how a page's blocks are read, and compared with what happens."""

import re
from pathlib import Path
from typing import NamedTuple

__all__ = ["Block", "blocks", "is_like"]


class Block(NamedTuple):
    before: str  # the paragraph above it
    language: str
    text: str


def blocks(page: Path) -> list[Block]:
    found = re.findall(r"((?:^(?!```).+\n)*)\n*^```(\w*)\n((?:.*\n)*?)^```$", page.read_text(), re.MULTILINE)
    return [Block(*each) for each in found]


def is_like(pattern: str, text: str) -> bool:
    """Whether the text is the pattern, with anything where the pattern has `…`."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("…"))), text, re.DOTALL) is not None
