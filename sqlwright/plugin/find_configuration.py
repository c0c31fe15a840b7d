"""Finds the configuration that sqlc was started with: the request does not name it."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..errors import SqlwrightError
from ..project.config import default

__all__ = ["VARIABLE", "command_line_by_ps", "find_configuration", "parent_command_line"]

VARIABLE = "SQLWRIGHT_CONFIG"
"""Names the configuration if all else fails; sqlc passes it on if the plugin's `env` lists it."""


def find_configuration(folder: Path, environment: Mapping[str, str], asker: Sequence[str]) -> Path:
    """The file that sqlc reads in this folder when called with this command line."""
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


def parent_command_line() -> Sequence[str]:
    """The command line of the parent process; empty if the system does not tell."""
    parent = os.getppid()
    try:
        if sys.platform.startswith("linux"):
            return [os.fsdecode(part) for part in Path(f"/proc/{parent}/cmdline").read_bytes().split(b"\0")[:-1]]
        return command_line_by_ps(parent)
    except (OSError, ValueError):
        return ()


def command_line_by_ps(pid: int) -> Sequence[str]:
    """The same on systems without /proc; a path that contains a space is split."""
    import subprocess

    done = subprocess.run(
        ["/bin/ps", "-ww", "-o", "args=", "-p", str(pid)], check=False, capture_output=True, text=True
    )
    return done.stdout.split()
