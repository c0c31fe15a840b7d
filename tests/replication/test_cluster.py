"""The cluster that other tests fail over in: what it writes arrives, and a standby takes over."""

import asyncpg
import pytest

from tests.replication.cluster import Cluster, cluster
from tests.replication.node import Node
from undercroft.testing.databases import connect

MADE = "create table notes (note text)"
NOTE = "insert into notes values ($1)"
NOTES = "select string_agg(note, ' ' order by note) from notes"


async def note(node: Node, text: str) -> None:
    await node.ask(NOTE, text)


async def notes_in(nodes: Cluster) -> list[object]:
    await nodes.caught_up()
    return [await node.ask(NOTES) for node in nodes.nodes]


async def test_a_commit_is_seen_on_every_standby() -> None:
    async with cluster(standbys=2) as nodes:
        await nodes.primary.ask(MADE)
        await note(nodes.primary, "a")
        assert await notes_in(nodes) == ["a", "a", "a"]
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await note(nodes.standbys[0], "b")


async def test_a_synchronous_commit_is_seen_at_once() -> None:
    async with cluster(synchronous=True) as nodes:
        await nodes.primary.ask(MADE)
        for text in "abcde":
            await note(nodes.primary, text)
            assert await nodes.standbys[0].ask("select max(note) from notes") == text


async def test_a_replay_that_is_held_back() -> None:
    async with cluster() as nodes:
        standby = nodes.standbys[0]
        await nodes.primary.ask(MADE)
        await nodes.caught_up()
        await standby.ask("select pg_wal_replay_pause()")
        await standby.until("pg_get_wal_replay_pause_state() = 'paused'")
        await note(nodes.primary, "a")
        assert await standby.ask(NOTES) is None
        await standby.ask("select pg_wal_replay_resume()")
        assert await notes_in(nodes) == ["a", "a"]


async def test_an_old_primary_comes_back_without_what_only_it_has() -> None:
    async with cluster() as nodes:
        old, new = nodes.primary, nodes.standbys[0]
        await old.ask(MADE)
        await note(old, "a")
        await nodes.caught_up()
        await nodes.promote(new)
        await note(old, "lost")
        await nodes.fence(old)
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await note(old, "refused")
        await note(new, "b")
        await nodes.rejoin(old)
        assert await notes_in(nodes) == ["a b", "a b"]


async def test_a_primary_that_crashed_comes_back() -> None:
    async with cluster(synchronous=True) as nodes:
        old, new = nodes.primary, nodes.standbys[0]
        await old.ask(MADE)
        await note(old, "a")
        await old.crash()
        await nodes.promote(new)
        await note(new, "b")
        await nodes.rejoin(old)
        assert await notes_in(nodes) == ["a b", "a b"]


async def test_a_frozen_server_keeps_silent() -> None:
    async with cluster(standbys=0) as nodes:
        nodes.primary.freeze()
        with pytest.raises(TimeoutError):
            await asyncpg.connect(nodes.url(), timeout=0.1)
        nodes.primary.thaw()
        async with connect(nodes.url()) as connection:
            assert await connection.fetchval("select true")
