"""A new project reads from replicas as soon as a setting names them."""

import asyncio
from pathlib import Path

from tests.new_projects import init, new_key
from tests.replication.cluster import cluster
from tests.replication.replicated import held_back
from tests.service.process import started


async def test_a_setting_is_enough(folder: Path) -> None:
    project = folder / "shop"
    await asyncio.to_thread(init, "shop")
    async with cluster() as nodes:
        name = await nodes.migrated(project / "schema")
        (replica,) = nodes.standbys
        settings = {"DATABASE_REPLICAS": replica.url(name), "REPLICA_MAX_LAG": "1 h", "REPLICA_WAIT": "10 s"}
        url = nodes.primary.url(name)
        key = await new_key(project, url)
        async with started(url, folder=project, key=key, **settings) as service, service.client() as client:
            tea = await client.post("/notes", json={"title": "Tea"})
            # This waits for the replica.
            await client.get(tea.headers["Location"], headers={"Read-After": tea.headers["Read-After"]})
            async with held_back(replica):
                coffee = (await client.post("/notes", json={"title": "Coffee"})).headers["Location"]
                now = {"Read-After": "now"}
                behind = [await client.get(coffee), await client.get("/notes")]
                on_primary = [await client.get(coffee, headers=now), await client.get("/notes", headers=now)]
                changed = await client.patch(coffee, json={"body": "Black."})
        assert [answer.status_code for answer in (*behind, *on_primary, changed)] == [404, 200, 200, 200, 200]
        assert [len(answer.json()["items"]) for answer in (behind[1], on_primary[1])] == [1, 2]
