"""Migrations."""

from pathlib import Path

import pytest

from undercroft.database import migrations
from undercroft.errors import MigrationError
from undercroft.testing.databases import connect

pytestmark = pytest.mark.session("migrations go past it")

GOOD = "-- migrate:up\ncreate table things (id int);\n-- migrate:down\ndrop table things;\n"
BAD = "-- migrate:up\ncreate table others (\n  id int,\n  name texxt\n);\n-- migrate:down\ndrop table others;\n"


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    folder = tmp_path / "schema"
    folder.mkdir()
    return folder


async def pending(url: str, folder: Path) -> list[str]:
    async with connect(url) as connection:
        return await migrations.pending(connection, folder)


async def test_what_is_pending(empty_database_url: str, pytestconfig: pytest.Config) -> None:
    folder = pytestconfig.rootpath / "schema"
    files = [file.name for file in sorted(folder.glob("*.sql"))]
    assert await pending(empty_database_url, folder) == files
    migrations.migrate(empty_database_url, folder)
    assert await pending(empty_database_url, folder) == []


async def test_progress(empty_database_url: str, schema: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (schema / "20260101000000_things.sql").write_text(GOOD)
    migrations.migrate(empty_database_url, schema)
    output = capfd.readouterr()
    assert output.out == ""
    assert [line.split(" in ")[0] for line in output.err.splitlines()] == [
        "Applying: 20260101000000_things.sql",
        "Applied: 20260101000000_things.sql",
    ]
    migrations.migrate(empty_database_url, schema)
    assert capfd.readouterr().err == ""


async def test_a_migration_that_fails(empty_database_url: str, schema: Path) -> None:
    (schema / "20260101000000_things.sql").write_text(GOOD)
    (schema / "20260101000001_others.sql").write_text(BAD)
    with pytest.raises(MigrationError) as caught:
        migrations.migrate(empty_database_url, schema)
    assert str(caught.value) == 'schema/20260101000001_others.sql:4:8: type "texxt" does not exist (42704)'
    assert await pending(empty_database_url, schema) == ["20260101000001_others.sql"]


async def test_a_file_that_is_no_migration(empty_database_url: str, schema: Path) -> None:
    (schema / "20260101000000_things.sql").write_text("create table things (id int);")
    with pytest.raises(MigrationError, match=r"schema/20260101000000_things\.sql: .*-- migrate:up"):
        migrations.migrate(empty_database_url, schema)


def test_a_database_that_is_not_there(schema: Path) -> None:
    with pytest.raises(MigrationError, match="connection refused") as caught:
        migrations.migrate("postgresql://app:top-secret@127.0.0.1:1/app", schema)
    assert "top-secret" not in str(caught.value)


async def test_settings_of_dbmate_that_lie_around(
    empty_database_url: str, schema: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (schema / "20260101000000_things.sql").write_text(GOOD)
    monkeypatch.setenv("DBMATE_MIGRATIONS_TABLE", "elsewhere")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/elsewhere")
    migrations.migrate(empty_database_url, schema)
    assert await pending(empty_database_url, schema) == []


def test_the_password_is_no_argument(schema: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def start(command: list[str], **_: object) -> None:
        started.append(command)
        raise FileNotFoundError

    monkeypatch.setattr("subprocess.Popen", start)
    with pytest.raises(FileNotFoundError):
        migrations.migrate("postgresql://app:top-secret@db/app", schema)
    assert "secret" not in " ".join(started[0])


def test_without_dbmate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MigrationError, match="dbmate is not installed"):
        migrations.migrate("postgresql://127.0.0.1:1/app", tmp_path)


@pytest.mark.parametrize(
    ("url", "for_dbmate"),
    [
        pytest.param(
            "postgresql://app:pw@db:5432/app",
            "postgresql://app:pw@db:5432/app?sslmode=prefer&lock_timeout=10s",
            id="usual",
        ),
        pytest.param(
            "postgres://app@db/app?sslmode=verify-full&lock_timeout=1s",
            "postgres://app@db/app?sslmode=verify-full&lock_timeout=1s",
            id="what is given stays",
        ),
        pytest.param(
            "postgresql:///app?host=/run/pg&user=app",
            "postgresql:///app?host=%2Frun%2Fpg&user=app&sslmode=prefer&lock_timeout=10s",
            id="a socket in the query",
        ),
        pytest.param(
            "postgresql://app@%2Frun%2Fpg:5433/app",
            "postgresql://app@/app?host=%2Frun%2Fpg&port=5433&sslmode=prefer&lock_timeout=10s",
            id="a socket as the host",
        ),
        pytest.param(
            "postgresql://db?dbname=app&user=me",
            "postgresql://db/app?user=me&sslmode=prefer&lock_timeout=10s",
            id="the database in the query",
        ),
    ],
)
def test_the_url_that_dbmate_gets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str], url: str, for_dbmate: str
) -> None:
    monkeypatch.delenv("PGSSLMODE", raising=False)
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    fake = tmp_path / "dbmate"
    fake.write_text('#!/bin/sh\necho "$DATABASE_URL"\n')
    fake.chmod(0o755)
    migrations.migrate(url, tmp_path)
    assert capfd.readouterr().err == f"{for_dbmate}\n"
