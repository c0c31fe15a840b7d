"""The map in docs/architecture.md shows the rooms that exist, on the floors that the contracts give them."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/architecture.md").read_text()
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERS = {contract["containers"][0]: contract["layers"] for contract in CONTRACTS if contract["type"] == "layers"}
WAYS = {"sqlwright": "query", "undercroft": "request"}


def drawn(package: str) -> list[set[str]]:
    """The floors of a drawing, from the top; text next to the boxes is left out."""
    drawing = TEXT.partition(f"## The way of a {WAYS[package]}")[2].split("```")[1]
    rows = [re.findall(r"│ (\w[\w, ]*?) *(?=│)", line) for line in drawing.splitlines()]
    return [set(row) for row in rows if row and row != ["service, generated"]]


def layers(package: str) -> list[set[str]]:
    floors = [set(re.findall(r"\w+", layer)) for layer in LAYERS[package]]
    return [floor for floor in floors if floor != {"__main__"}]


def folders(package: str) -> set[str]:
    """Every package in a package, by its path; the template of a new project is no part of it."""
    paths = [path.parent.relative_to(ROOT / package) for path in (ROOT / package).rglob("__init__.py")]
    return {str(path) for path in paths if "template" not in path.parts} - {"."}


@pytest.mark.parametrize("package", WAYS)
def test_the_floors_that_are_drawn_are_those_of_the_contract(package: str) -> None:
    assert drawn(package) == layers(package)


@pytest.mark.parametrize("package", WAYS)
def test_every_room_is_drawn_and_every_drawn_room_is_there(package: str) -> None:
    names = set[str]().union(*drawn(package))
    modules = {path.stem for path in (ROOT / package).glob("*.py")} - {"__init__", "__main__"}
    assert names == {folder for folder in folders(package) if "/" not in folder} | modules


@pytest.mark.parametrize("package", WAYS)
def test_every_folder_is_described_and_every_described_folder_is_there(package: str) -> None:
    table = TEXT.partition(f"| room of {package} |")[2].partition("\n\n")[0]
    named = re.findall(r"`([\w/.]+)`", "".join(re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)))
    assert {name for name in named if not name.endswith(".py")} == folders(package)
    assert all((ROOT / package / name).exists() for name in named)
