"""The site of docs/: every link leads somewhere, nothing comes from elsewhere, and the index lists all pages."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.docs_site import ROOT, build, listed

LISTED = listed(ROOT / "docs/index.md")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "zensical.toml", tmp_path)
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    return tmp_path


def test_the_site_holds_every_page_and_needs_nothing_from_elsewhere(copy: Path) -> None:
    build(copy)
    site = copy / "site"
    assert {page.stem for page in site.glob("*.html")} == {"404", "index", *(name[:-3] for _, _, name in LISTED)}
    for page in site.glob("*.html"):
        loaded = re.findall(r'<(?:script|img|iframe)[^>]* src="([^"]*)"|<link[^>]* href="([^"]*)"', page.read_text())
        assert loaded
        assert [address for pair in loaded for address in pair if re.match(r"\w+:|//", address)] == []
    assert (site / "llms.txt").read_text() == (ROOT / "docs/index.md").read_text()
    whole = (site / "llms-full.txt").read_text()
    assert [name for _, _, name in LISTED if (ROOT / "docs" / name).read_text() not in whole] == []


@pytest.mark.parametrize(
    ("link", "message"),
    [
        pytest.param("[types](type.md)", "page does not exist", id="to no page"),
        pytest.param("[types](types.md#your-type)", "anchor does not exist", id="to no heading"),
    ],
)
def test_a_broken_link_fails(link: str, message: str, copy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with (copy / "docs/json.md").open("a") as page:
        page.write(f"\n{link}\n")
    with pytest.raises(subprocess.CalledProcessError):
        build(copy)
    assert message in "".join(capfd.readouterr())


def test_the_index_has_the_pages_of_the_navigation_in_their_order() -> None:
    start, *sections = _navigation()
    assert start == {"Start": "index.md"}
    there = [(section, *pair) for each in sections for section, pages in each.items() for pair in _pairs(pages)]
    assert there == LISTED
    assert {name for *_, name in there} | {"index.md"} == {page.name for page in (ROOT / "docs").glob("*.md")}


def _navigation() -> list[dict[str, Any]]:
    return tomllib.loads((ROOT / "zensical.toml").read_text())["project"]["nav"]


def _pairs(pages: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [pair for page in pages for pair in page.items()]
