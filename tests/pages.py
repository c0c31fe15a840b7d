"""What tests of pages share: how a page's blocks are read, followed, and compared with what happens."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

__all__ = ["Block", "blocks", "follow", "is_like"]


class Block(NamedTuple):
    before: str  # the paragraph above it
    language: str
    text: str


def blocks(page: Path) -> list[Block]:
    found = re.findall(r"((?:^(?!```).+\n)*)\n*^```(\w*)\n((?:.*\n)*?)^```$", page.read_text(), re.MULTILINE)
    return [Block(*each) for each in found]


def follow(steps: Sequence[Block], folder: Path, **variables: str) -> None:
    """Do in the folder what the blocks say: write files, run commands, and look at what comes of them.

    What a command says is compared with the text below it. Without one, it must succeed. The programs are those of
    this environment.
    """
    environment = {**os.environ, **variables, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    said = ""
    for step, after in pairwise([*steps, Block("", "", "")]):
        if step.language == "sh":
            said, succeeded = _run(step.text, folder, environment)
            assert succeeded or after.language == "text", said
        elif step.language == "text":
            assert is_like(step.text.strip(), said.strip()), said
        else:
            _write_or_look(step, folder)


def _run(script: str, folder: Path, environment: Mapping[str, str]) -> tuple[str, bool]:
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env=environment, check=False, capture_output=True, text=True
    )
    return done.stdout + done.stderr, done.returncode == 0


def _write_or_look(step: Block, folder: Path) -> None:
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


def is_like(pattern: str, text: str) -> bool:
    """Whether the text is the pattern, with anything where the pattern has `…`."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("…"))), text, re.DOTALL) is not None
