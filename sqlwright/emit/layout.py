"""Lays Python out as `ruff format` does, at the default width and at wider ones.

What does not fit on 88 characters is written with one item per line and a trailing comma, which no width changes.
"""

import re
from collections.abc import Sequence

__all__ = [
    "WIDTH",
    "assigned",
    "bracketed",
    "docstring",
    "exploded",
    "indented",
    "sql_literal",
    "text_literal",
    "unsplit",
]

WIDTH = 88
_WIDEST = 120
"""The widest lines that projects usually allow."""


def exploded(head: str, items: Sequence[str], tail: str) -> str:
    return "\n".join([head, *(f"{indented(item)}," for item in items), tail])


def bracketed(head: str, items: Sequence[str], tail: str, *, indent: int = 0) -> str:
    """`head`, the items with commas, `tail`: on one line if it fits after `indent` spaces."""
    line = f"{head}{', '.join(items)}{tail}"
    return line if indent + len(line) <= WIDTH or not items else exploded(head, items, tail)


def assigned(head: str, value: str, *, indent: int = 0) -> str:
    """`head = value`, on a line of its own or in parentheses where no width up to `_WIDEST` has room for it."""
    line = f"{head} = {value}"
    if indent + len(line) > _WIDEST and indent + len(value) + 4 <= WIDTH:
        return f"{head} = (\n    {value}\n)"
    return unsplit(line, indent=indent)


def unsplit(text: str, *, indent: int = 0) -> str:
    """The statement, exempt from formatting if a line is so long that each width would lay it out differently."""
    fits = all(indent + len(line) <= WIDTH for line in text.split("\n"))
    return text if fits else f"{text}  # fmt: skip"


def indented(text: str, spaces: int = 4) -> str:
    """Indents every line that is not empty. No string here spans several lines."""
    return "\n".join(" " * spaces + line if line else line for line in text.split("\n"))


def docstring(lines: Sequence[str]) -> str:
    text = "\n".join(line.rstrip() for line in lines).strip().replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if "\n" in text:
        return f'"""{text}\n"""'
    return f'"""{text} """' if text.endswith('"') else f'"""{text}"""'


def sql_literal(sql: str) -> str:
    """SQL as a literal that reads like SQL."""
    text = re.sub(r'"""|"\Z', lambda quotes: '\\"' * len(quotes[0]), sql.replace("\\", "\\\\"))
    return f'"""\\\n{text}"""'


def text_literal(text: str) -> str:
    """A string in the quotes that ruff prefers: double, unless single quotes save escapes."""
    # repr does all other escapes; a quote of each kind in front makes it choose single quotes.
    body = repr("'\"" + text)[4:-1]
    if text.count('"') > text.count("'"):
        return f"'{body}'"
    return '"' + body.replace('"', '\\"').replace("\\'", "'") + '"'
