"""The tutorial: its files are written and its commands run in the order of the page, in an empty folder.

Only the installation is not repeated: the commands are those of the environment of these tests.
"""

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.pages import Block, blocks, is_like

PAGE = Path(__file__).parents[1] / "docs/tutorial.md"


def test_the_tutorial(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "XDG_CACHE_HOME": str(tmp_path_factory.getbasetemp() / "cache"),
    }
    installation, *steps = blocks(PAGE)
    assert (installation.language, len(steps)) == ("", 26)
    said = ""
    for step, after in pairwise([*steps, None]):
        assert step
        if step.language == "sh":
            done = subprocess.run(
                ["bash", "-e", "-c", step.text],
                cwd=tmp_path,
                env=environment,
                check=False,
                capture_output=True,
                text=True,
            )
            said = done.stdout + done.stderr
            assert done.returncode == 0 or (after and after.language == "text"), said
        elif step.language == "text":
            assert is_like(step.text.strip(), said.strip()), said
        else:
            follow(step, tmp_path)


def follow(step: Block, folder: Path) -> None:
    """Write the file, or look into it."""
    ((verb, name),) = re.findall(r"(Write|Add to|In) `([\w/]+\.\w+)`", step.before)
    path = folder / name
    if verb == "In":
        there = path.read_text()
        assert [part for part in step.text.split("\n\n") if part not in there] == []
    else:
        assert path.exists() == (verb == "Add to")
        path.parent.mkdir(exist_ok=True)
        with path.open("a") as file:
            file.write(step.text)
