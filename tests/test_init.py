"""`sqlwright init`: projects of every flavour, whose two commands work, and requests that are refused whole.

The projects run in the environment of these tests. `tests/new_project.py` sets up one for each.
"""

import ast
import asyncio
import importlib.util
import json
import os
import re
import sys
import textwrap
import tomllib
from collections.abc import Sequence
from importlib.metadata import requires
from pathlib import Path

import httpx
import pytest

from sqlwright.new_project import sources
from tests.new_projects import init, refused, run, with_environment
from tests.ports import free_port

ROOT = Path(__file__).parents[1]
FLAVOURS = [
    pytest.param([], id="notes"),
    pytest.param(["--table", "warehouse_stock_entries"], id="a long name"),
    pytest.param(["--table", "axes"], id="a short name that sorts before others"),
    pytest.param(["--only-sql"], id="only SQL"),
    pytest.param(["--only-sql", "--table", "zebras"], id="only SQL, another table"),
]


@pytest.mark.parametrize("arguments", FLAVOURS)
def test_a_new_project_passes_its_tests_and_checks(
    arguments: Sequence[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    init("shop", *arguments)
    project = folder / "shop"
    said = capsys.readouterr().out
    files = sorted(path.relative_to(folder) for path in project.rglob("*") if path.is_file())
    assert re.findall("^wrote (.*)$", said, re.MULTILINE) == [str(path) for path in files]
    assert "\nnext:\n  cd shop\n  make " in said
    assert (project / "generated/rights.py").exists() == ("--only-sql" not in arguments)
    with_environment(project)
    assert " passed in " in run(project, "make", "test")
    assert "generated matches the SQL" in run(project, "make", "check")
    written = [path for path in files if path.suffix == ".py" and "generated" not in path.parts]
    assert sum(len((folder / path).read_text().splitlines()) for path in written) < 500
    texts = "\n".join((folder / path).read_text() for path in files)
    assert not re.search("TODO|FIXME|new-project|@NAME@", texts)
    if "--table" in arguments:
        assert not re.search(r"\bnotes?\b", texts.casefold())


def test_the_walk_in_the_docs(folder: Path) -> None:
    page = (ROOT / "docs/getting-started.md").read_text()
    init("kitchen", "--table", "recipes")
    kitchen = folder / "kitchen"
    table = page.partition("## What is in it")[2].partition("## ")[0]
    paths = re.findall(r"^\| (`[^|]*`) \|", table, re.MULTILINE)
    assert len(paths) == 7
    assert all((kitchen / path).exists() for row in paths for path in re.findall("`(.*?)`", row))
    makefile = (kitchen / "Makefile").read_text()
    assert all(f"\n{target}:" in makefile for target in re.findall(r"`make (\w+)`", page))
    (name,) = re.findall(r"Write `(schema/\w+\.sql)`", page)
    (migration,) = re.findall("```sql\n(.*?)```", page, re.DOTALL)
    (kitchen / name).write_text(textwrap.dedent(migration))
    queries = kitchen / "queries/recipes.sql"
    queries.write_text(queries.read_text().replace("id, title, body,", "id, title, body, servings,"))
    with_environment(kitchen)
    run(kitchen, "make", "generate")
    assert "    servings: int\n" in (kitchen / "generated/recipes.py").read_text()
    assert " passed in " in run(kitchen, "make", "test")


@pytest.mark.parametrize("arguments", FLAVOURS[:1])
async def test_make_run_serves(arguments: Sequence[str], folder: Path) -> None:
    await asyncio.to_thread(init, "shop", *arguments)
    with_environment(folder / "shop")
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "DEBUG_PORT": "0"}
    environment.pop("DATABASE_URL", None)
    process = await asyncio.create_subprocess_exec(
        "make", "run", cwd=folder / "shop", env=environment, stderr=asyncio.subprocess.PIPE, start_new_session=True
    )
    try:
        assert process.stderr
        async with asyncio.timeout(60):
            while not (
                found := re.search(r"'(Authorization): (.*)' (\S+)", (await process.stderr.readline()).decode())
            ):
                assert process.returncode is None
        name, key, url = found.groups()
        async with httpx.AsyncClient(headers={name: key}) as client:
            made = await client.post(url, json={"title": "Tea"})
            listed = await client.get(url)
        assert (made.status_code, [item["title"] for item in listed.json()["items"]]) == (201, ["Tea"])
    finally:
        if process.returncode is None:
            os.killpg(process.pid, 15)
        await process.communicate()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["full"], "full is already there and not empty: choose another name"),
        (["9lives"], "9lives: a project's name is letters, digits, - and _, and begins with a letter"),
        (["a b"], "a b: a project's name is letters, digits, - and _, and begins with a letter"),
        (["full/file/shop"], "full/file/shop cannot be written: File exists"),
        (["shop", "--table", "Notes"], "--table Notes: must be lower-case letters, digits and single underscores"),
        (["shop", "--table", "sheep_data"], "--table sheep_data: name the table in the plural, such as notes"),
        (["shop", "--table", "references"], "--table references: is a reserved word of SQL: choose another name"),
        (["shop", "--table", "classes"], "--table classes: class already means something else in Python or here"),
        (["shop", "--table", "clients"], "--table clients: client already means something else in Python or here"),
        (["shop", "--table", "rights"], "--table rights: rights already means something else in Python or here"),
        (["shop", "--table", "settings"], "--table settings: settings already means something else in Python or here"),
        (["shop", "--table", "notes", "--table", "tags"], "a new project begins with one table"),
        (["shop", "--source", "nowhere"], "nowhere is neither a folder nor a wheel of sqlwright"),
        (["shop", "--source", "full"], "full holds no pyproject.toml: name the repository's folder with --source"),
        (["shop", "--source", "https://example.org"], "--source https://example.org: name a folder, a wheel"),
    ],
)
def test_what_cannot_be_is_one_line_and_nothing_is_written(
    arguments: Sequence[str], message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "full").mkdir()
    (folder / "full/file").touch()
    assert message in refused(capsys, *arguments)
    assert sorted(path.name for path in folder.rglob("*") if path.name != "cache") == ["file", "full"]


def noted(monkeypatch: pytest.MonkeyPatch, url: object) -> sources.Sources:
    class Installed:
        def read_text(self, name: str) -> str | None:
            assert name == "direct_url.json"
            return json.dumps(url) if url else None

    monkeypatch.setattr(sources, "distribution", lambda name: Installed())  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    return sources.installed_from()


def test_the_source_is_what_init_was_installed_from(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("sqlwright-0.1.0-py3-none-any.whl", "undercroft-0.1.0-py3-none-any.whl"):
        (tmp_path / name).touch()
    wheel = f"{tmp_path.as_uri()}/sqlwright-0.1.0-py3-none-any.whl"
    git = {"url": "https://example.org/s.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}}
    address = "git+https://example.org/s.git@abc"
    assert noted(monkeypatch, None) == sources.Sources(None, None)
    assert noted(monkeypatch, git) == sources.Sources(address, f"{address}#subdirectory=packages/undercroft")
    folder = {"url": ROOT.as_uri(), "dir_info": {"editable": True}}
    assert noted(monkeypatch, folder) == sources.Sources(ROOT.as_uri(), f"{ROOT.as_uri()}/packages/undercroft")
    beside = sources.Sources(wheel, wheel.replace("sqlwright", "undercroft"))
    assert noted(monkeypatch, {"url": wheel, "archive_info": {}}) == beside
    (tmp_path / "undercroft-0.1.0-py3-none-any.whl").unlink()
    with pytest.raises(sources.InitError, match="there is no wheel of undercroft beside"):
        sources.sources_at(wheel)


def test_the_source_is_in_every_requirement(folder: Path) -> None:
    init("shop", "--source", "git+https://example.org/s.git")
    project = tomllib.loads((folder / "shop/pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    undercroft = "git+https://example.org/s.git#subdirectory=packages/undercroft"
    assert [each for each in asked if "sqlwright" in each or "undercroft" in each] == [
        f"undercroft @ {undercroft}",
        "sqlwright[embedded] @ git+https://example.org/s.git",
        f"undercroft[development,testing] @ {undercroft}",
    ]


def test_a_new_project_asks_for_all_that_it_imports(folder: Path) -> None:
    """The tests above run in an environment that has more."""
    init("shop", "--source", "index")
    project = tomllib.loads((folder / "shop/pyproject.toml").read_text())["project"]
    asked = {re.split(r"[^\w-]", each)[0] for each in project["dependencies"]}
    dev = {re.split(r"[^\w-]", each)[0] for each in project["optional-dependencies"]["dev"]}

    def imported(*parts: str) -> set[str]:
        nodes = [
            node
            for part in parts
            for path in (folder / "shop" / part).glob("*.py")
            for node in ast.walk(ast.parse(path.read_text()))
        ]
        names = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
        names += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
        found = {name.partition(".")[0] for name in names}
        return found - set(sys.stdlib_module_names) - {"generated", "service"}

    # generated/ imports asyncpg by its name, without a statement.
    assert imported("service", "generated") | {"asyncpg"} == asked
    assert imported("tests") <= asked | dev
    assert {"asyncpg", "msgspec", "postgast"} <= {re.split(r"[^\w-]", each)[0] for each in requires("sqlwright") or []}
    assert importlib.util.find_spec("undercroft.testing.plugin")
