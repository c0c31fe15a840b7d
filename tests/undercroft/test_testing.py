"""The fixtures that hand out databases: fresh, isolated, rolled back, on the nearest server."""

import asyncio
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import asyncpg
import pytest

from undercroft.testing import nearest_postgres
from undercroft.testing.databases import ConnectError, Connection, Postgres, connect
from undercroft.testing.nearest_postgres import CannotStartError, Found, Way, find

TABLES = "select count(*) from pg_tables where schemaname = 'public'"


@pytest.mark.parametrize("turn", ["first", "second"])
async def test_each_test_has_a_database_of_its_own(database_url: str, turn: str) -> None:
    async with connect(database_url) as connection:
        assert await connection.fetchval("select count(*) from users") == 0
        await connection.execute("insert into users (email, name) values ('a@b', 'A')")


async def test_an_empty_database_is_empty(empty_database_url: str) -> None:
    async with connect(empty_database_url) as connection:
        assert await connection.fetchval(TABLES) == 0


def test_a_plain_test_has_one_too(database_url: str) -> None:
    async def count() -> object:
        async with connect(database_url) as connection:
            return await connection.fetchval(TABLES)

    assert asyncio.run(count()) != 0


async def test_two_of_them_in_one_test(database_url: str, empty_database_url: str) -> None:
    assert database_url != empty_database_url


async def test_a_database_goes_although_someone_is_connected(postgres: Postgres) -> None:
    async with postgres.database() as name:
        left = await asyncpg.connect(postgres.url(name))
    with pytest.raises(ConnectError):
        await left.execute("select 1")
    with pytest.raises(ConnectError, match="does not exist"):
        await asyncpg.connect(postgres.url(name))


@pytest.mark.session("a setting of the session")
@pytest.mark.parametrize("turn", ["first", "second"])
async def test_what_a_connection_does_is_rolled_back(connection: Connection, turn: str) -> None:
    assert await connection.fetchval("select count(*) from users") == 0
    assert await connection.fetchval("show statement_timeout") == "0"
    async with connection.transaction():  # as the code under test may do
        await connection.execute("insert into users (email, name) values ('a@b', 'A')")
    await connection.execute("set statement_timeout = 1000")


@pytest.mark.parametrize("turn", ["first", "second"])
async def test_a_connection_that_a_test_closed_is_replaced(connection: Connection, turn: str) -> None:
    assert await connection.fetchval("select 1") == 1
    await connection.close()


def fake(origin: str | None, error: str = "") -> Way:
    def way(environment: Mapping[str, str]) -> Found | None:
        if error:
            raise CannotStartError(error)
        return Found(environment["url"], origin) if origin else None

    return way


@pytest.mark.parametrize(
    ("ways", "origin", "notes"),
    [
        ([fake("named"), fake("container"), fake("own")], "named", []),
        ([fake(None), fake("container"), fake("own")], "container", []),
        ([fake(None), fake(None), fake("own")], "own", []),
        ([fake(None), fake(None, "no image"), fake("own")], "own", ["no image"]),
    ],
    ids=["named", "Docker answers", "no Docker", "Docker answers but cannot"],
)
def test_the_nearest_server_is_taken(
    empty_database_url: str, ways: Sequence[Way], origin: str, notes: list[str]
) -> None:
    found = find({"url": empty_database_url}, ways)
    assert (found.origin, found.notes) == (origin, notes)
    assert found.version[0].isdigit()


def test_a_named_server_that_does_not_answer_is_an_error(tmp_path: Path) -> None:
    environment = {"TEST_DATABASE_URL": f"postgresql://postgres@/postgres?host={tmp_path}"}
    with pytest.raises(LookupError, match=r"TEST_DATABASE_URL cannot be reached: .*No such file"):
        find(environment, (nearest_postgres.named, fake("own")))


@pytest.mark.parametrize(
    ("environment", "socket_exists"),
    [
        ({}, False),
        ({}, True),
        ({"DOCKER_HOST": "unix:///nowhere.sock"}, False),
        ({"DOCKER_HOST": "tcp://127.0.0.1:1"}, False),
        ({"DOCKER_HOST": "nonsense"}, False),
    ],
    ids=[
        "no engine",
        "a socket nobody listens on",
        "a path that is not there",
        "a port nobody listens on",
        "a host that is none",
    ],
)
def test_without_an_engine_there_is_no_container(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str], socket_exists: bool
) -> None:
    if socket_exists:
        (tmp_path / "docker.sock").touch()
    monkeypatch.setattr(nearest_postgres, "DOCKER_SOCKET", tmp_path / "docker.sock")
    assert nearest_postgres.container(environment) is None


@pytest.mark.parametrize(
    ("environment", "local", "image"),
    [
        ({"TEST_POSTGRES_IMAGE": "mine:1"}, ["postgres:18-alpine"], "mine:1"),
        ({}, ["postgres:15-local", "postgres:18-alpine", "postgres:19"], "postgres:18-alpine"),
        ({}, ["postgres:15-local", "postgres:16"], "postgres:16"),
        ({}, [], "postgres:18-alpine"),
    ],
    ids=["named", "the default is there", "another is there", "none is there"],
)
def test_an_image_that_is_there_spares_a_pull(environment: Mapping[str, str], local: list[str], image: str) -> None:
    assert nearest_postgres.choose_image(environment, local) == image


@pytest.mark.parametrize(("room", "in_memory"), [(0, True), (2**62, False)], ids=["room", "no room"])
def test_data_is_in_memory_where_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int, in_memory: bool
) -> None:
    (memory := tmp_path / "memory").mkdir()
    (disk := tmp_path / "disk").mkdir()
    monkeypatch.setattr(nearest_postgres, "MEMORY", memory)
    monkeypatch.setattr(nearest_postgres.tempfile, "tempdir", str(disk))
    monkeypatch.setattr(nearest_postgres, "ROOM", room)
    assert nearest_postgres.scratch_folder().parent == (memory if in_memory else disk)


def test_what_a_killed_run_left_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest_postgres, "MEMORY", tmp_path / "nowhere")
    monkeypatch.setattr(nearest_postgres.tempfile, "tempdir", str(tmp_path))
    with subprocess.Popen(["true"]) as ended:
        pass
    (left := tmp_path / f"undercroft-tests-{ended.pid}-abc").mkdir()
    mine = nearest_postgres.scratch_folder()
    assert not left.exists()
    nearest_postgres.scratch_folder()
    assert mine.exists()
