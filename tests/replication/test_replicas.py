"""Reads from replicas: who answers them, and that nobody sees less than they wrote."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from tests.replication.cluster import Cluster, cluster
from tests.replication.replicated import held_back, replicated
from tests.service.process import ROOT
from tests.service.running import client_of, make_key, running, serving

SCHEMA = ROOT / "schema"

# Older than a standby's data ever is in these tests, unless they say so.
PATIENT = {"REPLICA_MAX_LAG": "1 h"}


@pytest.fixture(scope="module")
async def nodes() -> AsyncGenerator[tuple[Cluster, str]]:
    """A primary and two standbys that stay what they are, with a database for all tests of this file."""
    async with cluster(standbys=2) as nodes:
        yield nodes, await nodes.migrated(SCHEMA)


@pytest.fixture(autouse=True)
async def empty(nodes: tuple[Cluster, str]) -> None:
    await nodes[0].primary.ask("truncate users, jobs cascade", database=nodes[1])
    await nodes[0].caught_up()


async def test_replicas_take_turns(nodes: tuple[Cluster, str]) -> None:
    async with replicated(*nodes) as service:
        for _ in range(4):
            assert (await service.client.get("/users")).status_code == 200
        assert service.reads == [2, 2]


async def test_without_replicas_there_is_no_token(database_url: str) -> None:
    async with serving(database_url) as client:
        response = await client.post("/users", json={"email": "ada@example.org", "name": "Ada"})
        assert "Read-After" not in response.headers


NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "has_token"),
    [
        pytest.param("POST", "/users", {"email": "ada@example.org", "name": "Ada"}, 201, True, id="a write"),
        pytest.param("DELETE", f"/users/{NOBODY}", None, 404, True, id="a write that finds nothing"),
        pytest.param("POST", "/users", {}, 400, False, id="a write that is refused"),
        pytest.param("GET", "/users", None, 200, False, id="a read"),
        pytest.param("GET", f"/users/{NOBODY}", None, 404, False, id="a read that finds nothing"),
        pytest.param("POST", "/orders/summaries", {"ids": [NOBODY]}, 200, False, id="a read by POST"),
        pytest.param("OPTIONS", "/users", None, 204, False, id="a question for the methods"),
        pytest.param("POST", "/nowhere", {}, 404, False, id="a path that there is not"),
    ],
)
async def test_an_answer_to_a_write_has_a_token(
    nodes: tuple[Cluster, str], method: str, path: str, body: object, status: int, has_token: bool
) -> None:
    async with replicated(*nodes) as service:
        response = await service.client.request(method, path, json=body)
        assert (response.status_code, "Read-After" in response.headers) == (status, has_token)


async def test_a_read_by_post_is_answered_by_a_replica_that_has_what_was_written(nodes: tuple[Cluster, str]) -> None:
    async with replicated(*nodes, REPLICA_WAIT="10 s", **PATIENT) as service:
        user = (await service.write()).json()["id"]
        order = {"user_id": user, "items": [{"sku": "tea", "quantity": 1, "unit_price": "4.50"}]}
        written = await service.client.post("/orders", json=order)
        reads = sum(service.reads)
        summaries = await service.client.post(
            "/orders/summaries",
            json={"ids": [written.json()["id"]]},
            headers={"Read-After": written.headers["Read-After"]},
        )
        assert summaries.json()["summary"]["order"] == written.json()
        assert sum(service.reads) > reads


async def test_a_standby_alone_answers_what_only_reads(nodes: tuple[Cluster, str]) -> None:
    cluster, name = nodes
    key = await make_key(cluster.primary.url(name))
    await cluster.caught_up()
    url = cluster.standbys[0].url(name, target_session_attrs="any")
    async with running(url) as app, client_of(app) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        assert (await client.get("/users")).status_code == 200
        assert (await client.post("/orders/summaries", json={"ids": [NOBODY]})).status_code == 200
        refused = await client.post("/users", json={"email": "ada@example.org", "name": "Ada"})
        assert (refused.status_code, refused.json()["type"]) == (503, "urn:problem:database-read-only")


async def test_a_token_shows_what_was_written(nodes: tuple[Cluster, str]) -> None:
    async with replicated(*nodes, REPLICA_WAIT="1 s", **PATIENT) as service:
        async with held_back(*nodes[0].standbys):
            written = await service.write()
            token = written.headers["Read-After"]
            assert await service.read(written) == 404
            assert await service.read(written, token) == 200
        await nodes[0].caught_up()
        reads = sum(service.reads)
        assert await service.read(written, token) == 200
        assert sum(service.reads) == reads + 1


async def test_a_read_waits_for_a_replica(nodes: tuple[Cluster, str]) -> None:
    async with replicated(*nodes, REPLICA_WAIT="10 s", **PATIENT) as service:
        async with held_back(*nodes[0].standbys):
            written = await service.write()
            reading = asyncio.create_task(service.read(written, written.headers["Read-After"]))
            assert await service.read(written) == 404
            assert not reading.done()
        assert await reading == 200
        assert (service.database.consistency.kept, service.database.consistency.missed) == (1, 0)


async def test_the_replica_that_is_further_answers(nodes: tuple[Cluster, str]) -> None:
    behind, _ = nodes[0].standbys
    async with replicated(*nodes, REPLICA_WAIT="10 s", **PATIENT) as service, held_back(behind):
        written = await service.write()
        before = service.reads
        for _ in range(4):
            assert await service.read(written, written.headers["Read-After"]) == 200
        assert service.reads == [before[0], before[1] + 4]


async def test_reads_that_share_a_query_keep_their_promises(nodes: tuple[Cluster, str]) -> None:
    behind, _ = nodes[0].standbys
    async with replicated(*nodes, REPLICA_WAIT="10 s", **PATIENT) as service, held_back(behind):
        written = await service.write()
        token = written.headers["Read-After"]
        assert await service.read(written, token) == 200
        for _ in range(4):
            # Nobody has to wait any more, so all of them ask within one turn of the loop.
            reads = await asyncio.gather(service.read(written, token), *(service.read(written) for _ in range(20)))
            assert reads[0] == 200


@pytest.mark.parametrize("token", ["now", "A" * 32, "?", ""], ids=["now", "forged", "no-token", "empty"])
async def test_what_is_no_token_reads_from_the_primary(nodes: tuple[Cluster, str], token: str) -> None:
    async with replicated(*nodes, **PATIENT) as service, held_back(*nodes[0].standbys):
        written = await service.write()
        assert await service.read(written) == 404
        assert await service.read(written, token) == 200
        assert await service.read(written, f"{token}, {written.headers['Read-After']}") == 200


async def test_several_tokens(nodes: tuple[Cluster, str]) -> None:
    async with replicated(*nodes, REPLICA_WAIT="1 s", **PATIENT) as service:
        early = await service.write()
        await nodes[0].caught_up()
        async with held_back(*nodes[0].standbys):
            late = await service.write()
            tokens = [early.headers["Read-After"], late.headers["Read-After"]]
            assert await service.read(late, tokens[0]) == 404
            assert await service.read(late, *tokens) == 200


async def test_a_write_decides_by_the_primary(nodes: tuple[Cluster, str]) -> None:
    async with replicated(*nodes, **PATIENT) as service:
        written = await service.write()
        await nodes[0].caught_up()
        async with held_back(*nodes[0].standbys):
            path = written.headers["Location"]
            changed = {"email": "ada@example.org", "name": "Ada Lovelace"}
            assert (await service.client.put(path, json=changed)).headers["ETag"] == '"2"'
            stale = await service.client.get(path)
            assert stale.headers["ETag"] == '"1"'
            refused = await service.client.put(path, json=changed, headers={"If-Match": stale.headers["ETag"]})
            assert (refused.status_code, refused.json()["detail"]) == (
                412,
                'the user is at "2", which If-Match does not name',
            )
            fresh = await service.client.get(path, headers={"Read-After": refused.headers["Read-After"]})
            assert fresh.headers["ETag"] == '"2"'


async def test_a_revoked_key_ends_however_far_replicas_are(nodes: tuple[Cluster, str]) -> None:
    async with replicated(*nodes, **PATIENT) as service, held_back(*nodes[0].standbys):
        assert (await service.client.get("/users")).status_code == 200
        await nodes[0].primary.ask("update api_keys set revoked_at = now() where revoked_at is null", database=nodes[1])
        async with asyncio.timeout(5):
            while (await service.client.get("/users")).status_code == 200:
                await service.database.execute("select pg_sleep(0.01)")


async def test_a_replica_that_is_too_far_behind_is_left_out(nodes: tuple[Cluster, str]) -> None:
    behind, _ = nodes[0].standbys
    async with replicated(*nodes, REPLICA_MAX_LAG="1 s") as service:
        async with held_back(behind):
            await service.write()
            await service.until_used(False, True)
            assert service.figures[0].why == "its data is older than 1 s"
            before = service.reads
            for _ in range(4):
                await service.client.get("/users")
            assert service.reads == [before[0], before[1] + 4]
        await service.until_used(True, True)
        assert service.figures[0].exclusions == 1


async def test_without_a_fit_replica_the_primary_answers(nodes: tuple[Cluster, str]) -> None:
    async with replicated(*nodes, REPLICA_MAX_LAG="1 s") as service, held_back(*nodes[0].standbys):
        written = await service.write()
        await service.until_used(False, False)
        assert await service.read(written) == 200


async def test_a_query_that_replay_cancels_is_asked_again(nodes: tuple[Cluster, str]) -> None:
    sleeping = "select pg_sleep(case when pg_is_in_recovery() then 60 else 0 end) from (select count(*) from users) u"
    for standby in nodes[0].standbys:
        await standby.set(max_standby_streaming_delay="0")
    async with replicated(*nodes) as service:
        reading = asyncio.create_task(service.database.reads(lambda reader: reader)().fetch(sleeping))
        for_it = "exists (select from pg_stat_activity where query = $1)"
        standby = nodes[0].standbys[0]
        await standby.until(for_it, sleeping)
        await nodes[0].primary.ask("alter table users add column nickname text", database=nodes[1])
        await nodes[0].primary.ask("alter table users drop column nickname", database=nodes[1])
        assert len(await reading) == 1
        assert [figures.failures for figures in service.figures] == [1, 0]


@pytest.mark.session("the replicas are not behind it")
async def test_a_replica_of_another_cluster_is_left_out(nodes: tuple[Cluster, str], database_url: str) -> None:
    async with replicated(*nodes, database_url, False) as service:
        assert {figures.why for figures in service.figures} == {"it is a replica of another cluster"}
