"""What a run leaves behind is found: in the database, among files, and in a process."""

import os
from pathlib import Path

import pytest

from tests.soak import settling
from tests.soak.processes import figures
from undercroft.testing.databases import connect

QUEUED = "insert into jobs (kind, payload, attempts, last_error, parked_at) values ('welcome', '{}', 15, 'no answer', "


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PATIENCE", "SHORT_PATIENCE", "JOB_PATIENCE"):
        monkeypatch.setattr(settling, name, 0.0)


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(["begin", "select 1"], ["1 sessions idle in a transaction left"], id="a session"),
        pytest.param(["select pg_advisory_lock(1)"], ["1 advisory locks left"], id="a lock"),
        pytest.param(
            ["insert into user_imports (line, email, name) values (1, 'a@b', 'a')"],
            ["1 rows of unfinished imports left"],
            id="half an import",
        ),
    ],
)
async def test_what_is_left_in_the_database(database_url: str, statements: list[str], found: list[str]) -> None:
    async with connect(database_url) as careless, connect(database_url) as connection:
        for statement in statements:
            await careless.execute(statement)
        assert await settling.left_in_database(connection) == found


@pytest.mark.parametrize(
    ("parked_at", "found"),
    [
        pytest.param("null", ["1 jobs are stuck"], id="stuck"),
        pytest.param("now()", ["a job welcome was parked after 15 tries: no answer"], id="parked"),
    ],
)
async def test_jobs_that_are_left(database_url: str, parked_at: str, found: list[str]) -> None:
    async with connect(database_url) as connection:
        assert await settling.finish_jobs(connection) == []
        await connection.execute(f"{QUEUED}{parked_at})")
        assert await settling.finish_jobs(connection) == found


def test_folders_that_are_left(tmp_path: Path) -> None:
    assert list(settling.left_in_folder(tmp_path)) == []
    (tmp_path / "metrics-1").mkdir()
    assert list(settling.left_in_folder(tmp_path)) == ["metrics-1 is left in the folder for temporary files"]


def test_an_open_file_is_counted(tmp_path: Path) -> None:
    before = figures(os.getpid()).descriptors
    with (tmp_path / "file").open("w"):
        assert figures(os.getpid()).descriptors == before + 1
