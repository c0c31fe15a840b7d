"""An exception that nobody foresaw is reported at the query that caused it, and hides nothing else."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sqlwright.cli import main
from sqlwright.compile.query_compiler import QueryCompiler
from sqlwright.emit.scope import Scope
from sqlwright.model import Module, Query
from sqlwright.source.headers import Line
from sqlwright.source.statements import Statement
from sqlwright.source.text import SourceFile

CONFIG = """\
version: "2"
plugins:
  - name: python
    process:
      cmd: sqlc-gen-python
sql:
  - engine: postgresql
    schema: schema.sql
    queries: queries.sql
    codegen:
      - plugin: python
        out: out
"""
QUERIES = """\
-- name: GetUser :one
select id from users where id = @id;

-- name: ListUsers :many
select nosuch from users;

-- name: Odd :many
select id from users;
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "last_resort"))
    # The name makes each test's schema different, so that nothing comes from the cache.
    (tmp_path / "sqlc.yaml").write_text(CONFIG)
    (tmp_path / "schema.sql").write_text(f"create table users (id int primary key); -- {tmp_path.name}")
    (tmp_path / "queries.sql").write_text(QUERIES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as end:
        main(arguments or ("generate",))
    assert end.value.code == 1
    return capsys.readouterr().err


def raises(*_: object) -> object:
    raise ZeroDivisionError("ours\nin two lines")


FAULT = "sqlwright failed here: this is a fault of sqlwright, not of your SQL"


def fails_to_compile(patch: pytest.MonkeyPatch) -> None:
    original = QueryCompiler.query

    async def query(self: QueryCompiler, statement: Statement) -> Query:
        if statement.name.startswith("Odd"):
            raises()
        return await original(self, statement)

    patch.setattr(QueryCompiler, "query", query)


def fails_to_be_read(patch: pytest.MonkeyPatch) -> None:
    from sqlwright.source import statements

    original = statements.read_command

    def read(file: SourceFile, line: Line, match: re.Match[str]) -> object:
        return raises() if match["name"] == "Odd" else original(file, line, match)

    patch.setattr(statements, "read_command", read)


def fails_to_be_judged(patch: pytest.MonkeyPatch) -> None:
    from sqlwright.emit.refusals import refusal

    def judge(query: Query) -> object:
        return raises() if query.name == "Odd" else refusal(query)

    patch.setattr("sqlwright.project.pipeline.refusal", judge)


@pytest.mark.parametrize(
    "fails", [fails_to_compile, fails_to_be_read, fails_to_be_judged], ids=["compile", "read", "judge"]
)
def test_a_fault_is_told_at_its_query_and_the_other_errors_too(
    fails: Callable[[pytest.MonkeyPatch], None],
    project: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fails(monkeypatch)
    said = run(capsys)
    assert 'queries.sql:5:8: column "nosuch" does not exist' in said
    assert re.search(rf"^queries\.sql:[78]:\d+: {FAULT}$", said, re.MULTILINE)
    assert re.search(r"^  detail: ZeroDivisionError: ours in two lines \(sqlwright/\S+:\d+\)$", said, re.MULTILINE)
    assert "please report it" in said
    assert "Traceback" not in said
    assert said.endswith("2 errors; 1 of 3 queries compile; nothing was written\n")


def test_a_fault_in_another_process_is_told_too(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlwright.project.parallel.cores", lambda: 2)
    names = [f"Odd{number}" if number % 50 in (0, 1) else f"Good{number}" for number in range(120)]
    text = "".join(f"-- name: {name} :many\nselect id from users;\n" for name in names)
    (project / "queries.sql").write_text(text)
    fails_to_compile(monkeypatch)
    said = run(capsys)
    odd = [2 * number + 1 for number, name in enumerate(names) if name.startswith("Odd")]
    assert [int(line) for line in re.findall(rf"^queries\.sql:(\d+):10: {FAULT}$", said, re.MULTILINE)] == odd
    assert said.endswith(f"{len(odd)} errors; {120 - len(odd)} of 120 queries compile; nothing was written\n")


def test_a_fault_of_the_printer_is_told_at_its_query(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlwright.emit.query_module import print_module

    def printed(module: Module, header: str, scope: Scope) -> object:
        failing = any(query.name == "Odd" for query in module.queries)
        return raises() if failing else print_module(module, header, scope)

    monkeypatch.setattr("sqlwright.emit.print_module", printed)
    (project / "queries.sql").write_text(QUERIES.replace("nosuch", "id"))
    said = run(capsys)
    assert said.startswith(f"queries.sql:7:1: {FAULT}\n  -- name: Odd :many\n")
    assert said.endswith("1 error; 2 of 3 queries compile; nothing was written\n")
    said = run(capsys, "generate", "--keep-going")
    assert said.endswith("1 error; 2 of 3 queries compile; the others were left out\n")
    text = (project / "out/queries.py").read_text()
    assert "def list_users" in text
    assert "def odd" not in text


@pytest.mark.parametrize("command", ["generate", "check", "inspect"])
def test_a_fault_elsewhere_is_one_line(
    command: str, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def compiled(*_: object) -> Sequence[object]:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("sqlwright.cli.commands.load", compiled)
    told = re.escape(
        "sqlwright: this is a fault of sqlwright, not of your files: please report it. ZeroDivisionError: ours"
    )
    assert re.fullmatch(rf"{told} \(sqlwright/cli/commands.py:\d+\)\n", run(capsys, command))
