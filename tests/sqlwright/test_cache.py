"""What is kept between runs: it is found again, it is never stale, and damage to it does no harm."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sqlwright.cache.entries import Entries
from sqlwright.cache.identity import digest
from sqlwright.errors import CompileError
from sqlwright.model import Query
from sqlwright.project import all_blocks as project
from sqlwright.project import printed_cache as printed
from sqlwright.project import query_store as store
from sqlwright.project.all_blocks import analyse_all, compile_all
from sqlwright.project.config import load
from sqlwright.project.session import Session
from sqlwright.project.statement_compiler import StatementCompiler
from sqlwright.source.statements import Statement

CASES = Path(__file__).parent / "cases"
CONFIG = """\
version: "2"
plugins: [{name: python, process: {cmd: sqlc-gen-python}}]
sql: [{engine: postgresql, schema: schema, queries: queries, codegen: [{plugin: python, out: generated}]}]
"""
GET, LIST = (
    "-- name: GetUser :one\nselect * from users where id = @id;\n",
    "-- name: ListUsers :many\nselect id from users;\n",
)


SPOIL: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "torn": lambda data: data[: len(data) // 2],
    "flipped": lambda data: data[:-1] + b"x",
    "foreign": lambda data: b"x" * 100,
}


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder with the server's data, which is made once for these tests."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def home(servers: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """sqlwright's cache with only the server's data in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(servers))
    for name in ("catalogs", "printed", "queries"):
        shutil.rmtree(servers / "sqlwright" / name, ignore_errors=True)
    return servers / "sqlwright"


@pytest.fixture
def folder(tmp_path: Path, home: Path) -> Path:
    (tmp_path / "sqlc.yaml").write_text(CONFIG)
    for name in ("schema", "queries"):
        (tmp_path / name).mkdir()
    (tmp_path / "schema/1.sql").write_text("create table users (id int primary key, email text not null);")
    (tmp_path / "queries/a.sql").write_text(GET)
    (tmp_path / "queries/b.sql").write_text(LIST)
    return tmp_path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collects the names of the queries that PostgreSQL is asked about."""
    names: list[str] = []
    original = StatementCompiler.compile

    async def compile(self: StatementCompiler, statements: Sequence[Statement]) -> Sequence[Query | CompileError]:
        names.extend(statement.name for statement in statements)
        return await original(self, statements)

    monkeypatch.setattr(StatementCompiler, "compile", compile)
    return names


def generate(folder: Path) -> dict[str, str]:
    ((_, files),) = compile_all(load(folder / "sqlc.yaml"))
    return dict(files)


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_a_second_run_imports_nothing_to_compile_with(folder: Path) -> None:
    generate(folder)
    heavy = ("asyncio", "asyncpg", "postgast", "sqlwright.analyse", "sqlwright.emit", "tempfile")
    code = f"import sys\nfrom sqlwright.cli import main\ntry: main(['check'])\nexcept SystemExit: print({heavy} & sys.modules.keys())"
    code = code.replace(str(heavy), str(set(heavy)))
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("set()\n")


def test_an_edit_costs_the_edited_query(folder: Path, asked: list[str]) -> None:
    generate(folder)
    assert asked == ["GetUser", "ListUsers"]
    asked.clear()
    edit(folder / "queries/a.sql", "id = @id", "id = @key")
    assert "key: int" in generate(folder)["a.py"]
    assert asked == ["GetUser"]


MOVES: dict[str, Callable[[Path, Path], object]] = {
    "removed": lambda a, b: b.unlink(),
    "renamed": lambda a, b: b.rename(b.with_name("c.sql")),
    "exchanged": lambda a, b: (a.write_text(LIST), b.write_text(GET)),
    "left alone": lambda a, b: None,
}


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_what_only_moves_asks_no_database(
    move: Callable[[Path, Path], object], folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(folder)

    def compiler(*_: object) -> None:
        raise AssertionError("a database was wanted")

    monkeypatch.setattr(Session, "compiler", compiler)
    shutil.rmtree(home / "printed")
    move(folder / "queries/a.sql", folder / "queries/b.sql")
    generate(folder)


def test_lines_follow_what_stands_above(folder: Path, asked: list[str]) -> None:
    analyse_all(load(folder / "sqlc.yaml"))
    edit(folder / "queries/a.sql", GET, LIST.replace("ListUsers", "First") + GET)
    modules, _ = analyse_all(load(folder / "sqlc.yaml"))
    assert [(query.name, query.line) for query in modules[0].queries] == [("First", 1), ("GetUser", 3)]


def test_another_schema_asks_anew(folder: Path, asked: list[str]) -> None:
    generate(folder)
    asked.clear()
    edit(folder / "schema/1.sql", "email text not null", "email text")
    assert "email: str | None" in generate(folder)["models.py"]
    assert asked == ["GetUser", "ListUsers"]


def test_another_compiler_asks_anew(folder: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    before = generate(folder)
    asked.clear()
    for module in (printed, store):
        monkeypatch.setattr(module, "identity", lambda: "another")
    assert generate(folder) == before
    assert asked == ["GetUser", "ListUsers"]


def test_the_identity_follows_the_files(tmp_path: Path) -> None:
    copy = tmp_path / "sqlwright"
    shutil.copytree(Path(project.__file__).parent.parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    found: list[str] = []
    for change in ("", "# changed\n"):
        path = copy / "emit/names.py"
        path.write_text(path.read_text() + change)
        code = "from sqlwright.cache.identity import identity; print(identity())"
        environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONSAFEPATH": "1"}
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
        found.append(done.stdout)
    assert found[0] != found[1]


def test_errors_are_found_anew_at_their_place(folder: Path, asked: list[str]) -> None:
    edit(folder / "queries/a.sql", "id = @id", "ID2 = @id")
    for line in (2, 3):
        with pytest.raises(CompileError, match=rf"queries/a\.sql:{line}:27: column \"id2\" does not exist"):
            generate(folder)
        edit(folder / "queries/a.sql", "-- name", "\n-- name")
    assert asked == ["GetUser", "ListUsers", "GetUser"]


def test_a_duplicate_of_a_known_query_is_found(folder: Path) -> None:
    generate(folder)
    (folder / "queries/b.sql").write_text(LIST + GET)
    with pytest.raises(CompileError, match=r"queries/b\.sql:3:10: a second query called GetUser"):
        generate(folder)


def test_an_edit_of_a_fragment_costs_the_queries_that_use_it(folder: Path, asked: list[str]) -> None:
    shared = folder / "queries/shared.sql"
    shared.write_text("-- fragment: by_key(u)\nu.id = @id;\n\n-- fragment: unused()\n1;\n")
    (folder / "queries/a.sql").write_text(
        GET + GET.replace("GetUser", "Other").replace("id = @id", "sqlc.fragment(by_key, users)")
    )
    assert "shared.py" not in generate(folder)
    asked.clear()
    edit(shared, "u.id = @id", "u.id = @key")
    assert "async def other(self, key: int)" in generate(folder)["a.py"]
    assert asked == ["Other"]
    edit(shared, "1;", "2;")
    generate(folder)
    assert asked == ["Other"]
    edit(shared, "by_key", "with_key")
    with pytest.raises(CompileError, match=r"queries/a\.sql:4:41: unknown fragment by_key"):
        generate(folder)


@pytest.mark.parametrize("first", ["a.sql", "c.sql"])
def test_a_fragment_with_the_name_of_a_known_query_is_found(first: str, folder: Path) -> None:
    generate(folder)
    (folder / "queries" / first).write_text("-- fragment: ListUsers()\n1;\n")
    for _ in range(2):
        with pytest.raises(CompileError, match=rf"queries/{first}:1:14: fragment ListUsers has the name of a query"):
            generate(folder)


def test_a_query_with_the_name_of_a_known_fragment_is_found(folder: Path) -> None:
    (folder / "queries/a.sql").write_text("-- fragment: Second()\n1;\n")
    generate(folder)
    edit(folder / "queries/b.sql", "ListUsers", "Second")
    for _ in range(2):
        with pytest.raises(CompileError, match=r"queries/a\.sql:1:14: fragment Second has the name of a query"):
            generate(folder)


@pytest.mark.parametrize("kind", ["catalogs", "printed", "queries"])
@pytest.mark.parametrize("spoil", SPOIL.values(), ids=SPOIL)
def test_what_is_spoilt_is_not_there(kind: str, spoil: Callable[[bytes], bytes], folder: Path, home: Path) -> None:
    before = generate(folder)
    if kind != "printed":
        shutil.rmtree(home / "printed")
    if kind == "catalogs":
        shutil.rmtree(home / "queries")
    (entry,) = (home / kind).iterdir()
    whole = entry.read_bytes()
    entry.write_bytes(spoil(whole))
    assert generate(folder) == before
    assert entry.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_no_failure(folder: Path, home: Path, asked: list[str]) -> None:
    home.mkdir(exist_ok=True)
    for kind in ("catalogs", "printed", "queries"):
        (home / kind).write_text("a file in the way")
    try:
        before = generate(folder)
        assert generate(folder) == before
        assert asked == ["GetUser", "ListUsers"] * 2
    finally:
        for kind in ("catalogs", "printed", "queries"):
            (home / kind).unlink()


def test_another_database_with_the_schema_has_other_oids(folder: Path, home: Path, asked: list[str]) -> None:
    before = generate(folder)
    asked.clear()
    shutil.rmtree(home / "scratch-0")
    edit(folder / "queries/b.sql", "select id", "select  id")
    after = generate(folder)
    assert asked == ["GetUser", "ListUsers"]
    assert after["a.py"] == before["a.py"]


@pytest.mark.parametrize("case", ["batched", "embeds", "stars", "types", "users"])
def test_what_was_kept_prints_as_what_was_found(case: str, folder: Path, home: Path, asked: list[str]) -> None:
    for name in ("schema", "queries"):
        shutil.rmtree(folder / name)
        shutil.copytree(CASES / case / name, folder / name)
    before = generate(folder)
    asked.clear()
    shutil.rmtree(home / "printed")
    assert generate(folder) == before
    assert asked == []


@pytest.mark.session("the compiler goes past it")
def test_nothing_is_kept_of_a_server_of_ones_own(folder: Path, home: Path, empty_database_url: str) -> None:
    edit(folder / "sqlc.yaml", "schema: schema", f"database: {{uri: '{empty_database_url}'}}, schema: schema")
    generate(folder)
    assert not any((home / kind).exists() for kind in ("catalogs", "printed", "queries"))


def test_the_oldest_entries_make_room(home: Path) -> None:
    entries = Entries("printed", count=3, size=1000)
    for number in range(6):
        entries.write(str(number), bytes(number))
        os.utime(home / "printed" / str(number), (number, number))
    assert [entries.read(str(number)) is not None for number in range(6)] == [False] * 3 + [True] * 3
    entries.write("large", bytes(2000))
    assert [path.name for path in (home / "printed").iterdir()] == ["large"]


def test_many_blocks_are_kept_like_few(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head, _, block = CONFIG.partition("sql: [")
    blocks: list[str] = []
    for number in range(70):
        blocks.append(block.rstrip("]}\n").replace("queries: queries", f"queries: queries_{number}") + "}]}")
        (folder / f"queries_{number}").mkdir()
        (folder / f"queries_{number}/a.sql").write_text(GET)
    (folder / "sqlc.yaml").write_text(f"{head}sql: [{', '.join(blocks)}]\n")
    first = compile_all(load(folder / "sqlc.yaml"))
    assert len(first) == 70

    def run(_: object) -> None:
        raise AssertionError("it compiles again")

    monkeypatch.setattr("sqlwright.project.all_blocks._run", run)
    assert compile_all(load(folder / "sqlc.yaml")) == first


def test_runs_side_by_side_read_whole_entries_only(home: Path) -> None:
    entries = Entries("printed", count=4)
    texts = [bytes([number]) * 100_000 for number in range(8)]

    def write_and_read(number: int) -> bool:
        entries.write("shared", texts[number % 8])
        return entries.read("shared") in texts

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(write_and_read, range(200)))
    assert [path.name for path in (home / "printed").iterdir()] == ["shared"]


def test_parts_do_not_run_together() -> None:
    assert digest("a", "bc") != digest("ab", "c")


def test_what_is_being_written_is_left_alone_and_what_was_abandoned_is_not(home: Path) -> None:
    entries = Entries("printed", count=1)
    entries.write("first", b"first")
    for name, age in (("passing-young", 0), ("passing-old", 7200)):
        path = home / "printed" / name
        path.write_bytes(b"half")
        then = time.time() - age
        os.utime(path, (then, then))
    entries.write("second", b"second")
    assert sorted(path.name for path in (home / "printed").iterdir()) == ["passing-young", "second"]
