"""Writes all generated files or none, and shows how a folder differs from them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from .. import MARK
from ..errors import SqlwrightError

__all__ = ["differences", "write"]

_TYPED = "py.typed"
"""The one file without our mark: it is empty, whoever wrote it."""


def _ours(folder: Path) -> Mapping[str, str]:
    """The generated files in a folder, including stale ones."""
    found: dict[str, str] = {}
    if (typed := folder / _TYPED).is_file() and not typed.stat().st_size:
        found[_TYPED] = ""
    for path in sorted(folder.glob("*.py")) if folder.is_dir() else ():
        text = path.read_text(encoding="utf-8")
        if text.startswith(MARK):
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


def differences(folder: Path, files: Mapping[str, str], shown: str) -> str:
    """A unified diff from the folder to what the SQL compiles to; empty if they agree."""
    before = _ours(folder)
    if before == files:
        return ""
    import difflib

    lines: list[str] = []
    for name in sorted({*before, *files}):
        old, new = before.get(name, ""), files.get(name, "")
        label = f"{shown}/{name}"
        if name == _TYPED and name not in before:
            lines += ["--- /dev/null\n", f"+++ {label}\n"]
        if old != new:
            lines += difflib.unified_diff(
                old.splitlines(keepends=True),
                new.splitlines(keepends=True),
                label if old else "/dev/null",
                label if new else "/dev/null",
            )
    return "".join(lines)
