"""The folder in which workers keep their metrics: made for a run, and removed after it, however that ended."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

PREFIX = "metrics-"

# Locked for as long as a process of the run lives: the workers inherit the lock. A folder without it is not ours.
LOCK = "undercroft.lock"


class Folder(Struct, frozen=True):
    path: str
    lock: int
    """The descriptor that each process of the run must hold."""


@contextmanager
def made() -> Generator[Folder]:
    remove_abandoned()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as path:
        lock = os.open(Path(path, LOCK), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield Folder(path, lock)
        finally:
            os.close(lock)


def make_again(path: str) -> None:
    """Make the folder of this run, if what cleans the temporary files has removed it."""
    Path(path).mkdir(mode=0o700, exist_ok=True)


def remove_abandoned() -> None:
    """Remove the folders of runs that were killed."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{LOCK}"):
        # Somebody else's, or gone meanwhile, or still locked.
        with suppress(OSError):
            if path.parent.lstat().st_uid == os.geteuid() and not path.parent.is_symlink():
                _remove_unless_locked(path)


def _remove_unless_locked(path: Path) -> None:
    lock = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path.parent, ignore_errors=True)
    finally:
        os.close(lock)
