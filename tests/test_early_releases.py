"""What the first releases of a supported Python get wrong, so that nothing here may use it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("sqlwright", "undercroft", "service", "generated")

# A group that gives nothing back, `(…)*+` or `(?>…)`: Python 3.11.2 finds no match where there is one, or another.
GROUP = re.compile(r"(?<!\\)\)(?:[*+?]|\{[\d,]+\})\+|\(\?>")


def patterns(package: str) -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
                yield path, node.value if isinstance(node.value, str) else node.value.decode("latin-1")


@pytest.mark.parametrize("package", PACKAGES)
def test_no_pattern_has_a_possessive_or_atomic_group(package: str) -> None:
    assert [(path.name, text) for path, text in patterns(package) if GROUP.search(text)] == []


@pytest.mark.parametrize("pattern", ["(?:a|b)*+", "(a)++", "(a){1,2}+", "(?>ab)"])
def test_such_a_group_is_found(pattern: str) -> None:
    assert GROUP.search(pattern)


@pytest.mark.parametrize("pattern", ["[^a]*+", r"\)*+", "(a)+"])
def test_others_are_let_through(pattern: str) -> None:
    assert not GROUP.search(pattern)
