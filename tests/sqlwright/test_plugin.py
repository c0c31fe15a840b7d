"""The plugin writes the same files: for the real sqlc, and for requests like those that sqlc makes."""

import json
import os
import pwd
import re
import shutil
import subprocess
import sysconfig
from base64 import b64decode
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from sqlwright.cache.home import cache_home
from sqlwright.cli import main as command_line
from sqlwright.errors import CompileError, SqlwrightError
from sqlwright.plugin.find_configuration import VARIABLE, command_line_by_ps, find_configuration
from sqlwright.plugin.main import main, respond
from sqlwright.project.config import load

ROOT = Path(__file__).parents[2]
BIN = sysconfig.get_path("scripts")
CONFIG = """\
version: "2"
plugins: [{name: python, process: {cmd: sqlc-gen-python}}]
sql:
  - {engine: postgresql, schema: schema.sql, queries: ./queries/, codegen: [{plugin: python, out: out}]}
"""


def sqlc(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs sqlc with only PATH in the environment."""
    return subprocess.run(
        [f"{BIN}/sqlc", *arguments], cwd=folder, env={"PATH": BIN}, check=False, capture_output=True, text=True
    )


def texts(folder: Path) -> Mapping[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.iterdir()) if path.suffix in (".py", ".typed")}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    folder = tmp_path / "project"
    (folder / "queries").mkdir(parents=True)
    (folder / "sqlc.yaml").write_text(CONFIG)
    (folder / "schema.sql").write_text("create table users (id int primary key, email text not null);")
    (folder / "queries/users.sql").write_text("-- name: GetUser :one\nselect * from users where id = @id;\n")
    monkeypatch.chdir(folder)
    return folder


def generated(folder: Path, out: str = "out") -> Mapping[str, str]:
    """What `sqlwright generate` writes."""
    with pytest.raises(SystemExit) as end:
        command_line(["generate"])
    assert not end.value.code
    return texts(folder / out)


def request(out: str = "out", queries: Sequence[str] = ("./queries/",), **other: object) -> bytes:
    settings = {"version": "2", "schema": ["schema.sql"], "queries": queries, "codegen": {"out": out}}
    return json.dumps({"settings": settings, "catalog": {"name": ""}, **other}).encode()


def test_sqlc_writes_this_projects_own_files(tmp_path: Path) -> None:
    for name in ("schema", "queries"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "sqlc.yaml", tmp_path)
    done = sqlc(tmp_path, "generate")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert texts(tmp_path / "generated") == texts(ROOT / "generated")

    assert sqlc(tmp_path, "diff").returncode == 0
    (tmp_path / "generated/users.py").write_text("edited\n")
    done = sqlc(tmp_path, "diff")
    assert done.returncode == 1
    assert "-edited" in done.stderr


def test_sqlc_reads_json_elsewhere_and_asks_for_two_blocks_in_json(project: Path) -> None:
    wanted = generated(project)
    shutil.rmtree(project / "out")
    process = {"cmd": "sqlc-gen-python", "format": "json"}
    entry = {"engine": "postgresql", "schema": ["schema.sql"], "queries": "queries/*.sql"}
    blocks = [{"plugin": "python", "out": out} for out in ("out", "./deep/out")]
    content = {"version": "2", "plugins": [{"name": "python", "process": process}]}
    (project / "sqlc.json").write_text(json.dumps({**content, "sql": [{**entry, "codegen": blocks}]}, indent="\t"))
    done = sqlc(project.parent, "-f", "project/sqlc.json", "generate")
    assert (done.returncode, done.stderr) == (0, "")
    assert texts(project / "out") == texts(project / "deep/out") == wanted


def test_sqlc_shows_what_is_wrong(project: Path) -> None:
    (project / "queries/users.sql").write_text(
        "-- name: GetUser :one\n-- @strem\nselect * from users where id = @id;\n"
    )
    done = sqlc(project, "compile")
    assert done.returncode == 1
    shown = re.sub(" +$", "", done.stderr.rstrip(), flags=re.MULTILINE)
    assert f"```\n{shown}\n```" in (ROOT / "docs/from-sqlc.md").read_text()


def test_a_request_gets_what_generate_writes(project: Path) -> None:
    answer = json.loads(respond(request(sqlc_version="v1.31.1", global_options="")))
    # protobuf's JSON leaves out what is empty
    files = {file["name"]: b64decode(file.get("contents", "")).decode() for file in answer["files"]}
    assert files == generated(project)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x0a\xff", "stdin holds no request from sqlc: "),
        (b'{"settings": 1}', "stdin holds no request from sqlc: "),
        (request(out="elsewhere"), "schema: schema.sql, queries: ./queries/ and out: elsewhere. If sqlc reads another"),
        (request(queries=["queries/users.sql"]), "queries: queries/users.sql and out: out. If sqlc reads another file"),
    ],
    ids=["not protobuf", "not a request", "another out", "other queries"],
)
def test_a_request_without_an_answer(data: bytes, message: str, project: Path) -> None:
    with pytest.raises(SqlwrightError) as refused:
        respond(data)
    assert message in str(refused.value)


def test_two_blocks_that_fit_and_differ_are_refused(project: Path) -> None:
    (project / "sqlc.yaml").write_text(
        CONFIG.replace(
            "[{plugin: python, out: out}]",
            "[{plugin: python, out: out}, {plugin: python, out: out, options: {package: x}}]",
        )
    )
    with pytest.raises(SqlwrightError, match="two different blocks write to out from the same schema and queries"):
        respond(request())


@pytest.mark.parametrize(
    ("asker", "environment", "found"),
    [
        ("", "", "sqlc.yml"),
        ("python -f other.yaml", "", "sqlc.yml"),
        ("/x/sqlc generate", "", "sqlc.yml"),
        ("/x/sqlc generate -f db/one.yaml", "", "db/one.yaml"),
        ("sqlc -f=db/one.yaml generate", "", "db/one.yaml"),
        ("sqlc --no-remote --file db/one.yaml diff", "", "db/one.yaml"),
        ("sqlc --file=/db/one.yaml compile", "", "/db/one.yaml"),
        ("sqlc -f db/one.yaml generate", "db/two.yaml", "db/two.yaml"),
    ],
    ids=["no /proc", "not sqlc", "no option", "option", "equals sign", "long option", "absolute", "variable"],
)
def test_the_configuration_is_that_of_the_sqlc_which_asks(
    asker: str, environment: str, found: str, tmp_path: Path
) -> None:
    for name in ("sqlc.yml", "sqlc.json"):
        (tmp_path / name).touch()
    assert find_configuration(tmp_path, {VARIABLE: environment}, asker.split()) == tmp_path / found


def test_no_configuration_says_how_to_name_it(tmp_path: Path) -> None:
    with pytest.raises(SqlwrightError, match="list SQLWRIGHT_CONFIG under env of the plugin, and set it"):
        find_configuration(tmp_path, {}, ["sqlc", "generate"])


def test_ps_tells_a_command_line_too() -> None:
    if not Path("/bin/ps").exists():
        pytest.skip("there is no ps here")
    with subprocess.Popen(["/bin/sh", "-c", "read -r _; exit", "sqlc", "-f", "x.yaml"], stdin=subprocess.PIPE) as asker:
        assert command_line_by_ps(asker.pid)[-2:] == ["-f", "x.yaml"]


def test_who_calls_it_by_hand_is_told_what_it_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["sqlc-gen-python", "--help"])
    with pytest.raises(SystemExit, match="sqlwright generate writes the same files without sqlc"):
        main()


def test_entries_of_other_engines_are_left_to_sqlc(project: Path) -> None:
    mysql = "  - {engine: mysql, schema: none.sql, queries: none, codegen: [{plugin: PLUGIN, out: out}]}\n"
    (project / "sqlc.yaml").write_text(CONFIG + mysql.replace("PLUGIN", "other"))
    assert load(Path("sqlc.yaml")).notes == ["sqlc.yaml: sql[1]: engine mysql is left to sqlc"]
    (project / "sqlc.yaml").write_text(CONFIG + mysql.replace("PLUGIN", "python"))
    with pytest.raises(CompileError, match=r"sqlc\.yaml:5:14: engine mysql is not supported"):
        load(Path("sqlc.yaml"))


def test_a_link_to_a_configuration_stands_where_its_paths_begin(project: Path, tmp_path: Path) -> None:
    (project / "sqlc.yaml").rename(tmp_path / "kept.yaml")
    (project / "sqlc.yaml").symlink_to(tmp_path / "kept.yaml")
    assert load(Path("sqlc.yaml")).root == project


@pytest.mark.parametrize("home", [None, ""], ids=["not set", "empty"])
def test_the_cache_is_the_users_own_without_a_home_in_the_environment(
    home: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(os, "environ", {} if home is None else {"HOME": home})

    def account(number: int) -> SimpleNamespace:
        return SimpleNamespace(pw_dir=str(tmp_path))

    monkeypatch.setattr(pwd, "getpwuid", account)
    assert cache_home() == tmp_path / ".cache/sqlwright"
