"""Generated modules as pyright and mypy see them, both strict. `make check` runs them; nothing runs this file.

A call that they must refuse carries their ignore comments; each fails if it has nothing to ignore there.
"""
# pyright: reportUnnecessaryTypeIgnoreComment=true

from datetime import datetime
from typing import assert_type
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from msgspec import UNSET

from tests.golden.library.generated.documents import DocumentsQueries, PrizesOfBooksRow
from tests.golden.values import Desk, Loan, Prize, Web
from tests.sqlwright.cases.embeds.generated.embeds import AuthorsWithBooksRow, ChangedRow, EmbedsQueries
from tests.sqlwright.cases.embeds.generated.models import Author, Book
from tests.sqlwright.cases.options.generated.models import Account, Feeling
from tests.sqlwright.cases.options.generated.users import AddUserParams, AddUserRow
from tests.sqlwright.cases.options.generated.users import UsersQueries as OptionsQueries
from tests.sqlwright.cases.overrides.generated.overrides import OverridesQueries
from tests.sqlwright.cases.types.generated.models import Everything, Mood, Span
from tests.sqlwright.cases.types.generated.types import PairRow, TypesQueries
from tests.sqlwright.cases.users.generated.models import User
from tests.sqlwright.cases.users.generated.users import ListCustomersRow, UsersQuerier, UsersQueries
from tests.sqlwright.cases.variants.generated.filters import FiltersQueries
from tests.sqlwright.cases.variants.generated.models import Status
from tests.sqlwright.cases.variants.generated.models import User as VariantUser
from tests.sqlwright.cases.variants.generated.orders import OrdersQueries
from tests.sqlwright.cases.variants.generated.pages import PageOfOrdersRow, PagesQueries


def an_executor_is_a_pool_a_connection_or_a_proxy(
    pool: asyncpg.Pool[asyncpg.Record],
    connection: asyncpg.Connection[asyncpg.Record],
    proxy: PoolConnectionProxy[asyncpg.Record],
) -> list[UsersQuerier]:
    return [UsersQueries(pool), UsersQueries(connection), UsersQueries(proxy)]


async def rows(users: UsersQueries, id: UUID) -> None:
    assert_type(await users.get_user(id), User | None)
    assert_type(await users.create_user(email="a@b.c", name="A"), User)
    assert_type(await users.list_customers(10), list[ListCustomersRow])
    assert_type(await users.list_customers(None), list[ListCustomersRow])
    assert_type(await users.soft_delete_user(id), int)


async def what_is_refused(users: UsersQueries, id: UUID) -> None:
    await users.get_user(None)  # type: ignore[arg-type]
    await users.create_user("a@b.c", "A")  # type: ignore[call-arg]
    user = await users.get_user(id)
    user.email  # type: ignore[union-attr]  # noqa: B018
    if user is not None:
        user.email = ""  # type: ignore[misc]


async def types(queries: TypesQueries) -> None:
    assert_type(await queries.get_everything(1), Everything | None)
    assert_type(await queries.moods(), list[Mood])
    assert_type(await queries.by_mood([Mood.SAD]), list[int])
    assert_type(await queries.by_mood((Mood.SAD,)), list[int])
    assert_type(await queries.pair(), PairRow | None)
    assert_type(await queries.raw(), str)


async def documents(queries: DocumentsQueries) -> None:
    assert_type(await queries.contexts(), list[Desk | Web | None])
    assert_type((await queries.events_of_members())[0].payload, Loan | None)
    assert_type(await queries.prizes_of_books(Prize("gold")), list[PrizesOfBooksRow])
    await queries.prizes_of_books({"prize": "gold"})  # type: ignore[arg-type]


def fields(everything: Everything, span: Span) -> None:
    assert_type(everything.moods, list[Mood | None] | None)
    assert_type(everything.texts, list[str | None] | None)
    assert_type(everything.bytea_, bytes | None)
    assert_type(span.hours, list[asyncpg.Range[datetime]] | None)


async def embeds(queries: EmbedsQueries) -> None:
    assert_type(await queries.alone(1), Book | None)
    assert_type(await queries.changed(title="x", id=1), ChangedRow | None)
    for row in await queries.authors_with_books():
        assert_type(row, AuthorsWithBooksRow)
        assert_type(row.a, Author)
        assert_type(row.b, Book | None)


async def values(queries: OverridesQueries) -> None:
    assert_type(await queries.asserted_value("x"), str)


async def options(queries: OptionsQueries) -> None:
    account = await queries.get_user(1)
    assert_type(account, Account | None)
    if account is not None:
        account.shown_as = "not frozen"
    params = AddUserParams(id=1, email="a@b.c", mood=Feeling.SAD, tags=["x", None])
    assert_type(await queries.add_user(params), AddUserRow)
    AddUserParams(1, "a@b.c", Feeling.SAD, [])  # type: ignore[call-arg]


async def variants(filters: FiltersQueries, orders: OrdersQueries, pages: PagesQueries) -> None:
    assert_type(await filters.notes(), list[str | None])
    assert_type(await filters.notes("a%"), list[str | None])
    assert_type(await filters.patch_user(id=1, name=UNSET, bio=None), VariantUser | None)
    await filters.patch_user(id=1, name=None)  # type: ignore[arg-type]
    await filters.patch_user(name="Ann")  # type: ignore[call-arg]
    await orders.list_orders(1, order_by="-total")
    await orders.list_orders(1, order_by="total")  # type: ignore[arg-type]
    page = await pages.page_of_orders(status=Status.PAID)
    assert_type(page.items, list[PageOfOrdersRow])
    await pages.page_of_orders(cursor=page.next_cursor, limit=2)
    await pages.page_of_users(cursor=page.next_cursor)  # type: ignore[arg-type]
