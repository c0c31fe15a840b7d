"""What other projects run on every change: the hooks for pre-commit, and the action for GitHub."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
HOOKS: dict[str, Any] = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
CONFIG = """\
version: "2"
plugins: [{name: python, process: {cmd: sqlc-gen-python}}]
sql: [{engine: postgresql, schema: schema.sql, queries: queries.sql, codegen: [{plugin: python, out: out}]}]
"""


@pytest.fixture
def project(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose configuration is in db/."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    (tmp_path / ".git").mkdir()
    (tmp_path / "db").mkdir()
    (tmp_path / "db/sqlc.yaml").write_text(CONFIG)
    (tmp_path / "db/schema.sql").write_text("create table notes (id int primary key);")
    (tmp_path / "db/queries.sql").write_text("-- name: CountNotes :one\nselect count(*) from notes;")
    return tmp_path


def hook(id: str, folder: Path) -> int:
    command = [*shlex.split(HOOKS[id]["entry"]), "-f", "db/sqlc.yaml"]
    return subprocess.run(command, cwd=folder, check=False).returncode


def action(folder: Path, file: str) -> tuple[int, str]:
    """The status and stderr of the action's last step, where the step before has installed sqlwright."""
    (folder / "sqlwright").symlink_to(sys.prefix)
    step = ACTION["runs"]["steps"][-1]
    assert step["env"] == {"FILE": "${{ inputs.file }}"}
    environment = {**os.environ, "RUNNER_TEMP": str(folder), "FILE": file}
    command = ["bash", "-e", "-c", step["run"]]
    done = subprocess.run(command, cwd=folder, env=environment, check=False, stderr=subprocess.PIPE, text=True)
    return done.returncode, done.stderr


def test_the_hooks_check_and_generate(project: Path) -> None:
    assert hook("sqlwright-check", project) == 1
    assert hook("sqlwright-generate", project) == 0
    assert hook("sqlwright-check", project) == 0


@pytest.mark.parametrize("id", HOOKS)
@pytest.mark.parametrize(
    ("name", "starts"),
    [
        ("queries/users.sql", True),
        ("generated/users.py", True),
        ("sqlc.yaml", True),
        ("db/sqlc.json", True),
        ("other.yaml", False),
        ("README.md", False),
        ("notsqlc.yml", False),
    ],
)
def test_what_starts_a_hook(id: str, name: str, starts: bool) -> None:
    assert bool(re.search(HOOKS[id]["files"], name)) == starts
    assert HOOKS[id]["pass_filenames"] is False


def test_the_action_shows_errors(project: Path) -> None:
    (project / "db/queries.sql").write_text("-- name: CountNotes :one\nselect count(*) from note;")
    status, err = action(project, "db/sqlc.yaml")
    assert status == 1
    assert err.startswith("::error file=db/queries.sql,line=2,col=22,title=sqlwright::")


def test_the_action_takes_the_default(project: Path) -> None:
    _, err = action(project / "db", "")
    assert err.startswith("::error file=db/out/__init__.py,title=sqlwright::out/__init__.py differs")


def test_the_workflow_runs_everything_on_every_python() -> None:
    job = WORKFLOW["jobs"]["everything"]
    assert job["steps"][-1] == {"run": ".ci/run"}
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(classifiers))
    assert job["strategy"]["matrix"]["python"] == named
