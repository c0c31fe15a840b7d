"""Which configuration sqlc was started with: a request does not say it."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..errors import SqlwrightError
from ..project.config import default

__all__ = ["VARIABLE", "asking", "by_ps", "configuration"]

VARIABLE = "SQLWRIGHT_CONFIG"
"""Names the configuration where all else fails; sqlc passes it on if the plugin's `env` lists it."""


def configuration(folder: Path, environment: Mapping[str, str], asker: Sequence[str]) -> Path:
    """The file that a sqlc with this command line reads in this folder."""
    if name := environment.get(VARIABLE):
        return folder / name
    if name := _file_option(asker):
        return folder / name
    path = default(folder)
    if not path.is_file():
        raise SqlwrightError(
            f"no sqlc.yaml in {folder}: list {VARIABLE} under env of the plugin, and set it to the configuration's path"
        )
    return path


def _file_option(asker: Sequence[str]) -> str | None:
    if not asker or not Path(asker[0]).name.startswith("sqlc"):
        return None
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("-f", "--file")
    return parser.parse_known_args(asker[1:])[0].file


def asking() -> Sequence[str]:
    """The command line of the process that started this one, empty where the system does not tell."""
    parent = os.getppid()
    try:
        if sys.platform.startswith("linux"):
            return [os.fsdecode(part) for part in Path(f"/proc/{parent}/cmdline").read_bytes().split(b"\0")[:-1]]
        return by_ps(parent)
    except (OSError, ValueError):
        return ()


def by_ps(pid: int) -> Sequence[str]:
    """The same where there is no /proc; a path with a space in it comes in parts."""
    import subprocess

    done = subprocess.run(
        ["/bin/ps", "-ww", "-o", "args=", "-p", str(pid)], check=False, capture_output=True, text=True
    )
    return done.stdout.split()
