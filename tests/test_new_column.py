"""Adds a column in a copy of the project, as the README says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.service.process import ROOT, started
from tests.service.running import make_user
from undercroft.testing.pooler import past

COPIED = ("examples", "generated", "queries", "schema", "service", "undercroft")
FILES = ("Makefile", "pyproject.toml", "requirements.lock", "sqlc.yaml", ".squawk.toml")

MIGRATION = """\
-- migrate:up
alter table users add column nickname text;

comment on column users.nickname is 'What friends call them.';

-- migrate:down
alter table users drop column nickname;
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in COPIED:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        shutil.copy2(ROOT / file, tmp_path)
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    return tmp_path


def run(*command: str, folder: Path, **variables: str) -> str:
    environment = {**os.environ, **variables}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def add_the_column(project: Path) -> None:
    (project / "schema/20991231235959_nickname.sql").write_text(MIGRATION)
    queries = project / "queries/users.sql"
    before, name, after = queries.read_text().partition("-- name: ListUsers :many")
    # Other queries share the name of its rows, and do not have the column.
    after = after.replace("-- @row Account\n", "", 1)
    queries.write_text(before + name + after.replace("select id, email, name,", "select id, email, name, nickname,", 1))
    run(f"{sys.prefix}/bin/sqlwright", "generate", folder=project)


async def test_a_new_column(project: Path, empty_database_url: str) -> None:
    add_the_column(project)
    run(sys.executable, "-m", "service", "migrate", folder=project, DATABASE_URL=past(empty_database_url))
    async with started(empty_database_url, folder=project) as service, service.client() as client:
        await make_user(client)
        [listed] = (await client.get("/users")).json()["items"]
        assert "nickname" in listed
        page = await client.get("/schema")
        described = await client.get("/schema/openapi.json")
    assert (page.status_code, described.status_code) == (200, 200)
    assert "<code>nickname</code>" in page.text
    schemas = described.json()["components"]["schemas"]
    item = schemas["UserPage"]["properties"]["items"]["items"]["$ref"].rpartition("/")[2]
    assert schemas[item]["properties"]["nickname"]["oneOf"] == [{"type": "string"}, {"type": "null"}]
    assert schemas[item]["properties"]["email"] == schemas["User"]["properties"]["email"]
    assert "nickname" not in schemas["User"]["properties"]


def test_the_checks_of_a_new_column(project: Path) -> None:
    """The parts of `make check` that look at SQL and style, and the types of the changed files."""
    add_the_column(project)
    # The environments belong to the original: make must never set them up again.
    dry_run = ("make", "--dry-run", "--no-print-directory", "--old-file=.venv/ready", "--old-file=.venv/shipping/ready")
    planned = run(*dry_run, "check", folder=project).splitlines()
    checks = [check for check in planned if re.search(r"\.venv/bin/(ruff|squawk|sqlwright) ", check)]
    assert len(checks) == 5
    for check in checks:
        run("sh", "-c", check, folder=project)
    run(f"{sys.prefix}/bin/pyright", "generated/users.py", "service/users.py", folder=project)
