"""Generated code is formatted and lint-clean as it leaves the printer, whatever settings a project has."""

import subprocess
import sys
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"
RUFF = Path(sys.executable).with_name("ruff")


@pytest.mark.parametrize(
    "arguments",
    [
        ["format", "--diff", "--isolated"],
        ["format", "--diff", "--isolated", "--line-length", "120"],
        ["format", "--diff", "--isolated", "--line-length", "100", "--target-version", "py314"],
        ["check", "--isolated", "--config", "src = ['.', 'tests/sqlwright/cases/converted']"],
        ["check"],
    ],
    ids=["ruff's format", "wide", "new", "ruff's checks", "our checks"],
)
def test_ruff_leaves_it_alone(arguments: list[str]) -> None:
    result = subprocess.run(
        [RUFF, *arguments, "--no-respect-gitignore", CASES], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout
