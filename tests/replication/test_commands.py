"""The commands with several servers in DATABASE_URL."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest

from tests.replication.cluster import Cluster, cluster
from tests.replication.node import ROLE, url_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
async def nodes() -> AsyncGenerator[Cluster]:
    async with cluster() as nodes:
        await nodes.primary.ask("create database app")
        await nodes.caught_up()
        yield nodes


def before_the_path(nodes: Cluster) -> str:
    """The standby comes first."""
    return url_of([*nodes.standbys, nodes.primary], "app", target_session_attrs="read-write")


def in_the_query(nodes: Cluster) -> str:
    standby, primary = nodes.standbys[0], nodes.primary
    ports = f"{standby.port},{primary.port}"
    credentials = f"user={ROLE}&password={primary.password}"
    return f"postgresql:///app?host=127.0.0.1,127.0.0.1&port={ports}&{credentials}&sslmode=disable"


async def run(*arguments: str, url: str) -> tuple[int, str, str]:
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "service", *arguments],
        cwd=ROOT,
        env={**os.environ, "APP_ENV": "production", "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("form", [before_the_path, in_the_query])
async def test_every_command_finds_the_primary(nodes: Cluster, form: Callable[[Cluster], str]) -> None:
    url = form(nodes)
    name = form.__name__
    for arguments in (["migrate"], ["check"], ["keys", "create", name, "--scope", "read"], ["jobs", "parked"]):
        status, _, err = await run(*arguments, url=url)
        assert status == 0, err
    assert name in (await run("keys", "list", url=url))[1]
    assert await nodes.primary.ask("select count(*) > 0 from schema_migrations", database="app")


async def test_a_check_against_a_standby(nodes: Cluster) -> None:
    await run("migrate", url=nodes.primary.url("app"))
    await nodes.caught_up()
    standby = nodes.standbys[0].url("app")
    status, _, err = await run("check", url=standby)
    assert status == 1
    assert "is a standby, which takes no writes: name the primary in DATABASE_URL, or all servers" in err
    assert nodes.primary.password not in err
    assert (await run("check", url=f"{standby}&target_session_attrs=any"))[0] == 0


async def test_migrations_for_a_standby(nodes: Cluster) -> None:
    status, _, err = await run("migrate", url=nodes.standbys[0].url("postgres"))
    assert (status, "a standby, or read-only: name the primary in DATABASE_URL, or all servers" in err) == (1, True)


async def test_a_check_against_servers_of_which_none_takes_writes(nodes: Cluster) -> None:
    status, _, err = await run("check", url=nodes.standbys[0].url("app", target_session_attrs="read-write"))
    assert (status, "it takes no writes" in err) == (1, True)


async def test_a_check_against_a_database_that_is_read_only(nodes: Cluster) -> None:
    await run("migrate", url=nodes.primary.url("app"))
    await nodes.primary.ask("alter database app set default_transaction_read_only = on")
    try:
        status, _, err = await run("check", url=nodes.primary.url("app"))
        assert (status, "is read-only: see default_transaction_read_only" in err) == (1, True)
    finally:
        await nodes.primary.ask("alter database app reset default_transaction_read_only")
