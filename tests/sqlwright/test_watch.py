"""`sqlwright watch`: what it notices, shows and survives, and how it ends."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from sqlwright.cli.change_poller import ChangePoller
from sqlwright.cli.watch import Watch
from sqlwright.scratch import database as scratch
from undercroft.testing.databases import Connection

CONFIG = """\
version: "2"
plugins: [{name: python, process: {cmd: sqlc-gen-python}}]
sql: [{engine: postgresql, schema: schema.sql, queries: queries, codegen: [{plugin: python, out: out}]}]
"""


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    (tmp_path / "sqlc.yaml").write_text(CONFIG)
    (tmp_path / "schema.sql").write_text(f"create table users (id int primary key); -- {tmp_path.name}")
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries/a.sql").write_text("-- name: GetUser :one\nselect id from users where id = @id;\n")
    return tmp_path


@pytest.fixture
async def shown(folder: Path) -> AsyncGenerator["Shown"]:
    shown = Shown(folder)
    yield shown
    await shown.watch.close()


class Shown:
    """A watch whose saves the test makes, and what it showed last."""

    def __init__(self, folder: Path) -> None:
        self.texts: list[str] = []
        self.watch = Watch(folder / "sqlc.yaml", self.texts.append)

    async def once(self) -> str:
        self.texts.clear()
        await self.watch.once()
        return self.texts[0] if self.texts else ""


async def test_a_save_generates(folder: Path, shown: Shown) -> None:
    assert (await shown.once()).startswith("generated 7 files in ")
    (folder / "queries/a.sql").write_text("-- name: GetUser :one\nselect id from users where id = @key;\n")
    assert (await shown.once()).startswith("generated 1 file in ")
    assert "key: int" in (folder / "out/a.py").read_text()
    (folder / "queries/a.sql").rename(folder / "queries/b.sql")
    assert (await shown.once()).startswith("generated 3 files in ")
    assert not (folder / "out/a.py").exists()
    assert await shown.once() == "up to date"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("queries/a.sql", "-- name: GetUser :one\nselect nothing from users;\n", "queries/a.sql:2:8: column"),
        ("queries/a.sql", "-- name: GetUser :one\nselect 'open", "queries/a.sql:2:8: unterminated"),
        ("schema.sql", "create table users (id wrong);", "schema.sql:1:"),
        ("sqlc.yaml", "version: [", "sqlc.yaml:"),
        ("sqlc.yaml", CONFIG.replace("queries: queries", "queries: nowhere"), "sqlc.yaml:3:"),
        ("sqlc.yaml", CONFIG.replace("sqlc-gen-python", "other"), "sqlwright: sqlc.yaml has nothing to generate"),
        ("out", "a file", "sqlwright: cannot write to out"),
    ],
    ids=["a query", "a quote", "the schema", "the YAML", "a path", "no block of ours", "the output"],
)
async def test_a_mistake_is_shown_until_it_is_mended(
    name: str, text: str, message: str, folder: Path, shown: Shown
) -> None:
    path = folder / name
    before = path.read_text() if path.exists() else None
    path.write_text(text)
    assert (await shown.once()).startswith(message)
    assert await shown.once() == ""
    if before is None:
        path.unlink()
    else:
        path.write_text(before)
    assert (await shown.once()).startswith("generated 7 files in ")


async def test_a_schema_is_applied_once_and_anew_when_it_changes(
    folder: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied: list[str] = []
    original = scratch.apply

    async def apply(connection: Connection, migrations: list[scratch.Migration], *, private: bool) -> None:
        applied.extend(migration.sql for migration in migrations)
        await original(connection, migrations, private=private)

    monkeypatch.setattr(scratch, "apply", apply)
    await shown.once()
    (folder / "queries/b.sql").write_text("-- name: Count :one\nselect count(*) from users;\n")
    await shown.once()
    assert len(applied) == 1
    (folder / "schema.sql").write_text("create table users (id bigint primary key, name text);")
    await shown.once()
    assert len(applied) == 2
    assert "name: str | None" in (folder / "out/models.py").read_text()


@pytest.mark.parametrize("whole", [False, True], ids=["its connection", "the whole server"])
async def test_a_server_that_went_away_is_started_again(
    whole: bool, folder: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    async def connect(url: str, **settings: Any) -> Connection:
        opened.append(url)
        return await original(url, **settings)

    original = asyncpg.connect
    monkeypatch.setattr(scratch.asyncpg, "connect", connect)
    await shown.once()
    administrator = await original(opened[0])
    try:
        if whole:
            os.kill(
                int((await administrator.fetchval("select pg_read_file('postmaster.pid')")).split()[0]), signal.SIGKILL
            )
        else:
            await administrator.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname like 'schema%'"
            )
    finally:
        administrator.terminate()
    (folder / "queries/b.sql").write_text("-- name: Count :one\nselect count(*) from users;\n")
    found = await shown.once()
    assert found.startswith("generated 2 files in "), found


async def test_a_server_that_is_not_there_is_asked_for_again(folder: Path, shown: Shown) -> None:
    uri = "database: {uri: 'postgresql://nobody@127.0.0.1:1/none'}, "
    (folder / "sqlc.yaml").write_text(CONFIG.replace("schema: ", f"{uri}schema: "))
    assert not await shown.watch.once()
    assert shown.texts[0].startswith("sqlwright: database.uri in sqlc.yaml cannot be reached")


async def test_a_fault_of_ours_does_not_end_it(folder: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(*_: object) -> None:
        raise ZeroDivisionError("ours")

    with monkeypatch.context() as patch:
        patch.setattr("sqlwright.cli.watch.write", write)
        assert "ZeroDivisionError: ours" in await shown.once()
    assert (await shown.once()).startswith("generated 7 files in ")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a save": lambda folder: (folder / "queries/a.sql").write_text("-- other"),
    "a new file": lambda folder: (folder / "queries/b.sql").write_text(""),
    "a rename": lambda folder: (folder / "queries/a.sql").rename(folder / "queries/b.sql"),
    "a removal": lambda folder: (folder / "queries/a.sql").unlink(),
    "a save beside": lambda folder: (folder / "new").rename(folder / "queries/a.sql"),
    "the schema": lambda folder: (folder / "schema.sql").write_text("select 1"),
    "the configuration": lambda folder: (folder / "sqlc.yaml").write_text("version: 1"),
    "the configuration's end": lambda folder: (folder / "sqlc.yaml").unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_it_sees(change: Callable[[Path], object], folder: Path) -> None:
    (folder / "new").write_text((folder / "queries/a.sql").read_text())
    poller = ChangePoller(folder / "sqlc.yaml")
    before = poller.snapshot()
    assert poller.snapshot() == before
    change(folder)
    assert await asyncio.wait_for(poller.wait_for_change(before), 10) != before


async def test_it_does_not_see_what_it_writes(folder: Path, shown: Shown) -> None:
    poller = ChangePoller(folder / "sqlc.yaml")
    before = poller.snapshot()
    await shown.once()
    assert poller.snapshot() == before


def test_it_sees_what_a_broken_configuration_lacks(folder: Path) -> None:
    (folder / "sqlc.yaml").write_text(CONFIG.replace("queries: queries", "queries: later"))
    poller = ChangePoller(folder / "sqlc.yaml")
    before = poller.snapshot()
    (folder / "later").mkdir()
    (folder / "later/a.sql").write_text("")
    assert poller.snapshot() != before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_process_follows_saves_and_leaves_nothing(number: signal.Signals, folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sqlwright", "watch"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("generated 7 files in ")
    (folder / "queries/b.sql").write_text("-- name: Count :one\nselect count(*) from users;\n")
    assert process.stdout.readline().startswith("generated 2 files in ")
    process.send_signal(number)
    # The pipe closes when the process ends and every server that holds it has ended.
    assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == 0


async def test_a_row_moves_to_the_models_once_two_modules_share_it(folder: Path, shown: Shown) -> None:
    (folder / "schema.sql").write_text("create table users (id int primary key, name text, born date);")
    query = "-- name: {} :many\n-- @row {}\nselect id, name from users;\n"
    (folder / "queries/a.sql").write_text(query.format("First", "UserName"))
    (folder / "queries/b.sql").write_text(query.format("Second", "Other"))
    await shown.once()
    assert "class UserName(" in (folder / "out/a.py").read_text()
    assert "UserName" not in (folder / "out/models.py").read_text()
    (folder / "queries/b.sql").write_text(query.format("Second", "UserName"))
    assert (await shown.once()).startswith("generated 3 files in ")
    assert "class UserName(" in (folder / "out/models.py").read_text()
    for name in ("a", "b"):
        assert "import UserName\n" in (folder / f"out/{name}.py").read_text()
    (folder / "queries/b.sql").write_text(query.format("Second", "UserName").replace("name from", "born from"))
    said = await shown.once()
    assert said.startswith("queries/b.sql:2:9: the rows of Second are called UserName, like those of First, but")
    (folder / "queries/b.sql").write_text("\n\n" + query.format("Second", "UserName").replace("name from", "born from"))
    assert (await shown.once()).startswith("queries/b.sql:4:9: the rows of Second")
    (folder / "queries/a.sql").write_text(query.format("First", "Born"))
    assert (await shown.once()).startswith("generated 3 files in ")
    assert "UserName" not in (folder / "out/models.py").read_text()
