"""Builds the site of docs/ in site/ and checks its links: `make docs`.

Beside each page stands its Markdown. llms.txt is the page that lists all others, and llms-full.txt is all of them.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

__all__ = ["ROOT", "BrokenSite", "build", "listed"]

ROOT = Path(__file__).parents[1]


class BrokenSite(Exception):
    """What zensical said of each link that leads nowhere."""


def build(root: Path) -> None:
    """Build the site of a folder with zensical.toml and docs/."""
    site = root / "site"
    shutil.rmtree(site, ignore_errors=True)
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    done = subprocess.run(command, cwd=root, check=False, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise BrokenSite(done.stderr.partition("Traceback")[0].rstrip() or done.stderr)
    for page in (root / "docs").glob("*.md"):
        shutil.copy(page, site)
    shutil.copy(site / "index.md", site / "llms.txt")
    pages = [site / "index.md", *(site / name for _, _, name in listed(site / "index.md"))]
    (site / "llms-full.txt").write_text("\n".join(page.read_text() for page in pages))


def listed(index: Path) -> list[tuple[str, str, str]]:
    """The pages that the index lists: section, title and file."""
    found: list[tuple[str, str, str]] = []
    section = ""
    for line in index.read_text().splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        elif entry := re.fullmatch(r"- \[(.*)\]\((.*\.md)\): .*\.", line):
            found.append((section, entry[1], entry[2]))
    return found


if __name__ == "__main__":
    try:
        build(ROOT)
    except BrokenSite as error:
        sys.exit(str(error))
    print("to read it: python3 -m http.server --bind 127.0.0.1 --directory site")
