"""Removes from a schema file what only psql understands: its own commands, and the rows of COPY, as in a dump."""

import re
from collections.abc import Iterator

__all__ = ["PIECE", "after_block", "blank", "without_psql"]

PIECE = re.compile(
    r"""
      (?P<line>    --[^\n]* )
    | (?P<block>   /\* )
    | (?P<string>  [eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*" )
    | (?P<dollars> (?P<tag> \$ (?:[^\W\d]\w*)? \$ ) .*? (?P=tag) )
    | (?P<word>    [^\W\d][\w$]* )
    | (?P<end>     ; )
    | (?P<open>    \( )
    | (?P<close>   \) )
    | (?P<meta>    \\[^\n]* )
    """,
    re.VERBOSE | re.DOTALL,
)
_BLOCK_EDGE = re.compile(r"/\*|\*/")
_FROM_STDIN = re.compile(r"\bfrom\s+stdin\b", re.IGNORECASE)
_LAST_ROW = re.compile(r"^\\\.[ \t]*$", re.MULTILINE)


def without_psql(text: str) -> str:
    """The text with psql's own parts blanked out, so that offsets stay the same; data says nothing about types."""
    if "\\" not in text:
        return text
    parts: list[str] = []
    position = 0
    for start, end, instead in _own(text):
        parts += [text[position:start], instead + blank(text[start + len(instead) : end])]
        position = end
    return "".join([*parts, text[position:]])


def blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _own(text: str) -> Iterator[tuple[int, int, str]]:
    """Where psql's own parts begin and end, and what PostgreSQL should read at their start."""
    begin: int | None = None
    """The start of the current statement."""
    position = 0
    while piece := PIECE.search(text, position):
        position = piece.end()
        match piece.lastgroup:
            case "block":
                position = after_block(text, position)
            case "meta":
                # \g, \gexec and similar commands also end the statement before them.
                yield piece.start(), position, ";" if piece[0].startswith("\\g") else ""
            case "end":
                if begin is not None and _copies_rows(text[begin:position]):
                    last = _LAST_ROW.search(text, position)
                    position = last.end() if last else len(text)
                    yield begin, position, ""
                begin = None
            case "line":
                pass
            case _:
                begin = piece.start() if begin is None else begin


def after_block(text: str, position: int) -> int:
    """Block comments nest."""
    depth = 1
    while depth and (edge := _BLOCK_EDGE.search(text, position)):
        depth += 1 if edge[0] == "/*" else -1
        position = edge.end()
    return len(text) if depth else position


def _copies_rows(statement: str) -> bool:
    return statement[:4].lower() == "copy" and _FROM_STDIN.search(statement) is not None
