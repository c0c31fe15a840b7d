"""Puts a new project together in memory, compiles it, and moves it into place whole or not at all."""

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from ..source.text import SourceFile
from .errors import InitError
from .existing.project import Code, code_of, sql_of
from .existing.reading import Existing, read_existing
from .imports import sort_imports
from .sources import Sources
from .subject import subject_named

__all__ = ["Wanted", "Written", "check_folder", "write"]

_TEMPLATE = Path(__file__).parent / "template"
_NAMES = {"gitignore": ".gitignore", "dockerignore": ".dockerignore", "project.toml": "pyproject.toml"}
"""Files that would have a meaning in the template's own folder under their real names."""


class Wanted(Struct, frozen=True):
    folder: Path
    tables: Sequence[str]
    """The subject's table, or those of the schema that are wanted; none for the default."""
    only_sql: bool
    sources: Sources
    schema: Sequence[SourceFile] = ()
    """The schema of tables that exist."""


class Written(Struct, frozen=True):
    files: Sequence[Path]
    existing: Existing | None = None
    code: Code | None = None


def check_folder(folder: Path) -> None:
    """Refuses a folder that is taken, or whose name is no project's."""
    name = folder.resolve().name
    if not re.fullmatch(r"[A-Za-z]([\w-]*[A-Za-z0-9])?", name, re.ASCII):
        raise InitError(f"{name}: a project's name is letters, digits, - and _, and begins with a letter")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InitError(f"{folder} is already there and not empty: choose another name")


def write(wanted: Wanted, generate: Callable[[Path], None]) -> Written:
    """Write the project and give its files; `generate` compiles the SQL in a folder."""
    check_folder(wanted.folder)
    folder = wanted.folder.resolve()
    existing = read_existing(wanted.schema, wanted.tables) if wanted.schema else None
    files = _files(wanted, folder.name, existing)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".sqlwright-") as temporary:
            made = Path(temporary, folder.name)
            _put(files, made)
            generate(made)
            code = code_of(existing, made, only_sql=wanted.only_sql) if existing is not None else None
            _put(code.files if code is not None else {}, made)
            if folder.exists():
                folder.rmdir()  # empty, or it became somebody's meanwhile and this fails
            shutil.move(made, folder)
    except OSError as error:
        raise InitError(f"{wanted.folder} cannot be written: {error.strerror}") from None
    names = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return Written(names, existing, code)


def _put(files: Mapping[str, str], folder: Path) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _files(wanted: Wanted, name: str, existing: Existing | None) -> Mapping[str, str]:
    """Each file's text by its path in the project."""
    flavour = "only_sql" if wanted.only_sql else "service"
    texts = _template("common") | _template(flavour)
    if not wanted.only_sql:
        texts["sqlc.yaml"] += " " * 10 + "emit_rights: true\n"
    if existing is None:
        texts = _of_subject(texts, wanted.tables)
    else:
        without = {path: text for path, text in texts.items() if "notes" not in path}
        texts = sql_of(without | _template(f"tables_{flavour}"), existing, only_sql=wanted.only_sql)
    files: dict[str, str] = {}
    for path, template in texts.items():
        text = template.replace("new-project", name)
        files[_NAMES.get(path, path)] = wanted.sources.put_into(text) if path == "project.toml" else text
    return files


def _template(part: str) -> dict[str, str]:
    folder = _TEMPLATE / part
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def _of_subject(texts: Mapping[str, str], tables: Sequence[str]) -> Mapping[str, str]:
    """The template, about this table instead of notes."""
    if len(tables) > 1:
        raise InitError("--table: a new project begins with one table; several are for --schema and --from-database")
    table = tables[0] if tables else "notes"
    subject = subject_named(table, [text for path, text in texts.items() if path.endswith(".py")])
    put = {subject.put_into(path): subject.put_into(text) for path, text in texts.items()}
    return {path: sort_imports(text) if path.endswith(".py") else text for path, text in put.items()}
