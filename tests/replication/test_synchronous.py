"""What the service acknowledges while a commit has to wait for a standby."""

from pathlib import Path

from tests.replication.cluster import cluster
from tests.service.running import make_user, serving

SCHEMA = Path(__file__).parents[2] / "schema"


async def test_a_repeated_request_is_not_answered_before_the_standby_has_it() -> None:
    """A commit whose wait was cut short is there all the same, though only on the primary, and can still be lost."""
    async with cluster(synchronous=True) as nodes:
        standby = nodes.standbys[0]
        await nodes.migrated(SCHEMA)
        async with serving(nodes.primary.url("app"), REQUEST_TIMEOUT="500 ms") as client:
            user = await make_user(client)
            item = {"sku": "tea", "quantity": 1, "unit_price": "4.50"}
            order = {"user_id": user["id"], "items": [item]}
            client.headers["Idempotency-Key"] = "one"
            await standby.stop()
            assert (await client.post("/orders", json=order)).status_code == 504
            # 409 while what was cancelled is still ending.
            assert (await client.post("/orders", json=order)).status_code in (409, 504)
            await standby.start()
            await nodes.caught_up()
            assert (await client.post("/orders", json=order)).status_code == 201
            assert len((await client.get("/orders")).json()["items"]) == 1
