"""The pytest plugin in a project of its own."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

OPTIONS = """
[tool.pytest.ini_options]
migrations = "db/migrations"
anyio_mode = "auto"
addopts = ["--strict-markers", "--strict-config"]
filterwarnings = ["error"]
"""
MIGRATION = "-- migrate:up\ncreate table things (id int);\n-- migrate:down\ndrop table things;\n"
TESTS = """
import pytest


@pytest.mark.parametrize("turn", [1, 2])
async def test_rolled_back(connection, turn):
    assert await connection.fetchval("select count(*) from things") == 0
    await connection.execute("insert into things values (1)")


def test_its_own(database_url):
    assert database_url


def test_none():
    pass
"""


def test_another_project(tmp_path: Path, empty_database_url: str) -> None:
    (tmp_path / "pyproject.toml").write_text(OPTIONS)
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["undercroft.testing"]\n')
    (tmp_path / "test_things.py").write_text(TESTS)
    (migrations := tmp_path / "db" / "migrations").mkdir(parents=True)
    (migrations / "1_things.sql").write_text(MIGRATION)
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "TEST_DATABASE_URL": empty_database_url}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "4 passed" in result.stdout, result.stdout + result.stderr
    assert "3 tests ran on PostgreSQL" in result.stdout
    assert "(TEST_DATABASE_URL)" in result.stdout
