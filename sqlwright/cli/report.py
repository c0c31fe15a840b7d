"""How `check` and `generate` report what is wrong: as text, or so that GitHub shows it next to the lines of the SQL."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from ..errors import CompileError

__all__ = ["FORMATS", "Report"]

_DIFFERS = "differs from what the SQL compiles to: run sqlwright generate"


class Report:
    """Text, on stderr."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        """The configuration's: what the paths in errors are relative to."""

    def errors(self, error: CompileError, outcome: str) -> None:
        print(error, file=sys.stderr)
        print(f"{error.summary}; {outcome}", file=sys.stderr)

    def failure(self, message: str) -> None:
        print(f"sqlwright: {message}", file=sys.stderr)

    def difference(self, shown: str, names: Iterable[str]) -> None:
        print(f"{shown} {_DIFFERS}", file=sys.stderr)


class GithubReport(Report):
    """Workflow commands of GitHub Actions, which become annotations. The text stays in the log."""

    def errors(self, error: CompileError, outcome: str) -> None:
        for problem in error.problems:
            place = {"line": problem.line, "col": problem.column} if problem.line else {}
            self._print(str(problem), file=self._file(problem.file), **place)
        print(f"{error.summary}; {outcome}", file=sys.stderr)

    def failure(self, message: str) -> None:
        self._print(message)

    def difference(self, shown: str, names: Iterable[str]) -> None:
        for name in names:
            self._print(f"{shown}/{name} {_DIFFERS}", file=self._file(f"{shown}/{name}"))

    def _file(self, shown: str) -> str:
        """A file as GitHub names it: relative to the repository, wherever the configuration is."""
        path = Path(os.path.normpath(self.folder.resolve() / shown))
        root = _repository(path)
        return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()

    @staticmethod
    def _print(message: str, **properties: object) -> None:
        written = (f"{key}={_property(str(value))}" for key, value in {**properties, "title": "sqlwright"}.items())
        print(f"::error {','.join(written)}::{_data(message)}", file=sys.stderr)


FORMATS = {"text": Report, "github": GithubReport}


def _repository(path: Path) -> Path:
    found = next((folder for folder in path.parents if (folder / ".git").exists()), None)
    return found or Path(os.environ.get("GITHUB_WORKSPACE", "")).resolve()


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
