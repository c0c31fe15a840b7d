"""Several processes compile many statements: the result is the same, even if one of the processes fails."""

import asyncio
import os
import shutil
import signal
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path

import pytest

from sqlwright.errors import CompileError
from sqlwright.model import Query
from sqlwright.project import parallel as sharing
from sqlwright.project.all_blocks import compile_all
from sqlwright.project.config import load
from sqlwright.project.forks import forked
from sqlwright.project.statement_compiler import StatementCompiler
from sqlwright.source.statements import Statement

CONFIG = """\
version: "2"
plugins: [{name: python, process: {cmd: sqlc-gen-python}}]
sql: [{engine: postgresql, schema: schema.sql, queries: queries, codegen: [{plugin: python, out: generated}]}]
"""
SCHEMA = "create table users (id int primary key, email text not null); create table notes (body text);"
QUERIES = (
    "-- name: GetUser :one\nselect * from users where id = @id;\n"
    "-- name: ListNotes :many\nselect sqlc.embed(u), n.* from users u left join notes n on true;\n"
    "-- name: Misspelt :many\nselect emial from users;\n"
    "-- name: Misplaced :one\nselect * from nowhere;\n"
    "-- name: CountUsers :one\nselect count(*) from users;\n"
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def forget(cache: Path) -> None:
    for name in ("printed", "queries"):
        shutil.rmtree(cache / "sqlwright" / name, ignore_errors=True)


@pytest.fixture
def compiled(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Records how many statements this process itself compiled each time."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    forget(cache)
    (tmp_path / "sqlc.yaml").write_text(CONFIG)
    (tmp_path / "schema.sql").write_text(SCHEMA)
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries/users.sql").write_text(QUERIES)
    counts: list[int] = []
    original = StatementCompiler.compile

    async def compile(
        self: StatementCompiler, statements: Sequence[Statement], **options: int
    ) -> Sequence[Query | CompileError]:
        counts.append(len(statements))
        return await original(self, statements, **options)

    monkeypatch.setattr(StatementCompiler, "compile", compile)
    return counts


def outcome(folder: Path) -> tuple[str, dict[str, str]]:
    """The errors, and the files of the queries that compile."""
    with pytest.raises(CompileError) as error:
        compile_all(load(folder / "sqlc.yaml"))
    file = folder / "queries/users.sql"
    good = [text for text in QUERIES.split("-- name: ") if not text.startswith("Mis")]
    file.write_text("-- name: ".join(good))
    ((_, files),) = compile_all(load(folder / "sqlc.yaml"))
    file.write_text(QUERIES)
    return str(error.value), dict(files)


def share(monkeypatch: pytest.MonkeyPatch, processes: int) -> None:
    monkeypatch.setattr(sharing, "_WORTH", 1)
    monkeypatch.setattr(sharing, "cores", lambda: processes)


@pytest.mark.parametrize(("processes", "own"), [(2, 3), (3, 2), (9, 2)], ids=["two", "three", "nine cores"])
def test_several_processes_find_what_one_does(
    processes: int, own: int, tmp_path: Path, cache: Path, compiled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = outcome(tmp_path)
    forget(cache)
    assert compiled == [5]
    compiled.clear()
    share(monkeypatch, processes)

    assert outcome(tmp_path) == alone
    assert compiled == [own]


async def fail(*_: object) -> bytes:
    raise RuntimeError


async def leave(*_: object) -> bytes:
    os._exit(0)


async def stop(*_: object) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


@pytest.mark.parametrize("end", [fail, leave, stop], ids=["fails", "leaves", "is killed"])
def test_what_another_process_does_not_answer_is_compiled_here(
    end: Callable[..., Coroutine[object, object, bytes]],
    tmp_path: Path,
    cache: Path,
    compiled: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone = outcome(tmp_path)
    forget(cache)
    compiled.clear()
    share(monkeypatch, 2)
    monkeypatch.setattr(sharing, "_answers", end)

    assert outcome(tmp_path) == alone
    assert compiled == [3, 2]


async def test_a_copy_ends_with_what_waits_for_it() -> None:
    reader, writer = os.pipe()

    async def work() -> bytes:
        os.write(writer, str(os.getpid()).encode())
        await asyncio.sleep(60)
        return b""

    async with forked(work) as result:
        process = int(os.read(reader, 20))

    assert result.cancelled()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    os.close(reader)
    os.close(writer)


async def test_a_copy_may_say_much() -> None:
    async def work() -> bytes:
        return b"x" * 10_000_000

    async with forked(work) as result:
        assert await result == b"x" * 10_000_000
