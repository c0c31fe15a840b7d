"""What the tests of `sqlwright init` share."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sqlwright.cli import main

__all__ = ["init", "refused", "run", "with_environment"]


def init(*arguments: str) -> None:
    with pytest.raises(SystemExit) as end:
        main(["init", *arguments])
    assert not end.value.code


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What `init` says in one line, when it refuses and writes nothing."""
    with pytest.raises(SystemExit) as end:
        main(["init", *arguments])
    out, err = capsys.readouterr()
    assert (end.value.code, out, err.count("\n")) == (1, "", 1)
    return err


def with_environment(project: Path) -> None:
    """The environment of these tests, in place of the `.venv` that `make` would set up."""
    (project / ".venv").mkdir()
    for path in Path(sys.prefix).iterdir():
        if path.name != "ready":
            (project / ".venv" / path.name).symlink_to(path)
    (project / ".venv/ready").touch()


def run(project: Path, *command: str) -> str:
    # Here undercroft is a folder. Where its wheel is installed, pytest finds the plugin.
    environment = {**os.environ, "PYTEST_PLUGINS": "undercroft.testing"}
    done = subprocess.run(
        command, cwd=project, env=environment, check=False, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
