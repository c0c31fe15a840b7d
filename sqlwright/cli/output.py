"""Writes all generated files or none, and shows how a folder differs from them."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from .. import MARK
from ..errors import SqlwrightError

__all__ = ["differences", "write"]

_TYPED = "py.typed"
"""The one file without our mark: it is empty, whoever wrote it."""
_CONFLICT = re.compile(r"\A<{7} .*\n")
"""The first line of a merge conflict about our mark, which another version leaves."""


def _ours(folder: Path) -> Mapping[str, str]:
    """The generated files in a folder, including stale ones."""
    found: dict[str, str] = {}
    if (typed := folder / _TYPED).is_file() and not typed.stat().st_size:
        found[_TYPED] = ""
    for path in sorted(folder.glob("*.py")) if folder.is_dir() else ():
        text = path.read_text(encoding="utf-8", errors="replace")  # what is not UTF-8 is not ours
        if _CONFLICT.sub("", text, count=1).startswith(MARK):
            found[path.name] = text
    return found


def write(folder: Path, files: Mapping[str, str], shown: str) -> tuple[Sequence[str], Sequence[str]]:
    """Brings the folder up to date; returns the names of the files written and removed."""
    try:
        before = _ours(folder)
        for name in files:
            if name not in before and (folder / name).exists():
                raise SqlwrightError(f"{shown}/{name} was not written by sqlwright: move it, or choose another out")
        changed = [name for name, text in files.items() if before.get(name) != text]
        stale = [name for name in before if name not in files]
        if not changed and not stale:
            return changed, stale
        import tempfile  # takes 10 ms, so import it only if something is written

        folder.mkdir(parents=True, exist_ok=True)
        # Write everything to disk before moving the first file into place.
        with tempfile.TemporaryDirectory(dir=folder, prefix=".sqlwright-") as temporary:
            for name in changed:
                Path(temporary, name).write_text(files[name], encoding="utf-8", newline="\n")
            for name in changed:
                Path(temporary, name).replace(folder / name)
        for name in stale:
            (folder / name).unlink()
    except OSError as error:
        raise SqlwrightError(f"cannot write to {shown}: {error.strerror}") from None
    return changed, stale


def differences(folder: Path, files: Mapping[str, str], shown: str) -> Mapping[str, str]:
    """A unified diff for each file of the folder that is not what the SQL compiles to."""
    before = _ours(folder)
    return {
        name: _diff(before.get(name), files.get(name), f"{shown}/{name}")
        for name in sorted({*before, *files})
        if before.get(name) != files.get(name)
    }


def _diff(old: str | None, new: str | None, label: str) -> str:
    import difflib  # only a difference needs it

    before = "/dev/null" if old is None else label
    after = "/dev/null" if new is None else label
    lines = difflib.unified_diff(_lines(old), _lines(new), before, after)
    # difflib says nothing of an empty file that comes or goes.
    return "".join(lines) or f"--- {before}\n+++ {after}\n"


def _lines(text: str | None) -> list[str]:
    return (text or "").splitlines(keepends=True)
