"""Errors in the input, printed as a compiler prints them.

SqlwrightError    one line on the command line, exit status 1
├── ServerError   the database server is missing or has gone away: another attempt may succeed
└── CompileError  one or more Problems, each with its place
    └── QueryErrors    the same, with the number of queries that compile all the same
"""

from collections.abc import Iterable, Sequence, Sized
from difflib import get_close_matches
from pathlib import Path

from msgspec import Struct

__all__ = [
    "CompileError",
    "Place",
    "Problem",
    "QueryErrors",
    "ServerError",
    "SqlwrightError",
    "counted",
    "fault",
    "fault_line",
    "nearest",
]


class SqlwrightError(Exception):
    """Something the user can fix; the message says how."""


class ServerError(SqlwrightError):
    """Not the fault of the input."""


class Problem(Struct, frozen=True):
    """One mistake and its place. Lines and columns count characters from 1; line 0 means the whole file."""

    file: str
    line: int
    column: int
    message: str
    hint: str | None = None
    detail: str | None = None
    source: str | None = None
    query: str | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        # Keep this on one line, so that editors find the place: a message may quote a value with line breaks.
        lines = [f"{place}: {self.message}".replace("\n", "\\n")]
        if self.source is not None:
            shown, before = _around(self.source, self.column - 1)
            # Keep tabs, so that the caret is under the character whatever the width of a tab.
            indent = "".join("\t" if char == "\t" else " " for char in shown[:before])
            lines += [f"  {shown}", f"  {indent}^"]
        if self.detail:
            lines.append(f"  detail: {self.detail}")
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


_LONG_LINE = 160
_KEPT_BEFORE = 80
"""How much of a long line is shown before the place."""


def _around(line: str, at: int) -> tuple[str, int]:
    """The part of a line to show for a place in it, and where the place is in that part."""
    if len(line) <= _LONG_LINE:
        return line, at
    start = max(0, min(at - _KEPT_BEFORE, len(line) - _LONG_LINE))
    end = start + _LONG_LINE
    left, right = "…" if start else "", "…" if end < len(line) else ""
    return f"{left}{line[start:end]}{right}", at - start + len(left)


class Place(Struct, frozen=True):
    """The place of something that may turn out to be wrong later."""

    file: str
    line: int
    column: int
    source: str | None

    def problem(self, message: str, hint: str | None = None) -> Problem:
        return Problem(self.file, self.line, self.column, message, hint, source=self.source)


class CompileError(SqlwrightError):
    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = sorted(
            problems, key=lambda problem: (problem.file, problem.line, problem.column)
        )
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @property
    def summary(self) -> str:
        """The closing line, without what was written."""
        return counted(self.problems, "error")


class QueryErrors(CompileError):
    """The errors of a project whose queries have been counted."""

    def __init__(self, problems: Iterable[Problem], *, good: int, total: int) -> None:
        super().__init__(problems)
        self.good = good
        self.total = total

    @property
    def summary(self) -> str:
        if not self.total:
            return super().summary
        queries = "1 query compiles" if self.total == 1 else f"{self.total} queries compile"
        return f"{super().summary}; {self.good} of {queries}"


def nearest(word: str, known: Iterable[str], alike: float = 0.6) -> str | None:
    """The known word that the user probably meant."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=alike)), None)


def fault(error: Exception) -> tuple[str, str, str]:
    """What to say of an exception that nobody foresaw: a message, a detail and a hint. It is never the user's mistake."""
    return (
        "sqlwright failed here: this is a fault of sqlwright, not of your SQL",
        _raised(error),
        "please report it, with this message and the text here",
    )


def fault_line(error: Exception) -> str:
    """The same in one line, where no file is known."""
    return f"this is a fault of sqlwright, not of your files: please report it. {_raised(error)}"


def _raised(error: Exception) -> str:
    """The exception, and where in sqlwright it was raised."""
    import traceback  # only a fault needs it

    frames = traceback.extract_tb(error.__traceback__)
    package = Path(__file__).parent
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(package)]
    place = f" ({Path(ours[-1].filename).relative_to(package.parent).as_posix()}:{ours[-1].lineno})" if ours else ""
    return f"{type(error).__name__}: {error}{place}".replace("\n", " ")


def counted(items: Sized, noun: str) -> str:
    return f"{len(items)} {noun}{'' if len(items) == 1 else 's'}"
