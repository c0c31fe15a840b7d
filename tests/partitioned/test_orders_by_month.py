"""Orders in partitions by month, as a migration: the API and its compiled queries stay as they are."""

import asyncio
import re
import shutil
import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from uuid import UUID

import pytest

from generated.orders import GET_ORDER, GET_ORDER_BATCHED
from tests.service.process import ROOT
from tests.service.running import make_order, make_user, serving
from undercroft.database.migrations import migrate
from undercroft.testing.databases import Connection, connect
from undercroft.testing.pooler import past

MIGRATION = Path(__file__).parent / "20261201000000_orders_by_month.sql"

OLD_USER = UUID("00000000-0000-4000-8000-000000000001")
# Its id was made at random: no month has it.
OLD_ORDER = UUID("f0000000-0000-4000-8000-000000000002")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """This project's SQL with the migration."""
    for name in ("schema", "queries"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "sqlc.yaml", tmp_path)
    shutil.copy(MIGRATION, tmp_path / "schema")
    return tmp_path


@pytest.fixture
async def partitioned(project: Path, database_url: str) -> AsyncGenerator[tuple[str, Connection]]:
    """A database that had an order before the migration."""
    async with connect(database_url) as connection:
        await connection.execute("insert into users (id, email, name) values ($1, 'old@example.org', 'Old')", OLD_USER)
        await connection.execute("insert into orders (id, user_id, total) values ($1, $2, 9)", OLD_ORDER, OLD_USER)
        await asyncio.to_thread(migrate, past(database_url), project / "schema")
        yield database_url, connection


async def test_the_queries_compile_to_the_same_bytes(project: Path) -> None:
    command = [sys.executable, "-m", "sqlwright", "generate"]
    process = await asyncio.create_subprocess_exec(*command, cwd=project)
    assert await process.wait() == 0
    made, ours = (
        {file.name: file.read_text() for file in folder.glob("*.py")}
        for folder in (project / "generated", ROOT / "generated")
    )
    # The ids are made by a function of the schema's own.
    more = '    ("function", "public", "time_ordered_id()", "execute", ()),\n'
    assert made.pop("rights.py").replace(more, "") == ours.pop("rights.py")
    assert made == ours


async def test_orders_live_as_before(partitioned: tuple[str, Connection]) -> None:
    url, connection = partitioned
    async with serving(url) as client:
        assert (await client.get(f"/orders/{OLD_ORDER}")).json()["total"] == "9.00"
        user = await make_user(client)
        orders = [await make_order(client, user["id"], price) for price in ("10", "30", "20")]
        paths = [f"/orders/{order['id']}" for order in orders]
        for order_by, totals in (("total", "10 20 30"), ("-total", "30 20 10"), ("created_at", "10 30 20")):
            found: list[str] = []
            query = {"user_id": str(user["id"]), "order_by": order_by, "limit": "1"}
            while True:
                page = (await client.get("/orders", params=query)).json()
                found += [order["total"] for order in page["items"]]
                if page["next_cursor"] is None:
                    break
                query["cursor"] = page["next_cursor"]
            assert " ".join(total.removesuffix(".00") for total in found) == totals
        paid = await client.post(f"{paths[0]}/payments", json={"amount": "10", "method": "card"})
        shipped = await client.post(f"{paths[0]}/shipment", json={"carrier": "Post", "tracking_number": "1"})
        cancelled = await client.post(f"{paths[1]}/cancel")
        assert [answer.status_code for answer in (paid, shipped, cancelled)] == [201, 201, 200]
        assert (await client.get(f"{paths[0]}/summary")).json()["order"]["status"] == "shipped"
    homes = await connection.fetch("select id = $1, tableoid::regclass::text from orders order by 1 desc", OLD_ORDER)
    assert tuple(homes[0]) == (True, "orders_after")
    assert all(re.fullmatch(r"orders_\d{4}_\d\d", home) for _, home in homes[1:])


@pytest.mark.parametrize(
    ("query", "ids"), [(GET_ORDER, OLD_ORDER), (GET_ORDER_BATCHED, [OLD_ORDER])], ids=["one", "batched"]
)
async def test_an_id_leads_to_one_partition(partitioned: tuple[str, Connection], query: str, ids: object) -> None:
    _, connection = partitioned
    plan = "\n".join(row[0] for row in await connection.fetch(f"explain {query}", ids))
    assert set(re.findall(r"on (orders\w*)", plan)) == {"orders_after"}
