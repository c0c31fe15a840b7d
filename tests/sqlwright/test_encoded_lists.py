"""Adds `-- @encoded` to every query of the case `nesting`, and compares both methods on random rows."""

import importlib
import inspect
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from tests.golden_files import compile_case
from tests.sqlwright.test_nesting import CASES, World
from undercroft.testing.databases import Postgres, connect

LEAST = 35
"""Queries that are called: those that take nothing, or a number."""


@pytest.fixture
def package(tmp_path: Path, empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    case = tmp_path / "case"
    shutil.copytree(CASES / "nesting", case)
    for file in case.glob("queries/*.sql"):
        text = re.sub(r"^(-- name: \w+ :(?:one|many))$", r"\1\n-- @encoded", file.read_text(), flags=re.MULTILINE)
        file.write_text(text)
    _, problems = compile_case(case, tmp_path / "first", empty_database_url)
    for path, line in re.findall(r"^(\S+):(\d+):4: .*\n  -- @encoded$", problems, re.MULTILINE):
        lines = (case / path).read_text().split("\n")
        lines[int(line) - 1] = "-- refused"
        (case / path).write_text("\n".join(lines))
    assert compile_case(case, tmp_path / "work", empty_database_url) == (0, "")
    (tmp_path / "work/generated").rename(tmp_path / "encoded_nesting")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return importlib.import_module("encoded_nesting")


def pairs(queries: Any) -> Iterator[tuple[Any, Any, bool]]:
    """The methods that take at most a number, each with the one that gives JSON, and whether they take it."""
    attributes: list[str] = [*vars(queries)]
    for module in (getattr(queries, name) for name in attributes):
        for name in [each.removesuffix("_encoded") for each in dir(module) if each.endswith("_encoded")]:
            plain = getattr(module, name)
            needed = [each for each in inspect.signature(plain).parameters.values() if each.default is each.empty]
            if not needed or [each.annotation for each in needed] == [int]:
                yield plain, getattr(module, f"{name}_encoded"), bool(needed)


def same(encoded: bytes | None, plain: object) -> None:
    assert (None if encoded is None else json.loads(encoded)) == json.loads(msgspec.json.encode(plain))


async def test_lists_on_random_rows(package: Any, postgres: Postgres) -> None:
    for seed in range(8):
        random = Random(seed)
        async with postgres.database() as name, connect(postgres.url(name)) as connection:
            await connection.execute((CASES / "nesting/schema/1.sql").read_text())
            await package.init_connection(connection)
            await World(random).fill(connection, random)
            called = [*pairs(package.Queries(connection))]
            assert len(called) >= LEAST
            for plain, encoded, takes_number in called:
                given = [random.randint(0, 4)] if takes_number else []
                try:
                    found = await plain(*given)
                except package.db.UnexpectedNull:
                    continue
                same(await encoded(*given), found)
                if (cursor := getattr(found, "next_cursor", None)) is not None:
                    same(await encoded(*given, cursor=cursor), await plain(*given, cursor=cursor))
