"""Writes what was generated, all of it or nothing, and tells how a folder differs from it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from .. import MARK
from ..errors import SqlwrightError

__all__ = ["differences", "write"]


def _ours(folder: Path) -> Mapping[str, str]:
    """The generated files of a folder, stale ones too."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.py")) if folder.is_dir() else ():
        text = path.read_text(encoding="utf-8")
        if text.startswith(MARK):
            found[path.name] = text
    return found


def write(folder: Path, files: Mapping[str, str], shown: str) -> tuple[Sequence[str], Sequence[str]]:
    """Brings the folder up to date; gives the names that were written and those that were removed."""
    try:
        before = _ours(folder)
        for name in files:
            if name not in before and (folder / name).exists():
                raise SqlwrightError(f"{shown}/{name} is not sqlwright's to overwrite: move it, or choose another out")
        changed = [name for name, text in files.items() if before.get(name) != text]
        stale = [name for name in before if name not in files]
        if not changed and not stale:
            return changed, stale
        import tempfile  # 10 ms that only a run which writes has to pay

        folder.mkdir(parents=True, exist_ok=True)
        # Everything is on disk before the first file is put in its place.
        with tempfile.TemporaryDirectory(dir=folder, prefix=".sqlwright-") as passing:
            for name in changed:
                Path(passing, name).write_text(files[name], encoding="utf-8", newline="\n")
            for name in changed:
                Path(passing, name).replace(folder / name)
        for name in stale:
            (folder / name).unlink()
    except OSError as error:
        raise SqlwrightError(f"{shown}: cannot be written: {error.strerror}") from None
    return changed, stale


def differences(folder: Path, files: Mapping[str, str], shown: str) -> str:
    """A unified diff from the folder to what the SQL says; empty where they agree."""
    before = _ours(folder)
    if before == files:
        return ""
    import difflib

    lines: list[str] = []
    for name in sorted({*before, *files}):
        old, new = before.get(name, ""), files.get(name, "")
        if old != new:
            label = f"{shown}/{name}"
            lines += difflib.unified_diff(
                old.splitlines(keepends=True),
                new.splitlines(keepends=True),
                label if old else "/dev/null",
                label if new else "/dev/null",
            )
    return "".join(lines)
