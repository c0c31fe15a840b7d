"""The commands, and their errors."""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys

import pytest

from service.settings import Settings, load
from tests.ports import free_port
from tests.service.conftest import Run
from tests.service.process import ROOT
from undercroft.auth.keys import hash_of
from undercroft.testing.databases import connect


def test_no_database_in_production(run: Run) -> None:
    status, out, err = run("serve")
    assert (status, out) == (1, "")
    assert err.startswith("error: DATABASE_URL is not set")
    assert err.count("\n") == 1


def test_several_wrong_settings(run: Run) -> None:
    status, _, err = run("serve", DATABASE_URL="x", PORT="x", POOL_MAX="0")
    assert status == 1
    assert [line.split()[1] for line in err.splitlines()] == ["DATABASE_URL", "PORT", "POOL_MAX"]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        pytest.param("postgresql://app:top-secret@127.0.0.1:1/app", "app:***@127.0.0.1:1/app: Connect", id="refused"),
        pytest.param("postgresql://app:top@-secret@127.0.0.1:1/app", "@127.0.0.1:1/app: ", id="wrong"),
    ],
)
@pytest.mark.parametrize("command", [("serve",), ("keys", "list")], ids=" ".join)
def test_a_database_that_cannot_be_used(run: Run, command: tuple[str, ...], url: str, why: str) -> None:
    status, out, err = run(*command, DATABASE_URL=url, PORT=str(free_port()))
    assert (status, out) == (1, "")
    assert err.startswith("error: cannot use the database postgresql://app:***@")
    assert why in err
    assert err.count("\n") == 1
    assert "secret" not in err


def test_a_port_that_is_taken(run: Run, shared_database_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, out, err = run("serve", DATABASE_URL=shared_database_url, PORT=str(port))
    assert (status, out, err) == (1, "", f"error: cannot listen on 127.0.0.1:{port}: Address already in use\n")


@pytest.mark.parametrize(
    ("host", "why"),
    [("203.0.113.1", "Cannot assign requested address"), ("nosuch.invalid", "")],
)
def test_an_address_that_is_not_ours(run: Run, shared_database_url: str, host: str, why: str) -> None:
    status, _, err = run("serve", DATABASE_URL=shared_database_url, HOST=host, PORT=str(free_port()))
    assert status == 1
    assert err.startswith(f"error: cannot listen on {host}")
    assert err.endswith(f"{why}\n")


@pytest.mark.parametrize(
    ("command", "err"),
    [
        (("serve",), "error: 20261123080000_users.sql is still to be applied: run python -m service migrate\n"),
        (("keys", "list"), "error: migrations are still to be applied: run python -m service migrate\n"),
    ],
    ids=["serve", "keys"],
)
def test_migrations_that_are_still_to_be_applied(
    run: Run, empty_database_url: str, command: tuple[str, ...], err: str
) -> None:
    assert run(*command, DATABASE_URL=empty_database_url, PORT=str(free_port())) == (1, "", err)


def test_migrate(run: Run, empty_database_url: str) -> None:
    status, out, err = run("migrate", DATABASE_URL=empty_database_url)
    assert (status, out) == (0, "")
    assert err.splitlines()[0] == "Applying: 20261123080000_users.sql"
    assert run("migrate", DATABASE_URL=empty_database_url) == (0, "", "every migration is applied\n")


def test_the_description_needs_no_settings(run: Run) -> None:
    status, out, err = run("openapi", PORT="x")
    assert (status, err) == (0, "")
    document = json.loads(out)
    assert (document["openapi"], "/users" in document["paths"]) == ("3.1.0", True)


@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["at its end", "as it writes"])
def test_a_reader_that_has_seen_enough(unbuffered: str) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "service", "openapi"]
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=write, stderr=subprocess.PIPE) as process:
        os.close(write)
        said = process.communicate(timeout=30)[1]
    assert (process.returncode, said) == (1, b"")


def test_check(run: Run, shared_database_url: str) -> None:
    told = "the settings, the database and its migrations are as they should be\n"
    assert run("check", DATABASE_URL=shared_database_url) == (0, "", told)


def test_a_variable_that_is_probably_misspelt(run: Run, shared_database_url: str) -> None:
    status, _, err = run("check", DATABASE_URL=shared_database_url, RATE_LIMT="5")
    assert (status, err.splitlines()[0]) == (0, "warning: RATE_LIMT is not a setting: RATE_LIMIT may be meant")


def test_check_of_what_is_not_as_it_should_be(run: Run, empty_database_url: str) -> None:
    for variables, why in (
        ({"DATABASE_URL": "x"}, "error: DATABASE_URL must be"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:1/app"}, "error: cannot use the database"),
        ({"DATABASE_URL": empty_database_url}, "error: 20261123080000_users.sql is still to be applied"),
    ):
        status, out, err = run("check", **variables)
        assert (status, out) == (1, "")
        assert err.startswith(why)


@pytest.mark.parametrize("command", ["serve", "check"])
def test_the_development_key_opens_nothing_in_production(run: Run, database_url: str, command: str) -> None:
    run("keys", "create", "development", "--scope", "write", DATABASE_URL=database_url)
    status, out, err = run(command, DATABASE_URL=database_url, PORT=str(free_port()))
    assert (status, out) == (1, "")
    assert err == (
        "error: the key development is in force, which lies in a developer's folder:"
        " run python -m service keys revoke development\n"
    )
    run("keys", "revoke", "development", DATABASE_URL=database_url)
    assert run("check", DATABASE_URL=database_url)[0] == 0


def test_no_setting_has_a_secret_by_default() -> None:
    defaults = load({"DATABASE_URL": "postgresql:///"})
    secrets = {field for field in Settings.__struct_fields__ if re.search("url|secret|password|token|key", field)} - {
        "database_url"
    }
    assert secrets
    assert {getattr(defaults, field) for field in secrets} == {None}


def test_a_key_from_its_making_to_its_end(run: Run, database_url: str) -> None:
    status, secret, err = run("keys", "create", "robot", "--scope", "read", DATABASE_URL=database_url)
    assert (status, len(secret.strip())) == (0, 43)
    assert secret.strip() not in err
    _, listed, _ = run("keys", "list", DATABASE_URL=database_url)
    assert re.fullmatch(r"robot  read   created \d{4}-\d\d-\d\d \d\d:\d\d  in force\n", listed)
    assert run("keys", "revoke", "robot", DATABASE_URL=database_url) == (0, "", "robot is revoked\n")
    _, listed, _ = run("keys", "list", DATABASE_URL=database_url)
    assert re.search(r"  revoked \d{4}-", listed)
    assert run("keys", "create", "robot", "--scope", "write", DATABASE_URL=database_url)[0] == 0


def test_only_the_hash_is_stored(run: Run, database_url: str) -> None:
    _, secret, _ = run("keys", "create", "robot", "--scope", "read", DATABASE_URL=database_url)

    async def stored() -> list[object]:
        async with connect(database_url) as connection:
            return list(await connection.fetchrow("select name, scope, hash from api_keys") or ())

    assert asyncio.run(stored()) == ["robot", "read", hash_of(secret.strip())]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        pytest.param(("create", "robot", "--scope", "read"), "there is a key named robot already", id="taken name"),
        pytest.param(("create", "", "--scope", "read"), "a key's name has 1 to 200 characters", id="empty name"),
        pytest.param(("create", "a\nb", "--scope", "read"), "a key's name is one line", id="a name of two lines"),
        pytest.param(("create", "n" * 201, "--scope", "read"), "a key's name has 1 to 200 characters", id="long name"),
        pytest.param(
            ("create", "\udcff", "--scope", "read"), "a key's name is text in UTF-8", id="name in no encoding"
        ),
        pytest.param(("revoke", "\udcff"), "a key's name is text in UTF-8", id="name to revoke in no encoding"),
        pytest.param(("revoke", "nobody"), "there is no key in force named nobody", id="unknown name"),
    ],
)
def test_a_key_that_cannot_be(run: Run, database_url: str, arguments: tuple[str, ...], why: str) -> None:
    run("keys", "create", "robot", "--scope", "read", DATABASE_URL=database_url)
    status, out, err = run("keys", *arguments, DATABASE_URL=database_url)
    assert (status, out) == (1, "")
    assert err.startswith(f"error: {why}")


def test_parked_jobs(run: Run, database_url: str) -> None:
    async def park() -> None:
        async with connect(database_url) as connection:
            await connection.execute(
                "insert into jobs (kind, payload, attempts, last_error, parked_at)"
                " select 'welcome', '{}', 15, 'the mail server said 554', now() from generate_series(1, 3)"
            )

    asyncio.run(park())
    assert run("jobs", "list", DATABASE_URL=database_url)[1] == "welcome  0 due  0 under way or later  3 parked\n"
    _, listed, _ = run("jobs", "parked", DATABASE_URL=database_url)
    line = r"\d  welcome  parked \d{4}-\d\d-\d\d \d\d:\d\d  15 tries: the mail server said 554\n"
    assert re.fullmatch(f"(?:{line}){{3}}", listed)
    revived = [run("jobs", "revive", *ids, DATABASE_URL=database_url)[2] for ids in (("2", "7", "9" * 30), ("2",), ())]
    assert revived == [f"{number} jobs are due again\n" for number in (1, 0, 2)]
    assert run("jobs", "parked", DATABASE_URL=database_url) == (0, "", "")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="no command"),
        pytest.param(("jobs", "revive", "x"), id="no number of a job"),
        pytest.param(("nonsense",), id="no such command"),
        pytest.param(("keys",), id="half a command"),
        pytest.param(("keys", "create", "robot"), id="no scope"),
        pytest.param(("keys", "create", "robot", "--scope", "admin"), id="no such scope"),
    ],
)
def test_a_command_that_is_none(run: Run, arguments: tuple[str, ...]) -> None:
    status, _, err = run(*arguments)
    assert status == 2
    assert err.startswith("usage: python -m service")


@pytest.mark.parametrize("arguments", [("--help",), ("serve", "--help"), ("keys", "create", "--help")], ids=" ".join)
def test_help(run: Run, arguments: tuple[str, ...]) -> None:
    status, out, _ = run(*arguments)
    assert status == 0
    assert out.startswith("usage: python -m service")
