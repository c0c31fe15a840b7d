"""Replicas that die, fall silent or become the primary: reads go on."""

import asyncio

from tests.replication.cluster import cluster
from tests.replication.replicated import replicated
from tests.service.process import ROOT

SCHEMA = ROOT / "schema"


async def test_a_replica_that_dies_and_comes_back() -> None:
    async with cluster(standbys=2) as nodes:
        name = await nodes.migrated(SCHEMA)
        async with replicated(nodes, name) as service:
            written = await service.write()
            await nodes.caught_up()
            await nodes.standbys[0].crash()
            assert [await service.read(written) for _ in range(10)] == [200] * 10
            await service.until_used(False, True)
            await nodes.standbys[0].start()
            await service.until_used(True, True)
            assert await service.read(written) == 200


async def test_a_replica_that_falls_silent_and_speaks_again() -> None:
    async with cluster(standbys=1) as nodes:
        name = await nodes.migrated(SCHEMA)
        async with replicated(nodes, name, REQUEST_TIMEOUT="30 s") as service:
            written = await service.write()
            await nodes.caught_up()
            nodes.standbys[0].freeze()
            # Some are sent there before anyone knows.
            statuses = await asyncio.gather(*(service.read(written) for _ in range(10)))
            assert statuses == [200] * 10
            assert service.figures[0].why == "it does not answer"
            nodes.standbys[0].thaw()
            await service.until_used(True)


async def test_a_replica_that_was_promoted_is_left_out() -> None:
    async with cluster(standbys=1) as nodes:
        name = await nodes.migrated(SCHEMA)
        async with replicated(nodes, name) as service:
            await nodes.promote(nodes.standbys[0])
            await service.until_used(False)
            assert service.figures[0].why == "it is not a replica"
            written = await service.write()
            assert await service.read(written) == 200
