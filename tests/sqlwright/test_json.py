"""`@json`: documents that fit and others, types that are gone, and the cost of a run."""

import json
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable
from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest
from asyncpg import Range

from shop_types import Change, Email, Line, PlacedOrder, Theme, UserId
from sqlwright.cli.inspect import as_json
from sqlwright.cli.watch import Watch
from sqlwright.emit.document_place import DocumentPlace
from sqlwright.emit.scope import Scope
from sqlwright.errors import CompileError
from sqlwright.project.all_blocks import analyse_all, compile_all
from sqlwright.project.config import load
from tests.sqlwright.cases.converted.generated import init_connection
from tests.sqlwright.cases.converted.generated.db import UnexpectedDocument
from tests.sqlwright.cases.converted.generated.documents import DocumentsQueries, OrdersOfUsersRow
from tests.sqlwright.cases.converted.generated.users import AddOrdersParams, UsersQueries
from tests.sqlwright.cases.json.generated import init_connection as init_json_connection
from tests.sqlwright.cases.json.generated.decode import DecodeQueries, EachParams, RecordsRow
from tests.sqlwright.cases.json.generated.models import Part, Whole
from undercroft.testing.databases import Connection, connect

CASE = Path(__file__).parent / "cases" / "converted"
ANN, BOB = UserId(1), UserId(2)
FILL = """
insert into users (id, email, settings, history, balance) values
  (1, 'ann@example.com', '{"theme": "dark"}', array[null, '{"at": "2026-11-23"}']::jsonb[], 0),
  (2, 'bob@example.com', '{"size": 1}', null, 0)
"""


@pytest.fixture
async def connection(empty_database_url: str) -> AsyncGenerator[Connection]:
    async with connect(empty_database_url) as connection:
        await connection.execute((CASE / "schema" / "1.sql").read_text())
        await connection.execute(FILL)
        await init_connection(connection)
        yield connection


@pytest.fixture
def documents(connection: Connection) -> DocumentsQueries:
    return DocumentsQueries(connection)


async def test_documents_are_of_their_types(connection: Connection, documents: DocumentsQueries) -> None:
    orders = [AddOrdersParams(id=id, user_id=ANN, lines=lines) for id, lines in ((1, Line("tea", 2)), (2, None))]
    await UsersQueries(connection).add_orders(orders)
    assert await documents.orders_of_users() == [
        OrdersOfUsersRow(ANN, Email("ann@example.com"), [PlacedOrder(1, Line("tea", 2)), PlacedOrder(2, None)]),
        OrdersOfUsersRow(BOB, Email("bob@example.com"), []),
    ]
    assert await documents.change_theme(settings=Theme("light"), id=BOB) == Theme("light")
    assert await connection.fetchval("select settings from users where id = 2") == b'{"size": 1, "theme": "light"}'
    assert await documents.changes() == [[None, Change(date(2026, 11, 23))]]
    assert await documents.last_change(ANN) == Change(date(2026, 11, 23))


async def test_the_cause_is_of_msgspec(connection: Connection, documents: DocumentsQueries) -> None:
    with pytest.raises(UnexpectedDocument) as caught:
        await UsersQueries(connection).get_user(BOB)
    message = "Object missing required field `theme`"
    assert str(caught.value) == f"GetUser: settings: {message}"
    assert isinstance(caught.value.__cause__, msgspec.ValidationError)
    assert str(caught.value.__cause__) == message
    await connection.execute("""update users set settings = 'null' where id = 2""")
    # JSON's null is not SQL's NULL.
    with pytest.raises(UnexpectedDocument, match=r"^GetUser: settings: Expected `object`, got `null`$"):
        await UsersQueries(connection).get_user(BOB)


@pytest.mark.parametrize("prefetch", [1, 100])
async def test_a_stream_names_its_query(prefetch: int, connection: Connection, documents: DocumentsQueries) -> None:
    await connection.execute("""update users set history = array['{"at": "never"}']::jsonb[] where id = 2""")
    found: list[object] = []

    async def read() -> None:
        async with documents.changes_stream(prefetch=prefetch) as rows:
            async for row in rows:
                found.append(row)

    with pytest.raises(UnexpectedDocument, match=r"^Changes: history: Invalid RFC3339 encoded date - at `\$\.at`$"):
        await read()
    assert found == [[None, Change(date(2026, 11, 23))]]


CONFIG = """\
version: "2"
plugins: [{name: python, process: {cmd: sqlc-gen-python}}]
sql: [{engine: postgresql, schema: schema.sql, queries: queries, codegen: [{plugin: python, out: generated}]}]
"""
TYPES = "from msgspec import Struct\n\nclass Settings(Struct):\n    theme: str\n"
QUERY = "-- name: GetSettings :one\n-- @json settings: own_types.Settings\nselect settings from users where id = @id;\n"


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    (tmp_path / "queries").mkdir()
    (tmp_path / "sqlc.yaml").write_text(CONFIG)
    (tmp_path / "schema.sql").write_text("create table users (id int primary key, settings jsonb not null);")
    (tmp_path / "own_types.py").write_text(TYPES)
    (tmp_path / "queries/users.sql").write_text(QUERY)
    return tmp_path


def generate(folder: Path) -> dict[str, str]:
    ((_, files),) = compile_all(load(folder / "sqlc.yaml"))
    return dict(files)


GONE: dict[str, Callable[[Path], object]] = {
    "no such name": lambda module: module.write_text(TYPES.replace("Settings", "Other")),
    "no such module": lambda module: module.unlink(),
}


@pytest.mark.parametrize("go", GONE.values(), ids=GONE)
def test_a_type_that_is_gone_is_told_though_all_else_is_known(go: Callable[[Path], object], folder: Path) -> None:
    before = generate(folder)
    assert generate(folder) == before
    go(folder / "own_types.py")
    with pytest.raises(CompileError, match=r"^queries/users\.sql:2:20: .*\n.*\n {21}\^"):
        generate(folder)
    _, errors = analyse_all(load(folder / "sqlc.yaml"))
    assert errors is not None
    assert [(problem.line, problem.column, problem.query) for problem in errors.problems] == [(2, 20, "GetSettings")]
    (folder / "own_types.py").write_text(TYPES)
    assert generate(folder) == before


async def test_a_watch_tells_of_it_too(folder: Path) -> None:
    texts: list[str] = []
    watch = Watch(folder / "sqlc.yaml", texts.append)
    try:
        for text in (TYPES, "", TYPES):
            (folder / "own_types.py").write_text(text)
            await watch.once()
    finally:
        await watch.close()
    assert [text.split(" ")[0] for text in texts] == ["generated", "queries/users.sql:2:20:", "up"]


def test_where_the_module_stands_decides_over_the_order_of_imports(folder: Path) -> None:
    assert "from msgspec.json import Decoder\n\nfrom own_types import Settings\n" in generate(folder)["users.py"]
    (folder / "queries/users.sql").write_text(QUERY.replace("own_types.Settings", "zoneinfo.ZoneInfo"))
    with pytest.raises(CompileError, match=r"msgspec cannot decode JSON into zoneinfo\.ZoneInfo"):
        generate(folder)
    (folder / "queries/users.sql").write_text(QUERY.replace("own_types.Settings", "msgspec.Raw"))
    assert "from msgspec import Raw\nfrom msgspec.json import Decoder\n" in generate(folder)["users.py"]


def test_a_run_in_which_nothing_changed_imports_nothing_to_compile_with(folder: Path) -> None:
    generate(folder)
    heavy = {"asyncio", "asyncpg", "postgast", "sqlwright.analyse", "sqlwright.emit"}
    for text, looked_up in ((QUERY, True), (QUERY.replace("-- @json settings: own_types.Settings\n", ""), False)):
        (folder / "queries/users.sql").write_text(text)
        generate(folder)
        code = (
            "import sys\nfrom sqlwright.cli import main\n"
            f"try: main(['check'])\nexcept SystemExit: print({heavy} & sys.modules.keys(), 'subprocess' in sys.modules)"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
        assert done.stdout.endswith(f"set() {looked_up}\n")


def test_inspect_shows_the_types(folder: Path) -> None:
    text = "-- name: SetSettings :one\n-- @json settings: own_types.Settings\n"
    (folder / "queries/users.sql").write_text(f"{text}update users set settings = @settings returning settings;\n")
    (query,) = json.loads(as_json(*analyse_all(load(folder / "sqlc.yaml"))))["queries"]
    assert [(each["type"], each["python"]) for each in (*query["params"], *query["columns"])] == [
        ("jsonb", "Settings"),
        ("jsonb", "Settings"),
    ]


def test_inspect_shows_a_document_that_no_method_gives(folder: Path) -> None:
    text = "-- name: Touch :exec\nselect jsonb_build_object('id', id, 'of', row_to_json(users)) as doc from users;\n"
    (folder / "queries/users.sql").write_text(text)
    (query,) = json.loads(as_json(*analyse_all(load(folder / "sqlc.yaml"))))["queries"]
    assert [each["python"] for each in query["columns"]] == ["TouchDoc"]


def test_a_document_that_was_not_named_is_an_error_with_its_query() -> None:
    place = DocumentPlace("Touch", 1, (0, 2))
    assert Scope(documents={place: "TouchOf"}).document(DocumentPlace("Touch", 1).inside(0).inside(2)) == "TouchOf"
    with pytest.raises(LookupError, match=r"^column 2 of Touch: nothing was named for the place \(0, 2\)"):
        Scope().document(place)


async def test_documents_wherever_they_stand(empty_database_url: str) -> None:
    """Documents as elements of arrays, in composites, ranges and records, and as input of an override's converters."""
    part = Part(decode=[1], class_=[None, {"a": 1}, [2], [[]]], inner_decoder={})
    whole = Whole(part=part, parts=[part, None], decoders=[{}, None], each=0)
    async with connect(empty_database_url) as connection:
        await connection.execute((CASE.parent / "json/schema/1.sql").read_text())
        await init_json_connection(connection)
        queries = DecodeQueries(connection)
        day = date(2026, 11, 23)
        params = EachParams(
            id=1,
            date=day,
            converted="{}",
            all_converted="[1, null]",
            decoders=[True, None],
            grid=[[1], [None]],
            whole=whole,
        )
        added = await queries.each(params)
        assert (added.date, added._decode_date) == (day, datetime(2026, 11, 23, 12))  # pyright: ignore[reportPrivateUsage]
        assert (added.converted, added.all_converted, added.decoders) == ("{}", "[1, null]", [True, None])
        assert (added.grid, added.whole, added.dates) == ([[1], [None]], whole, None)
        await connection.execute("""
            update documents set dates = '{1,null,"[2]"}', spans = array['[1,2)', null, '(,)', 'empty']::span[],
              "date" = '"2026-11-24"'
        """)
        (document,) = await queries.all()
        assert document.dates == msgspec.Raw(b"[1,null,[2]]")
        spans: list[Range[int] | None] = [Range(1, 2), None, Range(None, None), Range(empty=True)]
        assert document.spans == spans
        (nested,) = await queries.nested()
        assert (nested.whole, nested.part, nested.parts, nested.decoders) == (whole, part, [part, None], [{}, None])
        assert (nested.documents.spans, nested.documents.dates) == (spans, [1, None, [2]])
        day = "2026-11-24"
        assert await queries.records() == [
            RecordsRow(first=(1, None, (day, (day, None, None, day))), second=(day,), third=(1, 1))
        ]
        assert await queries.one_record(1) == (None,)
        assert await queries.long_record(1) == (day,) * 6
        assert await queries.long(1) is None
