"""Calls every generated method of the golden projects: the results have the types that are announced."""

import ast
import re
from collections.abc import AsyncGenerator, Iterator
from functools import partial
from importlib import import_module
from inspect import getmembers, isclass, isfunction
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from sqlwright.emit.names import constant
from tests.golden.browsing_calls import browsed
from tests.golden.calls import Calls
from tests.golden.library.generated import browsing
from tests.golden.tables import CALLS
from tests.golden_files import GOLDEN, PACKAGES, compile_project
from tests.golden_support import SUPPORT, WHOLE, describe
from undercroft.testing.databases import Connection, Postgres, connect, rolled_back


def skip_without_vector(package: str, extensions: frozenset[str]) -> None:
    if package == "vectors" and "vector" not in extensions:
        pytest.skip("the server has no pgvector")


@pytest.fixture
async def prepared(
    request: pytest.FixtureRequest, postgres: Postgres, extensions: frozenset[str]
) -> AsyncGenerator[Connection]:
    """A connection that knows a package's types; the database has the package's schema and some rows."""
    package: str = request.param
    skip_without_vector(package, extensions)
    template = await postgres.template(package, partial(fill, package))
    async with postgres.database(template) as name, connect(postgres.url(name)) as connection:
        await import_module(f"tests.golden.{package}.generated").init_connection(connection)
        yield connection


async def fill(package: str, database_url: str) -> None:
    schema = GOLDEN / PACKAGES[package]["schema"]
    async with connect(database_url) as connection:
        for file in sorted(schema.iterdir()):
            await connection.execute(file.read_text().partition("-- migrate:down")[0])
        seed = schema.parent / "seed.sql"
        if seed.exists():
            await connection.execute(seed.read_text())


def called() -> Iterator[Any]:
    for package, tables in CALLS.items():
        for table, calls in tables.items():
            for title, steps in calls.items():
                yield pytest.param(package, steps, id=f"{package}-{table}-{title}")


@pytest.mark.parametrize(("prepared", "steps"), list(called()), indirect=["prepared"])
async def test_calls(prepared: Connection, steps: Calls) -> None:
    async with rolled_back(prepared):
        for step in steps:
            await step.check(prepared)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_method_is_called(package: str) -> None:
    generated = import_module(f"tests.golden.{package}.generated")
    methods: set[tuple[str, str]] = set()
    for info in iter_modules(generated.__path__, f"{generated.__name__}."):
        module = import_module(info.name)
        for name, cls in getmembers(module, isclass):
            if name.endswith("Queries") and cls.__module__ == info.name:
                found = [method for method, _ in getmembers(cls, isfunction) if not method.startswith("_")]
                methods |= {(info.name, f"{name}.{method}") for method in found}
    assert methods
    assert {step.method for calls in CALLS[package].values() for steps in calls.values() for step in steps} == methods


class Recorder:
    """A connection that records the statements sent on it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.sent: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._connection, name)
        if name not in ("execute", "fetch", "fetchrow", "cursor"):
            return found

        def noted(query: str, *args: object) -> Any:
            self.sent.add(query)
            return found(query, *args)

        return noted


def statements(table: Any) -> Iterator[str]:
    """Those in a table of variants."""
    if isinstance(table, str):
        yield table
    else:
        for inner in table.values() if isinstance(table, dict) else table:  # pyright: ignore[reportUnknownVariableType]
            yield from statements(inner)


MORE_BOOKS = """
with more as (
  insert into books (isbn, title, language, published, pages)
  select '55555555' || n, 'More', 'en', '2022-01-01', 10 from generate_series(10, 12) n returning isbn)
insert into book_authors select isbn, 2, 1 from more"""


@pytest.mark.parametrize("prepared", ["library"], indirect=True)
async def test_every_variant_is_sent(prepared: Connection) -> None:
    recorder: Any = Recorder(prepared)
    queries = browsing.BrowsingQueries(recorder)
    for steps in CALLS["library"]["browsing"].values():
        async with rolled_back(prepared):
            for step in steps:
                await step.check(recorder)
    async with rolled_back(prepared):
        await prepared.execute(MORE_BOOKS)
        for given in browsed():
            page = await queries.browse_books(**given, limit=1)
            assert (await queries.browse_books(**given, limit=1, cursor=page.next_cursor)).items
        fines = await queries.page_of_fines(limit=1)
        assert (await queries.page_of_fines(limit=1, cursor=fines.next_cursor)).items
    texts = re.findall(r"^-- name: (\w+)", (GOLDEN / "library/queries/browsing.sql").read_text(), re.MULTILINE)
    tables = {name: getattr(browsing, constant(name)) for name in texts}
    assert {name for name, table in tables.items() if not set(statements(table)) <= recorder.sent} == set()


def test_there_are_enough_queries() -> None:
    texts = [path.read_text() for path in GOLDEN.glob("*/queries/*.sql")]
    assert sum(text.count("-- name: ") for text in texts) >= 100


JSON = {
    *("settings", "member_settings", "value", "prize"),
    *("data", "jsons", "json_", "jsonb_", "json"),
    *("payload", "context", "tags", "body", "parts", "record", "payloads", "span", "spans", "grid"),
}


def of_any(path: Path) -> Iterator[str]:
    """The fields, parameters and methods of a module whose types contain Any."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.AnnAssign(target=ast.Name(id=name) | ast.Attribute(attr=name), annotation=annotation):
                pass
            case ast.arg(arg=name, annotation=ast.expr() as annotation):
                pass
            case ast.FunctionDef(name=name, returns=ast.expr() as annotation):
                pass
            case ast.AsyncFunctionDef(name=name, returns=ast.expr() as annotation):
                pass
            case _:
                continue
        if "Any" in {part.id for part in ast.walk(annotation) if isinstance(part, ast.Name)}:
            yield name


def test_only_json_is_any() -> None:
    modules = [path for path in GOLDEN.glob("*/generated/*.py") if path.name not in SUPPORT]
    assert {name for path in modules for name in of_any(path)} == JSON


@pytest.fixture(params=PACKAGES)
def package(request: pytest.FixtureRequest, extensions: frozenset[str]) -> str:
    """The packages whose extensions the server has."""
    skip_without_vector(request.param, extensions)
    return str(request.param)


def test_package_is_what_the_sql_says(package: str, empty_database_url: str, tmp_path: Path) -> None:
    """Compiles on the run's own server: PostgreSQL 15 must give the same result as 18."""
    status, stderr = compile_project(package, tmp_path / "work", empty_database_url, "check")
    assert (status, stderr) == (0, "")


@pytest.mark.parametrize("package", PACKAGES)
def test_support_files_are_cut_as_before(package: str) -> None:
    generated = GOLDEN / package / "generated"
    if generated != WHOLE:
        assert describe(generated) == (generated.parent / "support.txt").read_text()
