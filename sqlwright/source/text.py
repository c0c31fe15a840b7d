"""A file's text, with the line and column of each offset."""

import re
from bisect import bisect_right
from functools import cached_property
from pathlib import Path

from ..errors import CompileError, Problem, SqlwrightError, fault

__all__ = ["SourceFile"]

_CONFLICT = re.compile(r"^<{7} .*?^={7}$.*?^>{7} ", re.MULTILINE | re.DOTALL)


class SourceFile:
    """A text file. Offsets and columns count characters; messages show `path`, relative to the configuration."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @classmethod
    def read(cls, path: Path, shown: str) -> "SourceFile":
        try:
            # A byte order mark is not SQL. Universal newlines keep columns right on every platform.
            file = cls(shown, path.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError as error:
            raise _not_utf_8(shown, error) from None
        except OSError as error:
            raise SqlwrightError(f"{shown}: cannot be read: {error.strerror}") from None
        if "\0" in file.text:
            raise file.error(file.text.index("\0"), "a NUL character", hint="save the file as plain UTF-8 text")
        if "<<<<<<< " in file.text and (conflict := _CONFLICT.search(file.text)):
            last = file.position(conflict.end())[0]
            hint = f"keep what you want of the lines down to {last}, and remove the marks"
            raise file.error(conflict.start(), "a merge conflict that is not resolved", hint=hint)
        return file

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(index + 1 for index, char in enumerate(self.text) if char == "\n")]

    @cached_property
    def _bytes(self) -> list[int] | None:
        """The offset in UTF-8 of each character; None for ASCII, where it is the character's own offset."""
        if self.text.isascii():
            return None
        starts: list[int] = []
        position = 0
        for char in self.text:
            starts.append(position)
            position += len(char.encode())
        return [*starts, position]

    def from_bytes(self, offset: int) -> int:
        """The character at a byte offset."""
        return offset if self._bytes is None else bisect_right(self._bytes, offset) - 1

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both counted from 1."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def place(self, offset: int) -> str:
        """The place as messages show it."""
        line, column = self.position(offset)
        return f"{self.path}:{line}:{column}"

    def offset(self, line: int) -> int:
        """Where a line begins."""
        return self._lines[line - 1]

    def line(self, number: int) -> str:
        start = self._lines[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : len(self.text) if end < 0 else end]

    def problem(
        self, offset: int, message: str, *, hint: str | None = None, detail: str | None = None, query: str | None = None
    ) -> Problem:
        """A mistake at this offset; a mistake at the end of the text is shown after the last word."""
        if offset >= len(self.text):
            offset = len(self.text.rstrip())
        line, column = self.position(offset)
        return Problem(self.path, line, column, message, hint, detail, self.line(line).rstrip() or None, query)

    def error(
        self, offset: int, message: str, *, hint: str | None = None, detail: str | None = None, query: str | None = None
    ) -> CompileError:
        """The problem as an error to raise."""
        return CompileError([self.problem(offset, message, hint=hint, detail=detail, query=query)])

    def fault(self, offset: int, error: Exception, *, query: str | None = None) -> CompileError:
        """An exception that nobody foresaw, reported at the place that it concerns."""
        message, detail, hint = fault(error)
        return self.error(offset, message, hint=hint, detail=detail, query=query)


def _not_utf_8(shown: str, error: UnicodeDecodeError) -> CompileError:
    """The error of a file in another encoding, at its first byte that tells."""
    line = error.object.count(b"\n", 0, error.start) + 1
    before = error.object[error.object.rfind(b"\n", 0, error.start) + 1 : error.start]
    column = len(before.decode("utf-8-sig")) + 1
    message = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
    return CompileError([Problem(shown, line, column, message, "save the file in that encoding")])
