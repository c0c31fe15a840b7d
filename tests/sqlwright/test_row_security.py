"""Tenants share a pool and a table, and each one sees only its own rows: what docs/transactions.md shows."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias

import asyncpg
import pytest

from tests.sqlwright.cases.row_security.generated import Queries, transaction
from tests.sqlwright.cases.row_security.generated.models import Invoice

pytestmark = pytest.mark.session("the role is a setting of the session")

SCHEMA = Path(__file__).parent / "cases" / "row_security" / "schema" / "1.sql"

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"


@pytest.fixture
async def pool(empty_database_url: str) -> AsyncGenerator[Pool]:
    """Two connections of a role that row security holds for."""
    async with asyncpg.create_pool(empty_database_url, min_size=1, max_size=1) as administrators:
        role = f"{await administrators.fetchval('select current_database()')}_app"
        await administrators.execute(SCHEMA.read_text())
        await administrators.execute(f'create role "{role}"; grant all on invoices to "{role}"')
        try:
            settings = {"role": role}
            async with asyncpg.create_pool(
                empty_database_url, min_size=2, max_size=2, server_settings=settings
            ) as pool:
                yield pool
        finally:
            await administrators.execute(f'drop owned by "{role}"; drop role "{role}"')


async def invoices_of(pool: Pool, tenant: int) -> list[Invoice]:
    async with transaction(pool, settings={"app.tenant": tenant}) as tx:
        return await Queries(tx).invoices.list_invoices()


async def end(tx: Any) -> None:
    """The block ends."""


async def fail(tx: Any) -> None:
    raise KeyError("mine")


async def refuse(tx: Any) -> None:
    await tx.execute("select 1 / 0")


async def leave(tx: Any) -> None:
    raise asyncio.CancelledError


ENDS: list[Callable[[Any], Awaitable[None]]] = [end, fail, refuse, leave]


async def test_no_tenant_sees_anothers_rows_through_a_reused_pool(pool: Pool) -> None:
    chance = random.Random(7)
    kept: dict[int, list[str]] = {tenant: [] for tenant in range(1, 6)}

    async def visit(number: int, tenant: int, ending: Callable[[Any], Awaitable[None]]) -> None:
        try:
            async with transaction(pool, settings={"app.tenant": tenant}) as tx:
                invoices = Queries(tx).invoices
                added = await invoices.add_invoice(f"n{number}")
                assert added.tenant == tenant
                async with invoices.list_invoices_stream(prefetch=2) as rows:
                    assert {row.tenant async for row in rows} == {tenant}
                await ending(tx)
            kept[tenant].append(added.number)
        except (KeyError, asyncpg.DivisionByZeroError, asyncio.CancelledError):
            pass
        assert await Queries(pool).invoices.list_invoices() == []

    await asyncio.gather(*(visit(n, chance.randint(1, 5), chance.choice(ENDS)) for n in range(200)))
    for tenant, numbers in kept.items():
        found = await invoices_of(pool, tenant)
        assert sorted(invoice.number for invoice in found) == sorted(numbers)
        assert {invoice.tenant for invoice in found} == {tenant}
    assert await invoices_of(pool, 6) == []


async def test_a_tenant_within_anothers_transaction_ends_with_its_block(pool: Pool) -> None:
    async with transaction(pool, settings={"app.tenant": 1}) as tx:
        await Queries(tx).invoices.add_invoice("first")
        async with transaction(tx, settings={"app.tenant": 2}) as inner:
            await Queries(inner).invoices.add_invoice("second")
            assert [row.number for row in await Queries(inner).invoices.list_invoices()] == ["second"]
        assert [row.number for row in await Queries(tx).invoices.list_invoices()] == ["first"]


async def test_without_a_tenant_nothing_can_be_seen_removed_or_added(pool: Pool) -> None:
    for tenant in (1, 2):
        async with transaction(pool, settings={"app.tenant": tenant}) as tx:
            await Queries(tx).invoices.add_invoice("a")
    invoices = Queries(pool).invoices
    for id in range(1, 3):
        assert await invoices.remove_invoice(id) == 0
    # The default finds no tenant; the policy would refuse NULL too.
    with pytest.raises((asyncpg.NotNullViolationError, asyncpg.InsufficientPrivilegeError)) as raised:
        await invoices.add_invoice("b")
    assert raised.value.__notes__ == ["in AddInvoice"]
    assert [await invoices_of(pool, tenant) for tenant in (1, 2)] == [[Invoice(1, 1, "a")], [Invoice(2, 2, "a")]]
