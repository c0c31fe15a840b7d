"""Who runs the server: PostgreSQL refuses to run as root, so root hands it to `nobody`."""

import fcntl
import os
import pwd
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

from .errors import EmbeddedError

Account = pwd.struct_passwd | None  # None: the caller's own


class RunAs(TypedDict, total=False):
    cwd: str
    env: dict[str, str]
    user: int
    group: int
    extra_groups: list[int]


def of_server() -> Account:
    if os.geteuid() != 0:
        return None
    if sys.platform.startswith("linux"):
        try:
            return pwd.getpwnam("nobody")
        except KeyError:
            pass
    raise EmbeddedError("PostgreSQL does not run as root here: run this as another user, or set DATABASE_URL")


def run_as(account: Account) -> RunAs:
    """How `subprocess` starts a program as `account`, with nothing of the caller's environment."""
    options: RunAs = {"cwd": "/", "env": {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"}}
    if account is not None:
        options.update(user=account.pw_uid, group=account.pw_gid, extra_groups=[])
    return options


def give(account: Account, folder: Path) -> None:
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)


@contextmanager
def as_seen_by(account: Account, folder: Path) -> Generator[tuple[str, tuple[int, ...]]]:
    """The path of `folder` for a program that runs as `account`, and the descriptors to pass to it."""
    if account is None:
        yield str(folder), ()
        return
    # `nobody` may not pass the folders above (/root, a private checkout), and their modes are not ours to change.
    # An open descriptor leads there directly. It is a high one because the watching shell uses 3.
    low = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        descriptor = fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, 10)
    finally:
        os.close(low)
    try:
        yield f"/proc/self/fd/{descriptor}", (descriptor,)
    finally:
        os.close(descriptor)
