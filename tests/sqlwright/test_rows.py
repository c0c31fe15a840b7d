"""Lists of structs on a real database: what `-- @rows` sends, in which order rows come back, and what NULL does."""

import random
from collections.abc import AsyncGenerator
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import asyncpg
import pytest

from tests.sqlwright.cases.rows.generated import init_connection
from tests.sqlwright.cases.rows.generated.models import Product, Size
from tests.sqlwright.cases.rows.generated.orders import CreateOrderItem, OrdersQueries, SetQuantitiesItem
from tests.sqlwright.cases.rows.generated.products import (
    AddKnownProductsProduct,
    AddProductsProduct,
    CountPutProductsProduct,
    CountPutProductsRow,
    FindProductsRow_2,
    FindProductsWanted,
    ProductsQueries,
    PutProductsProduct,
)

SCHEMA = Path(__file__).parent / "cases" / "rows" / "schema" / "1.sql"

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"


@pytest.fixture
async def pool(empty_database_url: str) -> AsyncGenerator[Pool]:
    async with asyncpg.create_pool(empty_database_url, min_size=1, max_size=1) as administrators:
        await administrators.execute(SCHEMA.read_text())
    async with asyncpg.create_pool(empty_database_url, min_size=1, max_size=1, init=init_connection) as pool:
        yield pool


@pytest.fixture
def products(pool: Pool) -> ProductsQueries:
    return ProductsQueries(pool)


def new(sku: str, price: int = 1, size: Size | None = None, note: str | None = None) -> AddProductsProduct:
    return AddProductsProduct(sku=sku, price=Decimal(price), size=size, note=note)


async def test_rows_come_in_the_order_of_the_list(products: ProductsQueries) -> None:
    added = await products.add_products([new("b", 2, Size.LARGE), new("a", 1, note="x"), new("c", 3)])
    assert added == [
        Product(1, "b", Decimal(2), Size.LARGE, [], None),
        Product(2, "a", Decimal(1), None, [], "x"),
        Product(3, "c", Decimal(3), None, [], None),
    ]
    assert await products.add_products([]) == []


async def test_each_row_says_whether_it_is_new(products: ProductsQueries) -> None:
    await products.add_products([new("b")])
    put = await products.put_products([PutProductsProduct(sku=sku, price=Decimal(5)) for sku in "cab"])
    assert [(row.sku, row.inserted) for row in put] == [("c", True), ("a", True), ("b", False)]
    wanted = [("a", 5), ("b", 6), ("d", 7), ("e", 8)]
    counted = await products.count_put_products(
        [CountPutProductsProduct(sku=sku, price=Decimal(price)) for sku, price in wanted]
    )
    # The price of "a" is what it was, and the condition left it alone.
    assert counted == CountPutProductsRow(inserted=2, updated=1)


async def test_one_refused_row_refuses_all(pool: Pool, products: ProductsQueries) -> None:
    missing: Any = None
    for items in ([new("a"), new("a")], [new("a"), new(missing)], [new("a"), new("not a word")]):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as raised:
            await products.add_products(items)
        assert raised.value.__notes__ == ["in AddProducts"]
    assert await pool.fetchval("select count(*) from products") == 0


async def test_documents_beside_a_parameter_of_its_own(pool: Pool, products: ProductsQueries) -> None:
    tags: list[Any] = [["x", "y"], {"z": 1}, []]
    items = [AddKnownProductsProduct(skus=f"s{index}", tags=each) for index, each in enumerate(tags)]
    assert await products.add_known_products(products=items, price=Decimal(1)) == 3
    assert await products.add_known_products(products=items, price=Decimal(1)) == 0
    added = await products.add_products([new("last")])
    assert added[0].tags == []
    assert [row[0] for row in await pool.fetch("select tags::text from products order by id limit 3")] == [
        '["x", "y"]',
        '{"z": 1}',
        "[]",
    ]


async def test_two_lists_with_an_order_and_a_filter(products: ProductsQueries) -> None:
    await products.add_products([new("c", 1), new("b", 2, Size.SMALL, "x"), new("a", 3, Size.SMALL, "x")])
    wanted = [FindProductsWanted(sku="c")]
    rows = [FindProductsRow_2(size=Size.SMALL, price=Decimal(3))]
    assert await products.find_products(wanted=wanted, rows=rows) == [2, 1]
    assert await products.find_products(wanted=wanted, rows=rows, order_by="price") == [1, 2]
    assert await products.find_products(wanted=(), rows=rows, note="x") == [2]
    assert await products.find_products(wanted=[], rows=[]) == []


async def test_orders(pool: Pool, products: ProductsQueries) -> None:
    await products.add_products([new("a"), new("b")])
    orders = OrdersQueries(pool)
    items = [CreateOrderItem(sku="b", quantity=2), CreateOrderItem(sku="a", quantity=1)]
    made = await orders.create_order(customer="Ann", items=items)
    assert (made.id, made.items) == (1, 2)
    changes = [SetQuantitiesItem(position=2, quantity=9), SetQuantitiesItem(position=3, quantity=9)]
    assert await orders.set_quantities(order_id=1, item=changes) == 1
    rows = await pool.fetch("select position, sku, quantity from order_items order by position")
    assert [tuple(row) for row in rows] == [(1, "b", 2), (2, "a", 9)]


@pytest.mark.parametrize("seed", range(5))
async def test_what_is_put_is_what_a_dictionary_holds(pool: Pool, products: ProductsQueries, seed: int) -> None:
    chance = random.Random(seed)
    held: dict[str, int] = {}
    for _ in range(20):
        items = {sku: chance.randint(0, 9) for sku in chance.sample("abcdefgh", chance.randint(0, 6))}
        put = await products.put_products(
            [PutProductsProduct(sku=sku, price=Decimal(price)) for sku, price in items.items()]
        )
        assert [(row.sku, row.inserted) for row in put] == [(sku, sku not in held) for sku in items]
        held |= items
    rows = await pool.fetch("select sku, price from products")
    assert {row[0]: row[1] for row in rows} == held
