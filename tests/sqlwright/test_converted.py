"""Overrides: values are read and sent as the types that the overrides name."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import msgspec
import pytest

from shop_types import Email, Line, Money, Settings, UserId, Wrapping
from tests.sqlwright.cases.converted.generated import init_connection
from tests.sqlwright.cases.converted.generated.gifts import GiftForRow, GiftsQueries
from tests.sqlwright.cases.converted.generated.models import Order, Parcel, User
from tests.sqlwright.cases.converted.generated.parcels import DescribedParcelParcel, ParcelsQueries
from tests.sqlwright.cases.converted.generated.users import (
    AddOrdersParams,
    ByIdsRow,
    CopyUsersParams,
    SpendParams,
    SpendRow,
    UsersQueries,
)

CASE = Path(__file__).parent / "cases" / "converted"

ANN = User(
    UserId(1),
    Email("ann@example.com"),
    [Email("a@b"), None],
    Settings("dark"),
    [[1], {"a": [2]}, None],
    Money("1.50 EUR"),
    Money("2 EUR"),
    [Money("3 EUR"), None],
)
BOB = User(UserId(2), Email("bob@example.com"), None, Settings("light", 12), None, Money("0 EUR"), None, None)


@pytest.fixture
async def users(empty_database_url: str) -> AsyncGenerator[UsersQueries]:
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute((CASE / "schema" / "1.sql").read_text())
        await init_connection(connection)
        yield UsersQueries(connection)
    finally:
        await connection.close()


@pytest.fixture
async def gifts(empty_database_url: str) -> AsyncGenerator[GiftsQueries]:
    async with asyncpg.create_pool(empty_database_url, min_size=1, max_size=1) as pool:
        await pool.execute((CASE / "schema" / "1.sql").read_text())
        yield GiftsQueries(pool)


async def add(users: UsersQueries, user: User) -> User:
    return await users.add_user(
        id=user.id,
        email=user.email,
        others=user.others,
        settings=user.settings,
        history=user.history,
        balance=user.balance,
        last=user.last,
        limits=user.limits,
    )


@pytest.mark.parametrize("user", [ANN, BOB], ids=["values", "nulls"])
async def test_there_and_back(users: UsersQueries, user: User) -> None:
    added = await add(users, user)
    assert added == user == await users.get_user(user.id)
    assert (added.email.domain, type(added.settings), type(added.balance)) == ("example.com", Settings, Money)
    assert await users.find_user(user.email) == user.id
    assert await users.by_ids([user.id]) == [ByIdsRow(user.email, user.settings, user.last)]


async def test_values_that_are_computed(users: UsersQueries) -> None:
    assert (await users.total()).total is None
    await add(users, ANN)
    await users.pay(amount=Money("0.25 EUR"), id=ANN.id)
    assert await users.balances() == [Money("1.25 EUR")]
    total = await users.total()
    assert (total.total, total.balances) == (Money("1.25 EUR"), [Money("1.25 EUR")])


async def test_embeds(users: UsersQueries) -> None:
    await add(users, ANN)
    await add(users, BOB)
    await users.add_orders([AddOrdersParams(id=1, user_id=ANN.id, lines=Line("tea", 2))])
    found = await users.users_with_orders()
    assert [(row.u, row.o) for row in found] == [(ANN, Order(1, ANN.id, Line("tea", 2), None)), (BOB, None)]


async def test_items(users: UsersQueries) -> None:
    new = CopyUsersParams(id=UserId(3), email=Email("c@d"), settings=Settings("dark"), balance=Money("5 EUR"))
    assert await users.copy_users([new]) == 1
    spent = [SpendParams(amount=Money("1 EUR"), id=UserId(3)), SpendParams(amount=Money("1 EUR"), id=UserId(4))]
    assert await users.spend(spent) == [SpendRow(UserId(3), Money("4 EUR")), None]


async def test_keys_of_batched_queries_are_what_is_sent(gifts: GiftsQueries) -> None:
    await gifts.add_gift(price=Money("1.50 EUR"), name="cup", giver=ANN.email)
    await gifts.add_gift(price=Money("2 EUR"), name="hat", giver=None)
    prices = [Money(price) for price in ("1.5 EUR", "2 EUR", "3 EUR", "1.50 USD")]
    cup, hat = GiftForRow("cup", Money("1.50 EUR")), GiftForRow("hat", Money("2 EUR"))
    assert await asyncio.gather(*map(gifts.gift_for, prices)) == [cup, hat, None, cup]
    assert await asyncio.gather(*map(gifts.gift_from, (ANN.email, BOB.email))) == ["cup", None]


async def test_documents_of_a_domain_are_of_its_type(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute((CASE / "schema" / "1.sql").read_text())
        await init_connection(connection)
        parcels = ParcelsQueries(connection)
        red, blue = Wrapping("red", bow=True), Wrapping("blue")
        parcel = Parcel(1, red, [blue, None], None)
        assert await parcels.add_parcel(id=1, wrapping=red, layers=[blue, None], spare=None) == parcel
        assert await parcels.described_parcel(1) == DescribedParcelParcel(red, [blue, None])
        assert await parcels.raw_wrapping(1) == msgspec.Raw(b'{"bow": true, "color": "red"}')
    finally:
        await connection.close()
