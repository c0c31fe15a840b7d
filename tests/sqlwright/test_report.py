"""What GitHub Actions reads: one line for each error, with a path from the repository's root."""

from pathlib import Path

import pytest

from sqlwright.cli.report import FORMATS
from sqlwright.errors import CompileError, Problem

END = "1 error; nothing was written\n"


def printed(capsys: pytest.CaptureFixture[str], folder: Path, problem: Problem) -> str:
    FORMATS["github"](folder).errors(CompileError([problem]), "nothing was written")
    out, err = capsys.readouterr()
    assert out == ""
    return err


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        pytest.param(
            Problem("users.sql", 3, 7, "wrong"),
            "file=users.sql,line=3,col=7,title=sqlwright::users.sql:3:7: wrong",
            id="a place",
        ),
        pytest.param(
            Problem("sqlc.yaml", 0, 0, "empty"), "file=sqlc.yaml,title=sqlwright::sqlc.yaml: empty", id="a whole file"
        ),
        pytest.param(
            Problem("a.sql", 1, 3, "wrong", hint="do this", detail="so", source="select 1"),
            "file=a.sql,line=1,col=3,title=sqlwright::a.sql:1:3: wrong%0A  select 1%0A    ^%0A"
            "  detail: so%0A  hint: do this",
            id="with all that belongs to it",
        ),
        pytest.param(
            Problem("100%, a:b.sql", 1, 1, "like '50%'\r::warning::no"),
            "file=100%25%2C a%3Ab.sql,line=1,col=1,title=sqlwright::100%25, a:b.sql:1:1: like '50%25'%0D::warning::no",
            id="what means something to GitHub",
        ),
    ],
)
def test_an_error_is_a_command(problem: Problem, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".git").mkdir()
    assert printed(capsys, tmp_path, problem) == f"::error {line}\n{END}"


@pytest.mark.parametrize(
    ("root", "folder", "file", "expected"),
    [
        pytest.param(".git", ".", "a.sql", "a.sql", id="at the root"),
        pytest.param(".git", "sub", "a.sql", "sub/a.sql", id="below"),
        pytest.param(".git", "sub", "../a.sql", "a.sql", id="beside"),
        pytest.param("sub/.git", "sub", "a.sql", "a.sql", id="a checkout in a folder"),
        pytest.param("", "sub", "a.sql", "sub/a.sql", id="a workspace without git"),
        pytest.param("", "..", "a.sql", "{outside}/a.sql", id="outside"),
    ],
)
def test_paths_are_the_repositorys(
    root: str,
    folder: str,
    file: str,
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    workspace = tmp_path / "workspace"
    (workspace / "sub").mkdir(parents=True)
    if root:
        (workspace / root).mkdir()
    monkeypatch.setenv("GITHUB_WORKSPACE", str(workspace))
    monkeypatch.chdir(workspace)
    expected = expected.format(outside=tmp_path)
    assert printed(capsys, Path(folder), Problem(file, 0, 0, "wrong")).startswith(f"::error file={expected},title=")


def test_what_has_no_place_is_a_command_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    FORMATS["github"](tmp_path).failure("no server\nanswers")
    assert capsys.readouterr().err == "::error title=sqlwright::no server%0Aanswers\n"
