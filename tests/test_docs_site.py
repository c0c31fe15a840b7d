"""The site of docs/: links lead somewhere, nothing comes from elsewhere, pages fit on a phone, the index lists them."""

import re
import shutil
import tomllib
from collections.abc import Generator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import expect

from tests.docs_site import ROOT, BrokenSite, build, listed
from tests.service.browser import CHROMIUM, DESKTOP, PHONE, launched

LISTED = listed(ROOT / "docs/index.md")


def copied(folder: Path) -> Path:
    shutil.copy(ROOT / "zensical.toml", folder)
    shutil.copytree(ROOT / "docs", folder / "docs")
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copied(tmp_path_factory.mktemp("docs"))
    build(folder)
    return folder / "site"


def test_the_site_holds_every_page_and_loads_nothing_from_elsewhere(site: Path) -> None:
    assert {page.stem for page in site.glob("*.html")} == {"404", "index", *(name[:-3] for _, _, name in LISTED)}
    for page in site.glob("*.html"):
        loaded = re.findall(r'<(?:script|img|iframe)[^>]* src="([^"]*)"|<link[^>]* href="([^"]*)"', page.read_text())
        assert loaded
        assert [address for pair in loaded for address in pair if re.match(r"\w+:|//", address)] == []


def test_the_site_has_the_files_for_language_models(site: Path) -> None:
    assert (site / "llms.txt").read_text() == (ROOT / "docs/index.md").read_text()
    whole = (site / "llms-full.txt").read_text()
    for _, _, name in LISTED:
        page = (ROOT / "docs" / name).read_text()
        assert page == (site / name).read_text()
        assert page in whole


@pytest.fixture(scope="module")
def address(site: Path) -> Generator[str]:
    handler = partial(_Silent, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None: ...


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")
async def test_pages_fit_on_a_phone_and_are_searched_without_a_network(address: str) -> None:
    hosts: set[str | None] = set()
    async with launched() as browser:
        page = await browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]})
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        for _, _, name in LISTED:
            await page.goto(f"{address}/{name[:-3]}.html")
            assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], name
        await page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        await page.get_by_role("button", name="Search").click()
        await page.get_by_role("combobox", name="Search").fill("row security")
        await page.get_by_role("option", name="one tenant never sees").click()
        await expect(page).to_have_url(re.compile("/transactions.html"))
    assert hosts == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("link", "message"),
    [
        pytest.param("[types](type.md)", "page does not exist", id="to no page"),
        pytest.param("[types](types.md#your-type)", "anchor does not exist", id="to no heading"),
    ],
)
def test_a_broken_link_fails(link: str, message: str, tmp_path: Path) -> None:
    with (copied(tmp_path) / "docs/json.md").open("a") as page:
        page.write(f"\n{link}\n")
    with pytest.raises(BrokenSite, match=message):
        build(tmp_path)


def test_the_index_has_the_pages_of_the_navigation_in_their_order() -> None:
    start, *sections = _navigation()
    assert start == {"Start": "index.md"}
    there = [(section, *pair) for each in sections for section, pages in each.items() for pair in _pairs(pages)]
    assert there == LISTED
    assert {name for *_, name in there} | {"index.md"} == {page.name for page in (ROOT / "docs").glob("*.md")}


def test_the_index_begins_with_the_claim_of_the_readme() -> None:
    index, readme = ((ROOT / name).read_text().split("\n\n")[1] for name in ("docs/index.md", "README.md"))
    assert re.sub("\n?> ", " ", index).split() == readme.replace("**", "").split()


def _navigation() -> list[dict[str, Any]]:
    return tomllib.loads((ROOT / "zensical.toml").read_text())["project"]["nav"]


def _pairs(pages: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [pair for page in pages for pair in page.items()]
