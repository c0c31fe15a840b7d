"""docs/threats.md: each line names a test, and each test that it names is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/threats.md").read_text()

LINES = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith(("| ---", "| threat |"))]
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py::\w+)`", TEXT)))


@pytest.mark.parametrize("line", LINES, ids=[line.split(" | ")[0].strip("| ") for line in LINES])
def test_every_threat_has_something_against_it_and_a_test(line: str) -> None:
    threat, against, shown_by = line.strip("| ").split(" | ")
    assert threat
    assert against
    assert re.fullmatch(r"(`tests/[\w/]+\.py::test_\w+`(, )?)+", shown_by)


@pytest.mark.parametrize("test", TESTS)
def test_every_test_is_there(test: str) -> None:
    path, _, name = test.partition("::")
    tree = ast.parse((ROOT / path).read_text())
    tests = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert name in tests
