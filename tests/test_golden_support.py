"""support.txt changes whenever a support file changes."""

import subprocess
from pathlib import Path

import pytest

from tests import golden_support

WHOLE = '''\
"""What the queries share."""

from typing import Final

__all__ = ["LIMIT", "Board"]

LIMIT: Final = 9
"""How many fit."""


# Kept for a while.
class Board:
    """Who waits."""

    def __init__(self) -> None:
        self.waiting: list[str] = []

    def leave(self) -> None: ...
'''


@pytest.mark.parametrize(
    ("old", "new", "described"),
    [
        ("", "", "db.py, whole\n"),
        ("from typing", "import re\nfrom typing", "db.py, whole\n"),
        (WHOLE[WHOLE.index("    def leave") :], "", "db.py\n  LIMIT\n  Board: __init__\n"),
        ("\n\n# Kept", "\nALSO = 1\n\n\n# Kept", "db.py\n  LIMIT\n  ALSO\n  | ALSO = 1\n  Board: __init__, leave\n"),
        ("9", "8", 'db.py\n  LIMIT\n  | LIMIT: Final = 8\n  | """How many fit."""\n  Board: __init__, leave\n'),
        (
            "# Kept for a while.\n",
            "@final\n",
            'db.py\n  LIMIT\n  Board: __init__, leave\n  | @final\n  | class Board:\n  |     """Who waits."""\n',
        ),
        (
            "    def leave",
            "    # Later.\n    def leave",
            "db.py\n  LIMIT\n  Board: __init__\n  |     # Later.\n  |     def leave(self) -> None: ...\n",
        ),
    ],
    ids=["nothing", "an import", "a member less", "a constant more", "a value", "a class", "a member"],
)
def test_what_is_other_than_in_the_whole_package_is_shown(
    old: str, new: str, described: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, text in (("whole", WHOLE), ("cut", WHOLE.replace(old, new) if old else WHOLE)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "db.py").write_text(text)
    monkeypatch.setattr(golden_support, "WHOLE", tmp_path / "whole")
    assert golden_support.describe(tmp_path / "cut") == described


def test_no_file_is_committed_that_git_ignores() -> None:
    """A merge may bring a case with committed support files, which nothing would renew."""
    command = ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"]
    root = Path(__file__).parents[1]
    try:
        listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no clone")
    assert listed == ""
