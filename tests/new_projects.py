"""What the tests of `sqlwright init` share."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sqlwright.cli import main
from tests.ports import free_port

__all__ = ["in_production", "init", "new_key", "refused", "run", "with_environment"]


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


async def in_production(project: Path, *module: str, url: str = "") -> tuple[int, str, str]:
    """Run a module with its arguments in the project: its exit status, and what it printed."""
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", *module],
        cwd=project,
        env={**os.environ, "APP_ENV": "production", "DATABASE_URL": url, "PORT": str(free_port())},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


async def new_key(project: Path, url: str) -> str:
    """A key to the API of the project."""
    status, key, error = await in_production(project, "service", "keys", "create", "test", "--scope", "write", url=url)
    assert status == 0, error
    return key.strip()
