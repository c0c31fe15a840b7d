"""What the README shows is what the files contain."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(
    r"`((?:examples|queries|generated|service)/[\w/]+\.(?:sql|py))`[^`\n]*:\n\n```\w+\n(.*?)```", README, re.DOTALL
)


def test_there_are_blocks() -> None:
    paths = ["queries/users.sql", "generated/users.py", "service/users.py", "examples/blog/queries/articles.sql"]
    assert [path for path, _ in BLOCKS] == paths


@pytest.mark.parametrize(("path", "block"), BLOCKS, ids=[path for path, _ in BLOCKS])
def test_a_block_stands_in_its_file(path: str, block: str) -> None:
    assert block in (ROOT / path).read_text()


def test_every_folder_and_target_is_there() -> None:
    folders = re.findall(r"`(\w+(?:/\w+)*)/`", README)
    assert folders
    assert all((ROOT / folder).is_dir() for folder in folders if folder != ".data")
    makefile = (ROOT / "Makefile").read_text()
    assert all(f"\n{target}:" in makefile for target in re.findall(r"make (\w+)", README))
