"""The account that runs the server: PostgreSQL refuses to run as root, so root runs it as `nobody`."""

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
    raise EmbeddedError(
        "PostgreSQL cannot run as root here: run this as another user, or use a server of your own"
        " (set database.uri in sqlc.yaml, or the database URL of your service)"
    )


def run_as(account: Account) -> RunAs:
    """Options for `subprocess` to start a program as `account`, without the caller's environment."""
    options: RunAs = {"cwd": "/", "env": {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"}}
    if account is not None:
        options.update(user=account.pw_uid, group=account.pw_gid, extra_groups=[])
    return options


def give(account: Account, folder: Path) -> None:
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)


@contextmanager
def as_seen_by(account: Account, folder: Path) -> Generator[tuple[str, tuple[int, ...]]]:
    """The path of `folder` as a program that runs as `account` can reach it, and the descriptors to pass to it."""
    if account is None:
        yield str(folder), ()
        return
    # `nobody` may not enter the parent folders (/root, a private checkout), and we must not change their modes.
    # An open descriptor leads there directly. Its number is high because the watching shell uses 3.
    low = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        descriptor = fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, 10)
    finally:
        os.close(low)
    try:
        yield f"/proc/self/fd/{descriptor}", (descriptor,)
    finally:
        os.close(descriptor)
