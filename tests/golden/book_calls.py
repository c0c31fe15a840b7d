"""Calls every query of books.sql."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from unittest.mock import ANY

from tests.golden.calls import Calls, call
from tests.golden.library.generated.books import (
    AddAuthorsParams,
    AddAuthorsRow,
    AddNewsRow,
    AliasesRow,
    BestReviewsRow,
    BookPageRow,
    BooksOfRow,
    BooksQueries,
    BookSummaryRow,
    BookSummarySummary,
    BooksUnderRow,
    CatalogueRow,
    CreditAuthorsParams,
    CreditsRow,
    FirstAuthorsRow,
    ImportAuthorsParams,
    MetadataRow,
    NewestOfSubjectsRow,
    RaisePricesRow,
    SharedBooksRow,
    StarsRow,
)
from tests.golden.library.generated.models import Author, Book, News, Popular, Review, Shelf
from tests.golden.people import ALPHA, BETA, BOB, CID, DELTA, GAMMA
from tests.golden.values import Metadata

__all__ = ["BOOK_CALLS"]

Q = BooksQueries
WHOLE_ALPHA = Book(
    *(ALPHA, "Alpha", "A start", "fiction", "en", date(2020, 1, 1)), 100, Decimal("10.00"), Metadata("gold"), b"\x89"
)
WHOLE_BETA = Book(BETA, "Beta", None, "fiction.crime", "no", date(2021, 1, 1), None, None, Metadata(series=2), None)
EMPTY = Book(DELTA, "Delta", None, None, "en", None, None, None, None, None)
ADA, BEN = Author(1, "Ada", 1900, 1980, ["A.", None]), Author(2, "Ben", 1970, None, [])

BOOK_CALLS: Mapping[str, Calls] = {
    "one": [call(Q.get_book, ALPHA).gives(WHOLE_ALPHA), call(Q.get_book, DELTA).gives(None)],
    "add with nulls": [
        call(
            Q.add_book,
            isbn=DELTA,
            title="Delta",
            subtitle=None,
            subject=None,
            published=None,
            pages=None,
            price=None,
            metadata=None,
            cover=None,
        ).gives(EMPTY),
        call(Q.get_book, DELTA).gives(EMPTY),
    ],
    "add with values": [
        call(Q.add_subject, path="poems", title="Poems").gives(None),
        call(
            Q.add_book,
            isbn=DELTA,
            title="Delta",
            subtitle="D",
            subject="poems",
            published=date(2026, 1, 1),
            pages=9,
            price=Decimal("0.50"),
            metadata=Metadata("silver", 3),
            cover=b"",
        ).gives(
            Book(
                DELTA,
                "Delta",
                "D",
                "poems",
                "en",
                date(2026, 1, 1),
                9,
                Decimal("0.50"),
                Metadata("silver", 3),
                b"",
            )
        ),
        call(Q.books_under, "poems").gives([BooksUnderRow(DELTA, "poems", 1)]),
    ],
    "embeds": [
        call(Q.credits).gives(
            [
                CreditsRow(WHOLE_ALPHA, ADA, 1),
                CreditsRow(WHOLE_ALPHA, BEN, 2),
                CreditsRow(WHOLE_BETA, BEN, 1),
            ]
        )
    ],
    "an embed under an outer join": [
        call(Q.first_authors).gives(
            [FirstAuthorsRow(ALPHA, ADA), FirstAuthorsRow(BETA, BEN), FirstAuthorsRow(GAMMA, None)]
        )
    ],
    "embeds of one table": [call(Q.shared_books).gives([SharedBooksRow(ALPHA, ADA, BEN)])],
    "ltree": [
        call(Q.books_under, "fiction").gives(
            [BooksUnderRow(ALPHA, "fiction", 1), BooksUnderRow(BETA, "fiction.crime", 2)]
        )
    ],
    "aggregates": [
        call(Q.catalogue).gives(
            [
                CatalogueRow(ALPHA, "Alpha", "Ada, Ben", [2], 2),
                CatalogueRow(BETA, "Beta", "Ben", [2], 1),
                CatalogueRow(GAMMA, "Gamma", None, None, 0),
            ]
        )
    ],
    "limit": [
        call(Q.book_page, count=1, start=1).gives([BookPageRow(BETA, "Beta")]),
        call(Q.book_page, count=None, start=None).gives(
            [BookPageRow(ALPHA, "Alpha"), BookPageRow(BETA, "Beta"), BookPageRow(GAMMA, "Gamma")]
        ),
    ],
    "update": [
        call(Q.set_price, price=None, isbn=ALPHA).gives(1),
        call(Q.raise_prices, Decimal(2)).gives([]),
        call(Q.set_price, price=Decimal(5), isbn=DELTA).gives(0),
    ],
    "update from": [
        call(Q.raise_prices, Decimal("1.5")).gives([RaisePricesRow(ALPHA, Decimal("15.00"), "Fiction")]),
        call(Q.raise_prices, None).gives([RaisePricesRow(ALPHA, None, "Fiction")]),
    ],
    "batches": [
        call(
            Q.add_authors,
            [
                AddAuthorsParams(name="Eva", born=None, died=None, aliases=[None]),
                AddAuthorsParams(name="Fay", born=1, died=2, aliases=[]),
            ],
        ).gives([AddAuthorsRow("Eva", None, None, [None]), AddAuthorsRow("Fay", 1, 2, [])]),
        call(Q.credit_authors, [CreditAuthorsParams(isbn=GAMMA, author_id=1, position=1)]).gives(None),
        call(Q.books_of, [1, 7, 2]).gives(
            [
                [BooksOfRow(ALPHA, "Alpha"), BooksOfRow(GAMMA, "Gamma")],
                [],
                [BooksOfRow(ALPHA, "Alpha"), BooksOfRow(BETA, "Beta")],
            ]
        ),
    ],
    "copy": [
        call(Q.import_authors, [ImportAuthorsParams(name="A%", aliases=["x", None])]).gives(1),
        call(Q.authors_like, r"A\%").gives(["A%"]),
    ],
    "distinct on": [
        call(Q.newest_of_subjects).gives(
            [
                NewestOfSubjectsRow("fiction", ALPHA, date(2020, 1, 1)),
                NewestOfSubjectsRow("fiction.crime", BETA, date(2021, 1, 1)),
                NewestOfSubjectsRow(None, GAMMA, None),
            ]
        )
    ],
    "lateral": [
        call(Q.best_reviews).gives(
            [BestReviewsRow(ALPHA, 5, "good"), BestReviewsRow(BETA, None, None), BestReviewsRow(GAMMA, None, None)]
        )
    ],
    "averages": [
        call(Q.stars, ALPHA).gives(StarsRow(Decimal(4), 1)),
        call(Q.stars, BETA).gives(StarsRow(None, 0)),
    ],
    "upsert": [
        call(Q.review, isbn=ALPHA, member_id=BOB, stars=1, body="no").gives(Review(ALPHA, BOB, 1, "no")),
        call(Q.review, isbn=BETA, member_id=CID, stars=4, body=None).gives(Review(BETA, CID, 4, None)),
    ],
    "remove": [call(Q.remove_book, ALPHA).gives(None), call(Q.get_book, ALPHA).gives(None)],
    "json table function": [
        call(Q.metadata).gives([MetadataRow(ALPHA, "prize", "gold"), MetadataRow(BETA, "series", 2)])
    ],
    "view": [
        call(Q.shelf).gives(
            [
                Shelf(1, "C1", ALPHA, "Alpha", date(2026, 1, 29)),
                Shelf(2, "C2", ALPHA, "Alpha", None),
                Shelf(3, "C3", BETA, "Beta", None),
            ]
        )
    ],
    "materialized view": [
        call(Q.popular).gives([Popular(ALPHA, "Alpha", 2), Popular(BETA, "Beta", 0), Popular(GAMMA, "Gamma", 0)]),
        call(Q.remove_book, ALPHA).gives(None),
        call(Q.refresh_popular).gives(None),
        call(Q.popular).gives([Popular(BETA, "Beta", 0), Popular(GAMMA, "Gamma", 0)]),
    ],
    "ordinality": [call(Q.aliases).gives([AliasesRow("Ada", "A.", 1), AliasesRow("Ada", None, 2)])],
    "news": [
        call(Q.news).gives([]),
        call(Q.add_news, title="Open", tags=None).gives(AddNewsRow("Open", None)),
        call(Q.add_news, title="Shut", tags=["a", None]).gives(AddNewsRow("Shut", ["a", None])),
        call(Q.news).gives([News(ANY, "Open", None), News(ANY, "Shut", ["a", None])]),
    ],
    "a sample": [
        call(Q.random_copy).gives(ANY),
        call(Q.remove_book, ALPHA).gives(None),
        call(Q.remove_book, BETA).gives(None),
        call(Q.random_copy).gives(None),
    ],
    "json": [
        call(Q.book_summary, ALPHA).gives(BookSummaryRow(BookSummarySummary("Alpha", 100), "gold")),
        call(Q.book_summary, GAMMA).gives(BookSummaryRow(BookSummarySummary("Gamma", None), None)),
        call(Q.book_summary, DELTA).gives(None),
    ],
}
