"""What only psql understands of a schema file, such as one that pg_dump wrote: its own commands, and the rows of COPY."""

import re
from collections.abc import Iterator

__all__ = ["blank", "without_psql"]

_PIECE = re.compile(
    r"""
      (?P<line>    --[^\n]* )
    | (?P<block>   /\* )
    | (?P<string>  [eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*" )
    | (?P<dollars> (?P<tag> \$ (?:[^\W\d]\w*)? \$ ) .*? (?P=tag) )
    | (?P<word>    [^\W\d][\w$]* )
    | (?P<end>     ; )
    | (?P<meta>    \\[^\n]* )
    """,
    re.VERBOSE | re.DOTALL,
)
_BLOCK_EDGE = re.compile(r"/\*|\*/")
_FROM_STDIN = re.compile(r"\bfrom\s+stdin\b", re.IGNORECASE)
_LAST_ROW = re.compile(r"^\\\.[ \t]*$", re.MULTILINE)


def without_psql(text: str) -> str:
    """The text with blanks for what psql keeps to itself, so that every offset stays; data says nothing of types."""
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
    """Where psql's own begins and ends, and what PostgreSQL is to read at its start."""
    begin: int | None = None
    """Of the statement."""
    position = 0
    while piece := _PIECE.search(text, position):
        position = piece.end()
        match piece.lastgroup:
            case "block":
                position = _behind_block(text, position)
            case "meta":
                # \g, \gexec and their like also end the statement before them.
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


def _behind_block(text: str, position: int) -> int:
    """Block comments nest."""
    depth = 1
    while depth and (edge := _BLOCK_EDGE.search(text, position)):
        depth += 1 if edge[0] == "/*" else -1
        position = edge.end()
    return len(text) if depth else position


def _copies_rows(statement: str) -> bool:
    return statement[:4].lower() == "copy" and _FROM_STDIN.search(statement) is not None
