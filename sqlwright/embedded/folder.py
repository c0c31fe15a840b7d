"""The data folder of an embedded server: one process uses it, it is complete or missing, and damaged data is replaced."""

import fcntl
import glob
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from . import account as accounts
from .account import Account
from .errors import EmbeddedError, InUse
from .waiting import tail, wait

_OPTIONS = (
    "--username=postgres --auth=trust --encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8"
)
_THROWAWAY_OPTIONS = "--no-sync --no-data-checksums"


@contextmanager
def locked(data: Path) -> Generator[None]:
    """Lock `data` for this process; the kernel releases the lock when the process ends."""
    with data.with_name(data.name + ".lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            pid = lock.read() or "unknown"
            message = f"{data} is in use by another process (pid {pid}): stop it, or use another folder"
            raise InUse(message) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def await_previous(data: Path) -> None:
    """Wait for a server whose owner is gone: it was told to stop, and may need a moment."""
    with suppress(FileNotFoundError):
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        if not wait(lambda: not _serves(pid, data), seconds=15):
            raise EmbeddedError(f"a server whose owner is gone still runs in {data}: stop it with `kill -INT {pid}`")


def _serves(pid: int, data: Path) -> bool:
    # Another process may have this number by now. A server's working directory is its data folder.
    try:
        if sys.platform.startswith("linux"):
            return Path(f"/proc/{pid}/cwd").samefile(data)
        os.kill(pid, 0)
    except (FileNotFoundError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def is_missing(data: Path, major: str, *, durable: bool) -> bool:
    """Whether `data` must be created; first removes data that cannot be used."""
    if not data.exists() or not any(data.iterdir()):
        return True
    try:
        found = (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise EmbeddedError(f"{data} is not empty and holds no PostgreSQL data: use another folder") from None
    pid_file = data / "postmaster.pid"
    if not durable and (found != major or pid_file.exists()):
        # Without fsync, a crash may have damaged it. Rename it first, so that nobody ever finds half of it here.
        data.rename(tempfile.mkdtemp(prefix=f"{data.name}.part-", dir=data.parent))
        return True
    if found != major:
        raise EmbeddedError(
            f"{data} was made by PostgreSQL {found}, not {major}: move it away, or remove it to start over"
        )
    # The server is gone. The next one would mistake another process with the same number for it.
    pid_file.unlink(missing_ok=True)
    return False


def initialise(data: Path, install: Path, account: Account, log: IO[bytes], *, durable: bool) -> None:
    # Create it under another name and rename it, so that an interrupted initdb is never taken for a complete one.
    # That initdb may even still be running.
    for left in data.parent.glob(f"{glob.escape(data.name)}.part-*"):
        shutil.rmtree(left, ignore_errors=True)
    part = Path(tempfile.mkdtemp(prefix=f"{data.name}.part-", dir=data.parent))
    accounts.give(account, part)
    with accounts.as_seen_by(account, part) as (path, descriptors):
        options = f"{_OPTIONS} {'' if durable else _THROWAWAY_OPTIONS}".split()
        done = subprocess.run(
            [install / "bin/initdb", "-D", path, *options],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=descriptors,
            **accounts.run_as(account),
        )
    if done.returncode != 0:
        raise EmbeddedError(f"initdb failed for {data}:\n{tail(log)}")
    part.rename(data)
