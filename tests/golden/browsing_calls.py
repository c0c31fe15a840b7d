"""Calls every query of browsing.sql in all its variants."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any, get_args

from msgspec import UNSET

from tests.golden.calls import Calls, call, stream
from tests.golden.library.generated.browsing import (
    BrowseBooksOrder,
    BrowseBooksPage,
    BrowseBooksRow,
    BrowsingQueries,
    BusyReadersRow,
    LoansBetweenRow,
    PageOfFinesPage,
    PageOfFinesRow,
    WritersRow,
)
from tests.golden.library.generated.models import Book, Tier
from tests.golden.people import ALPHA, BETA, BOB, DAY, DELTA, GAMMA
from tests.golden.values import Cents, Metadata

__all__ = ["BROWSING_CALLS", "browsed"]

Q = BrowsingQueries
# Each with its language and authors, which only the filters use.
BOOKS = [
    (BrowseBooksRow(ALPHA, "Alpha", date(2020, 1, 1), 100, Decimal("10.00")), "en", {1, 2}),
    (BrowseBooksRow(BETA, "Beta", date(2021, 1, 1), None, None), "no", {2}),
    (BrowseBooksRow(GAMMA, "Gamma", None, None, None), "en", set[int]()),
]
BY_DATE = [BETA, ALPHA, GAMMA]


def browsed() -> Iterator[dict[str, Any]]:
    """Every order with every combination of filters."""
    filters = product([UNSET, "en"], [UNSET, date(2019, 1, 1)], [UNSET, 100], [UNSET, 2])
    for order_by, (language, after, pages, author) in product(get_args(BrowseBooksOrder), filters):
        given = {"language": language, "published_after": after, "max_pages": pages, "author": author}
        yield {"order_by": order_by, **given}


def page(given: Mapping[str, Any]) -> BrowseBooksPage:
    language, after, pages, author = (given[name] for name in ("language", "published_after", "max_pages", "author"))
    rows = [
        book
        for book, written_in, authors in BOOKS
        if (language is UNSET or written_in == language)
        and (after is UNSET or (book.published is not None and book.published > after))
        and (pages is UNSET or (book.pages is not None and book.pages <= pages))
        and (author is UNSET or author in authors)
    ]
    if given["order_by"] == "-published":
        rows.sort(key=lambda book: BY_DATE.index(book.isbn))
    return BrowseBooksPage(rows, None)


WHOLE_ALPHA = Book(
    *(ALPHA, "Alpha", "A start", "fiction", "en", date(2020, 1, 1)), 100, Decimal("10.00"), Metadata("gold"), b"\x89"
)


def written() -> Iterator[tuple[dict[str, Any], list[WritersRow]]]:
    ada, ben = WritersRow("Ada", 1900), WritersRow("Ben", 1970)
    for (order_by, rows), born in product({"name": [ada, ben], "-born": [ben, ada]}.items(), [UNSET, 1899]):
        yield {"order_by": order_by, "born_after": born}, rows
        yield {"order_by": order_by, "born_after": born, "name_like": "A%"}, [ada]


def alpha(title: str, subtitle: str | None, price: Decimal | None) -> Book:
    return Book(*(ALPHA, title, subtitle, "fiction", "en", date(2020, 1, 1), 100), price, Metadata("gold"), b"\x89")


BROWSING_CALLS: Mapping[str, Calls] = {
    "all filters and orders": [call(Q.browse_books, **given).gives(page(given)) for given in browsed()],
    "patch": [
        call(Q.patch_book, isbn=ALPHA).gives(WHOLE_ALPHA),
        call(Q.patch_book, isbn=ALPHA, title="A").gives(alpha("A", "A start", Decimal("10.00"))),
        call(Q.patch_book, isbn=ALPHA, subtitle=None).gives(alpha("A", None, Decimal("10.00"))),
        call(Q.patch_book, isbn=ALPHA, price=Decimal(1)).gives(alpha("A", None, Decimal("1.00"))),
        call(Q.patch_book, isbn=ALPHA, title="B", subtitle="b").gives(alpha("B", "b", Decimal("1.00"))),
        call(Q.patch_book, isbn=ALPHA, title="C", price=None).gives(alpha("C", "b", None)),
        call(Q.patch_book, isbn=ALPHA, subtitle="d", price=Decimal(2)).gives(alpha("C", "d", Decimal("2.00"))),
        call(Q.patch_book, isbn=ALPHA, title="E", subtitle="e", price=None).gives(alpha("E", "e", None)),
        call(Q.patch_book, isbn=DELTA, title="E").gives(None),
    ],
    "in a cte": [
        call(Q.loans_between).gives(LoansBetweenRow(2, date(2025, 6, 10))),
        call(Q.loans_between, since=date(2026, 1, 1)).gives(LoansBetweenRow(1, None)),
        call(Q.loans_between, until=date(2026, 1, 1)).gives(LoansBetweenRow(1, date(2025, 6, 10))),
        call(Q.loans_between, since=DAY, until=DAY).gives(LoansBetweenRow(0, None)),
    ],
    "on and having": [
        call(Q.busy_readers).gives([BusyReadersRow("Ann", 1), BusyReadersRow("Bob", 1), BusyReadersRow("Cid", 0)]),
        call(Q.busy_readers, stars=4).gives(
            [BusyReadersRow("Ann", 1), BusyReadersRow("Bob", 0), BusyReadersRow("Cid", 0)]
        ),
        call(Q.busy_readers, least=1).gives([BusyReadersRow("Ann", 1), BusyReadersRow("Bob", 1)]),
        call(Q.busy_readers, stars=4, least=1).gives([BusyReadersRow("Ann", 1)]),
        call(Q.busy_readers, order_by="-reviews").gives(
            [BusyReadersRow("Ann", 1), BusyReadersRow("Bob", 1), BusyReadersRow("Cid", 0)]
        ),
        call(Q.busy_readers, order_by="-reviews", stars=5).gives(
            [BusyReadersRow("Ann", 1), BusyReadersRow("Bob", 0), BusyReadersRow("Cid", 0)]
        ),
        call(Q.busy_readers, order_by="-reviews", least=2).gives([]),
        call(Q.busy_readers, order_by="-reviews", stars=3, least=1).gives(
            [BusyReadersRow("Ann", 1), BusyReadersRow("Bob", 1)]
        ),
    ],
    "writes": [
        call(Q.remind, Tier.PLUS).gives(1),
        call(Q.remind).gives(3),
        call(Q.forget_reason, BOB).gives("UPDATE 1"),
        call(Q.forget_reason).gives("UPDATE 1"),
        call(Q.close, day=DAY, branch_id=1).gives(None),
        call(Q.close, day=DAY).gives(None),
    ],
    "lists and streams": [
        step
        for given, rows in written()
        for step in (call(Q.writers, **given).gives(rows), stream(Q.writers_stream, **given).gives(rows))
    ],
    "one": [
        call(Q.newest_book).gives(BETA),
        call(Q.newest_book, "en").gives(ALPHA),
        call(Q.newest_book, "de").gives(None),
    ],
    "a page": [
        call(Q.page_of_fines).gives(
            PageOfFinesPage([PageOfFinesRow(2, Cents(25), None), PageOfFinesRow(1, Cents(150), "late")], None)
        ),
    ],
}
