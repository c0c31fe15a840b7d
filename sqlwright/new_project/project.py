"""Puts a new project together in memory, compiles it, and moves it into place whole or not at all."""

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from .errors import InitError
from .imports import sort_imports
from .sources import Sources
from .subject import subject_named

__all__ = ["Wanted", "write"]

_TEMPLATE = Path(__file__).parent / "template"
_NAMES = {"gitignore": ".gitignore", "dockerignore": ".dockerignore", "project.toml": "pyproject.toml"}
"""Files that would have a meaning in the template's own folder under their real names."""


class Wanted(Struct, frozen=True):
    folder: Path
    table: str
    only_sql: bool
    sources: Sources


def write(wanted: Wanted, generate: Callable[[Path], None]) -> Sequence[Path]:
    """Write the project and give its files; `generate` compiles the SQL in a folder."""
    folder = wanted.folder.resolve()
    if not re.fullmatch(r"[A-Za-z]([\w-]*[A-Za-z0-9])?", folder.name, re.ASCII):
        raise InitError(f"{folder.name}: a project's name is letters, digits, - and _, and begins with a letter")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InitError(f"{wanted.folder} is already there and not empty: choose another name")
    files = _files(wanted, folder.name)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".sqlwright-") as temporary:
            made = Path(temporary, folder.name)
            for name, text in files.items():
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                (made / name).write_text(text, encoding="utf-8", newline="\n")
            generate(made)
            if folder.exists():
                folder.rmdir()  # empty, or it became somebody's meanwhile and this fails
            shutil.move(made, folder)
    except OSError as error:
        raise InitError(f"{wanted.folder} cannot be written: {error.strerror}") from None
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def _files(wanted: Wanted, name: str) -> Mapping[str, str]:
    """Each file's text by its path in the project."""
    parts = [_TEMPLATE / "common", _TEMPLATE / ("only_sql" if wanted.only_sql else "service")]
    texts = {
        path.relative_to(part).as_posix(): path.read_text(encoding="utf-8")
        for part in parts
        for path in sorted(part.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    }
    subject = subject_named(wanted.table, [text for path, text in texts.items() if path.endswith(".py")])
    files: dict[str, str] = {}
    for path, template in texts.items():
        text = subject.put_into(template).replace("new-project", name)
        if path.endswith(".py"):
            text = sort_imports(text)
        if path == "project.toml":
            text = wanted.sources.put_into(text)
        files[_NAMES.get(path, subject.put_into(path))] = text
    return files
