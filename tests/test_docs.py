"""What the documentation says about the code is true."""

import re
from html import unescape
from pathlib import Path

import pytest

from sqlwright.analyse.proofs.rules import PROOFS
from sqlwright.cli import main
from sqlwright.drivers.asyncpg.python_types import BASE, WRITTEN
from sqlwright.emit.scope import Scope
from sqlwright.emit.types import column_type
from sqlwright.model import Type
from sqlwright.model.catalog import PgType
from sqlwright.model.options import OPTIONS, Structs
from sqlwright.project.options.upstream import UPSTREAM
from sqlwright.source.vocabulary import ANNOTATIONS, COMMANDS

DOCS = Path(__file__).parents[1] / "docs"


def test_every_proof_is_explained_in_its_words() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", (DOCS / "analysis.md").read_text(), re.MULTILINE))
    assert told == dict(PROOFS)


def test_every_path_and_target_is_there() -> None:
    root = DOCS.parent
    makefile = (root / "Makefile").read_text()
    # These tell of projects of their own, and other tests follow them.
    pages = [page for page in DOCS.glob("*.md") if page.stem not in ("getting-started", "tutorial")]
    for page in [*pages, root / "CONTRIBUTING.md", root / "SECURITY.md"]:
        text = page.read_text()
        paths = re.findall(r"`((?:docs|service|sqlwright|tests|undercroft)/[\w/.]*)`", text)
        absent = [path for path in paths if not (root / path).exists()]
        assert [path for path in absent if "invoices" not in path] == []
        assert [name for name in re.findall(r"`make ([\w-]+)", text) if f"\n{name}:" not in makefile] == []


def test_the_whole_language_is_on_one_page(capsys: pytest.CaptureFixture[str]) -> None:
    rows = re.findall(r"^\| (`.*?) \|", (DOCS / "language.md").read_text(), re.MULTILINE)
    assert {word for row in rows for word in re.findall(r"`(:\w+)`", row)} == set(COMMANDS)
    assert {word for row in rows for word in re.findall(r"`-- @(\w+)", row)} == set(ANNOTATIONS)
    with pytest.raises(SystemExit):
        main(["--help"])
    offered = re.findall(r"^    (\w+)  ", capsys.readouterr().out, re.MULTILINE)
    assert sorted(word for row in rows for word in re.findall(r"`sqlwright (\w+)", row)) == sorted(offered)


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "README.md", "SECURITY.md"])
def test_every_link_of_the_other_files_leads_somewhere(name: str) -> None:
    """Those between the pages of docs/ are checked where the site is built."""
    root = DOCS.parent
    links = re.findall(r"\]\((?!https?:)([^)#]+)(?:#([^)]+))?\)", (root / name).read_text())
    assert links
    for path, anchor in links:
        assert (root / path).exists(), path
        headings = re.findall("^##+ (.*)$", (root / path).read_text() if anchor else "", re.MULTILINE)
        assert not anchor or anchor in {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings}


def test_the_options_of_upstreams_plugin_are_known_and_its_configuration_is_this_projects() -> None:
    page = (DOCS / "from-sqlc.md").read_text()
    told = re.findall(r"^\| `(package|(?:emit|query|inflection)_\w+)` \|", page, re.MULTILINE)
    assert len(told) == 8
    assert set(UPSTREAM) < set(told) < {*UPSTREAM, *OPTIONS}
    assert f"```yaml\n{(DOCS.parent / 'sqlc.yaml').read_text()}```" in page


@pytest.mark.parametrize("page", ["commands", "observing", "transactions"])
def test_the_sql_becomes_what_stands_beside_it_and_the_calls_are_tested(page: str) -> None:
    folder = DOCS.parent / "tests/sqlwright"
    text = (DOCS / f"{page}.md").read_text()
    for language, files in (
        (
            "sql",
            [
                "cases/docs_commands/queries/users.sql",
                *("cases/rows/queries/products.sql", "cases/notify/queries/orders.sql"),
                *("cases/row_security/schema/1.sql", "cases/row_security/queries/invoices.sql"),
            ],
        ),
        (
            "python",
            [
                *("cases/docs_commands/generated/users.py", "cases/rows/generated/products.py"),
                *("cases/notify/generated/orders.py", "test_notify.py"),
                *("test_documented.py", "test_row_security.py"),
            ],
        ),
    ):
        there = _flat("".join((folder / file).read_text() for file in files))
        blocks = re.findall(f"```{language}\n(.*?)```", text, re.DOTALL)
        assert blocks or language == "sql"
        assert [part for block in blocks for part in block.split("\n\n") if _flat(part) not in there] == []


@pytest.mark.parametrize(
    "page", ["batching", "encoding", "fragments", "json", "nesting", "queries", "types", "variants"]
)
def test_what_stands_side_by_side_is_of_one_case(page: str) -> None:
    """Each part of a block is in the files of one case; docstrings of definitions do not count."""
    cases = [_text_of(case) for case in (DOCS.parent / "tests/sqlwright/cases").iterdir()]
    pairs = re.findall(r"<table>(.*?)</table>", (DOCS / f"{page}.md").read_text(), re.DOTALL)
    assert pairs
    for pair in pairs:
        blocks = re.findall("```\\w+\n(.*?)```", pair, re.DOTALL)
        assert len(blocks) > 1
        parts = [_flat(part) for block in blocks for part in block.split("\n\n")]
        assert any(all(part in case for part in parts) for case in cases), pair


def test_what_stands_beside_sqlalchemy_is_of_its_case_and_the_calls_are_tested() -> None:
    folder = DOCS.parent / "tests/sqlwright"
    there = _text_of(folder / "cases/docs_sqlalchemy") + _flat((folder / "test_docs_sqlalchemy.py").read_text())
    blocks = re.findall("```(?:python|sql)\n(.*?)```", (DOCS / "from-sqlalchemy.md").read_text(), re.DOTALL)
    theirs = [block for block in blocks if block.startswith("# SQLAlchemy\n")]
    assert len(theirs) == 10
    ours = [block for block in blocks if block not in theirs]
    assert [part for block in ours for part in block.split("\n\n") if _flat(part) not in there] == []


def _text_of(case: Path) -> str:
    return "\n".join(_flat(file.read_text()) for file in case.rglob("*.*") if file.suffix in (".sql", ".py", ".yaml"))


def test_every_type_is_told() -> None:
    page = (DOCS / "types.md").read_text()
    # A table's cell cannot have a | between backticks.
    rows = re.findall(r"^\| (`.*`) \| (?:`|<code>)(.*)(?:`|</code>) \|$", page, re.MULTILINE)
    told = {name: unescape(python) for names, python in rows for name in re.findall(r"`(\w+)`", names)}
    names = [*BASE, *(name for schema, name in WRITTEN if schema == "pg_catalog")]
    assert told == {name: column_type(_type(name), Scope()) for name in names}


def _type(name: str) -> Type:
    kind = PgType(0, name, "pg_catalog", name, "b", 0, 0, (), None, user=False)
    return Type(name, kind, 0, nullable=False)


def test_every_option_is_told_and_becomes_what_stands_beside_it() -> None:
    page = (DOCS / "options.md").read_text()
    options, structs = (re.findall(r"^\| `(\w+)` \|.*\|.*\|$", part, re.MULTILINE) for part in page.split("## Structs"))
    assert options == list(OPTIONS)
    assert structs == list(Structs.__struct_fields__)
    cases = DOCS.parent / "tests/sqlwright/cases"
    there = "".join(_text_of(cases / name) for name in ("options", "kept_labels", "tagged"))
    others = ("error_options/sqlc.yaml", "error_imports/stderr.txt", "../test_tagged.py")
    there += "\n".join(_flat((cases / name).read_text()) for name in others)
    blocks = re.findall("```\\w*\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 12
    assert [part for block in blocks for part in block.split("\n\n") if _flat(part) not in there] == []


def _flat(text: str) -> str:
    """The text without indentation: docs show a method without its class, and a call without the test around it."""
    return "\n".join(line.strip() for line in text.strip().split("\n"))
