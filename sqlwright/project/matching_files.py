"""Finds the files that a name in the configuration means, and puts schema files into the order of their tool."""

import re
from collections.abc import Sequence
from pathlib import Path

from ..errors import SqlwrightError
from ..scratch.migration_tools import is_down
from ..scratch.mixed_files import has_queries

__all__ = ["below", "dbmate_skips", "matching", "queries_below", "schema_order"]

_FLYWAY = re.compile(r"(?P<kind>[VBR])(?P<version>\d+(?:[._]\d+)*)?__.*\.sql", re.IGNORECASE)
_LEADING_NUMBER = re.compile(r"\d+")
_DBMATE = re.compile(r"^[ \t]*--[ \t]*migrate:up\b", re.MULTILINE)
_ONE_FOLDER_EACH = ("up.sql", "migration.sql")
"""How diesel and Prisma call the file in each migration's folder."""


def below(name: str) -> str:
    """The name as sqlc means it: one that begins with a slash is below the configuration's folder too.

    It stays as it is if it exists so.
    """
    return name if Path(name).exists() else name.lstrip("/")


def matching(folder: Path, name: str) -> Sequence[Path]:
    """The .sql files that a file, folder or pattern means, sorted by name; `**` reaches into folders at any depth."""
    name = below(name)
    target = folder / name
    if target.is_file():
        return [target]
    if target.is_dir():
        return _of_folder(target)
    if not any(char in name for char in "*?["):
        return []
    found: set[Path] = set()
    for path in folder.glob(f"{name}/*" if name.endswith("**") else name):
        found.update(_of_folder(path) if path.is_dir() else [path] if path.suffix == ".sql" else [])
    return sorted(file for file in found if not file.name.startswith("."))


def _of_folder(folder: Path) -> Sequence[Path]:
    files = sorted(file for file in folder.glob("*.sql") if not file.name.startswith("."))
    return files or sorted(file for name in _ONE_FOLDER_EACH for file in folder.glob(f"*/{name}"))


def queries_below(folder: Path) -> Sequence[Path]:
    """The files with queries in folders of a folder, which the folder's own name does not mean."""
    files = sorted(file for file in folder.glob("*/**/*.sql") if not file.name.startswith("."))
    return [file for file in files if has_queries(file.read_text(encoding="utf-8", errors="replace"))]


def schema_order(files: Sequence[Path]) -> Sequence[Path]:
    """The files that are applied, in the order of the tool that they are for; names in the same folder tell."""
    for folder in {file.parent for file in files}:
        if (folder.parent / "sqitch.plan").is_file() and folder.name == "deploy":
            raise SqlwrightError("Sqitch's order is in sqitch.plan, which is not read: list the files in that order")
    up = [file for file in files if not is_down(file.name)]
    flyway = [match for file in up if (match := _FLYWAY.fullmatch(file.name))]
    if flyway and len(flyway) == len(up):
        return [file for key, file in sorted(zip(map(_flyway_key, flyway), up, strict=True)) if key >= _base(flyway)]
    numbers = [match for file in up if (match := _LEADING_NUMBER.match(file.name))]
    if len(numbers) < len(up) or len({file.parent for file in up}) > 1:
        return up
    numbered = [
        file for _, _, file in sorted((int(n[0]), file.name, file) for n, file in zip(numbers, up, strict=True))
    ]
    # dbmate sorts names as text. Where numbers give another order, every other tool sorts by the numbers.
    return up if numbered == up or any(_is_of_dbmate(file) for file in up) else numbered


_FlywayKey = tuple[bool, Sequence[int], bool, str]


def _base(files: Sequence[re.Match[str]]) -> _FlywayKey:
    """Where a new database begins: with the newest baseline, which stands for all versions up to its own."""
    first: _FlywayKey = (False, [0], False, "")
    return max([first, *(_flyway_key(name) for name in files if name["kind"] in "Bb")])


def _flyway_key(name: re.Match[str]) -> _FlywayKey:
    """Versions first, by their numbers, a baseline after the version that it ends with; then repeatable migrations."""
    version = [int(part) for part in re.split("[._]", name["version"] or "0")]
    kind = name["kind"].upper()
    return kind == "R", version, kind == "B", name[0]


def dbmate_skips(files: Sequence[Path]) -> Sequence[Path]:
    """The files that dbmate does not apply, although they lie among its own: it goes by the number in front."""
    skipped = [file for file in files if not _LEADING_NUMBER.match(file.name)]
    folders = {file.parent for file in skipped}
    dbmates = {file.parent for file in files if file.parent in folders and file not in skipped and _is_of_dbmate(file)}
    return [file for file in skipped if file.parent in dbmates]


def _is_of_dbmate(file: Path) -> bool:
    return _DBMATE.search(file.read_text(encoding="utf-8", errors="replace")) is not None
