"""A configuration of version 1 as one of version 2: what the error about it says can be written into the file."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from sqlwright.project.config import load
from sqlwright.project.version_2 import as_version_2

_SEVERAL = """\
version: 1
packages:
  - {path: a, queries: a.sql}
  - {path: b, queries: a.sql, engine: mysql}
  - {name: last, path: c, queries: [a.sql]}
"""


@pytest.mark.parametrize(
    ("name", "old", "outs"),
    [
        pytest.param("sqlc.yaml", "packages: [{path: a, queries: a.sql}]", ["generated"], id="one package"),
        pytest.param("sqlc.json", '{"packages": [{"path": "a", "queries": "a.sql"}]}', ["generated"], id="json"),
        pytest.param("sqlc.yaml", _SEVERAL, ["generated/a", "generated/last"], id="a folder for each of several"),
    ],
)
def test_sqlwright_reads_it(tmp_path: Path, name: str, old: str, outs: list[str]) -> None:
    path = tmp_path / name
    (tmp_path / "a.sql").touch()
    path.write_text(as_version_2(old, path) or "")
    assert [block.out.relative_to(tmp_path).as_posix() for block in load(path).blocks] == outs


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            "packages: [{name: db, path: internal/db, queries: q, emit_json_tags: true, rules: [no-delete]}]",
            {
                "engine": "postgresql",
                "queries": "q",
                "rules": ["no-delete"],
                "gen": {"go": {"package": "db", "out": "internal/db", "emit_json_tags": True}},
            },
            id="options of Go",
        ),
        pytest.param(
            "packages: [{path: internal/stock, queries: q, engine: sqlite}]",
            {"engine": "sqlite", "queries": "q", "gen": {"go": {"package": "stock", "out": "internal/stock"}}},
            id="another engine, and a package named by its folder",
        ),
    ],
)
def test_the_code_for_go_stays(old: str, new: dict[str, Any]) -> None:
    entry = yaml.safe_load(as_version_2(old, Path("sqlc.yaml")) or "")["sql"][0]
    assert {name: value for name, value in entry.items() if name != "codegen"} == new


def test_what_stood_at_the_top_stays() -> None:
    old = "packages: [{path: a, queries: q}]\nrename: {a: b}\noverrides: []\ncloud: {project: p}"
    new = yaml.safe_load(as_version_2(old, Path("sqlc.yaml")) or "")
    assert (new["overrides"], new["cloud"]) == ({"go": {"rename": {"a": "b"}, "overrides": []}}, {"project": "p"})


@pytest.mark.parametrize("old", ["version: 1", "packages: []"])
def test_without_packages_there_is_nothing_to_write(old: str) -> None:
    assert as_version_2(old, Path("sqlc.yaml")) is None
