"""The pytest plugin in a project of its own."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from undercroft.testing.databases import connect
from undercroft.testing.pooler import past

ROOT = Path(__file__).parents[2]

OPTIONS = """
[tool.pytest.ini_options]
migrations = "db/migrations"
generated = "typed"
pythonpath = ["."]
anyio_mode = "auto"
addopts = ["--strict-markers", "--strict-config"]
filterwarnings = ["error"]
"""
MIGRATION = "-- migrate:up\ncreate table things (id int);\n-- migrate:down\ndrop table things;\n"
GENERATED = """
STATEMENT_CACHE_SIZE = 7


async def init_connection(connection):
    await connection.set_type_codec("int4", encoder=str, decoder="an int: {}".format, schema="pg_catalog")
"""
TESTS = """
import os
from pathlib import Path

import pytest


@pytest.mark.parametrize("turn", [1, 2])
async def test_rolled_back(connection, turn):
    assert await connection.fetchval("select count(*) from things") == 0
    await connection.execute("insert into things values (1)")
    assert await connection.fetchval("select id from things") == "an int: 1"


async def test_a_pool(pool):
    assert await pool.fetchval("insert into things values (2) returning id") == "an int: 2"
    assert await pool.fetchval("select count(*) from things") == 1


@pytest.mark.parametrize("turn", [1, 2, 3, 4])
def test_its_own(database_url, migrated, turn):
    with Path("used.txt").open("a") as used:
        print(os.getpid(), migrated, file=used)

"""

LEAK = """
from undercroft.testing import fixtures

fixtures.GIVE_BACK_TIMEOUT = 0.05


async def test_a_leak(pool):
    await pool.acquire()


async def test_the_next_one(pool):
    assert await pool.fetchval("select true")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(OPTIONS)
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["undercroft.testing"]\n')
    (tmp_path / "typed.py").write_text(GENERATED)
    (tmp_path / "test_things.py").write_text(TESTS)
    (elsewhere := tmp_path / "database").mkdir()
    (elsewhere / "test_nothing.py").write_text("def test_none():\n    pass\n")
    (migrations := tmp_path / "db" / "migrations").mkdir(parents=True)
    (migrations / "1_things.sql").write_text(MIGRATION)
    return tmp_path


def run(project: Path, database_url: str, *arguments: str) -> str:
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTEST_DEBUG_TEMPROOT": os.environ["PYTEST_DEBUG_TEMPROOT"],
        "PYTHONPATH": str(ROOT),
        "TEST_DATABASE_URL": past(database_url),
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("options", "processes"),
    [pytest.param(["-n0"], 1, id="alone"), pytest.param(["-n2", "--dist=each"], 2, id="each of two workers runs all")],
)
async def test_another_project(project: Path, empty_database_url: str, options: Sequence[str], processes: int) -> None:
    said = run(project, empty_database_url, *options)
    assert f"{8 * processes} passed" in said, said
    assert f"{7 * processes} tests ran on PostgreSQL" in said
    assert "(TEST_DATABASE_URL)" in said
    pids, templates = zip(*map(str.split, (project / "used.txt").read_text().splitlines()), strict=True)
    assert len(set(pids)) == processes
    assert len(set(templates)) == 1  # migrated once
    async with connect(empty_database_url) as connection:
        assert not await connection.fetchval("select true from pg_database where datname = $1", templates[0])


def test_a_connection_that_is_not_given_back(project: Path, empty_database_url: str) -> None:
    (project / "test_things.py").write_text(LEAK)
    said = run(project, empty_database_url)
    assert "\nthe test did not give back a connection of `pool`" in said, said
    assert "ERROR test_things.py::test_a_leak" in said
    assert "3 passed, 1 error" in said


@pytest.mark.parametrize("workers", [0, 2])
def test_a_server_that_cannot_be_reached_ends_the_run(project: Path, workers: int) -> None:
    said = run(project, f"postgresql://postgres@/postgres?host={project}", f"-n{workers}")
    assert "Interrupted: TEST_DATABASE_URL cannot be reached" in said, said
    assert "Traceback" not in said


def test_a_project_that_names_no_migrations_has_no_fixtures_of_ours(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    said = run(project, "unused", "--fixtures")
    assert "tmp_path" in said
    assert "database_url" not in said
