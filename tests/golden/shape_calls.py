"""Calls every query of shapes.sql."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from math import inf

from tests.golden.calls import Calls, call
from tests.golden.library.generated.models import Address, Author, Member, Review, Role, Tier
from tests.golden.library.generated.shapes import (
    BooksWithAnyAuthorsRow,
    BooksWithAuthorsAuthor,
    BooksWithAuthorsRow,
    BooksWithWholeAuthorsRow,
    BranchesInJsonBranch,
    BranchesInJsonOpening,
    CornersCorners,
    DocumentOfBookDocument,
    LoansByYearYear,
    LongOrShortFound,
    MemberAccountAccount,
    MemberAccountBook,
    MemberAccountFine,
    MemberAccountLoan,
    PricesByLanguageRow,
    ShapesQueries,
    ShiftsInJsonStaff,
)
from tests.golden.people import ALPHA, ANN, BETA, BIRTHDAY, BOB, CID, DELTA, EVE, GAMMA
from tests.golden.values import Metadata

__all__ = ["SHAPE_CALLS"]

Q = ShapesQueries
ADA, BEN = Author(1, "Ada", 1900, 1980, ["A.", None]), Author(2, "Ben", 1970, None, [])
BOB_HIMSELF = Member(
    *(BOB, "bob@example.com", "Bob", None, None, Tier.BASIC),
    {},
    None,
    True,
    datetime(2026, 1, 2, tzinfo=UTC),
    "bob",
)
FINES = [
    MemberAccountFine(1, BOB, Decimal("1.50"), "late", None),
    MemberAccountFine(2, BOB, Decimal("0.25"), None, datetime(2026, 2, 1, 12, tzinfo=UTC)),
]

SHAPE_CALLS: Mapping[str, Calls] = {
    "objects": [
        call(Q.books_with_authors).gives(
            [
                BooksWithAuthorsRow(
                    ALPHA, "Alpha", [BooksWithAuthorsAuthor(1, "Ada", 1900), BooksWithAuthorsAuthor(2, "Ben", 1970)]
                ),
                BooksWithAuthorsRow(BETA, "Beta", [BooksWithAuthorsAuthor(2, "Ben", 1970)]),
                BooksWithAuthorsRow(GAMMA, "Gamma", []),
            ]
        )
    ],
    "rows of a table": [
        call(Q.books_with_whole_authors).gives(
            [
                BooksWithWholeAuthorsRow(ALPHA, [ADA, BEN]),
                BooksWithWholeAuthorsRow(BETA, [BEN]),
                BooksWithWholeAuthorsRow(GAMMA, []),
            ]
        ),
        call(Q.books_with_any_authors).gives(
            [
                BooksWithAnyAuthorsRow(ALPHA, [ADA, BEN]),
                BooksWithAnyAuthorsRow(BETA, [BEN]),
                BooksWithAnyAuthorsRow(GAMMA, [None]),
            ]
        ),
    ],
    "documents in documents": [
        call(Q.member_account, BOB).gives(
            MemberAccountAccount(
                BOB_HIMSELF,
                [
                    MemberAccountLoan(
                        date(2025, 6, 1), date(2025, 6, 10), MemberAccountBook(ALPHA, "Alpha", Metadata("gold"))
                    )
                ],
                FINES,
            )
        ),
        call(Q.member_account, CID).gives(
            MemberAccountAccount(
                Member(
                    *(CID, "cid@example.com", "Cid", None, BIRTHDAY, Tier.LIFE_LONG),
                    [1, None],
                    {},
                    True,
                    datetime(2026, 1, 3, tzinfo=UTC),
                    "cid",
                ),
                [],
                None,
            )
        ),
        call(Q.member_account, EVE).gives(None),
    ],
    "a row whose forms are others in JSON": [
        call(Q.document_of_book, ALPHA).gives(
            DocumentOfBookDocument(
                *(ALPHA, "Alpha", "A start", "fiction", "en", date(2020, 1, 1), 100, Decimal("10.00")),
                Metadata("gold"),
                "\\x89",
            )
        ),
        call(Q.document_of_book, DELTA).gives(None),
    ],
    "maps": [
        call(Q.prices_by_language).gives(
            PricesByLanguageRow({ALPHA: Decimal("10.00"), BETA: None, GAMMA: None}, {"en": 100})
        )
    ],
    "composites": [
        call(Q.branches_in_json).gives(
            [
                BranchesInJsonBranch(
                    "Centre",
                    Address("Main 1", "Oslo", "0001"),
                    [BranchesInJsonOpening(1, "[9,17)"), None, BranchesInJsonOpening(2, None)],
                    ["1", "2"],
                ),
                BranchesInJsonBranch("North", Address(None, "Bergen", None), [], []),
            ]
        )
    ],
    "rows of a subquery": [
        call(Q.shifts_in_json).gives(
            [
                ShiftsInJsonStaff("Dora", Role.DIRECTOR, '{["2026-01-01 08:00:00+00","2026-01-01 16:00:00+00")}'),
                ShiftsInJsonStaff("Lee", Role.LIBRARIAN, None),
                ShiftsInJsonStaff("Kim", Role.KEEPER, "{}"),
            ]
        ),
        call(Q.loans_by_year).gives(
            [[LoansByYearYear(2025, 1, date(2025, 6, 1)), LoansByYearYear(2026, 1, date(2026, 1, 1))]]
        ),
    ],
    "what JSON has no form for": [
        call(Q.corners).gives(
            CornersCorners(
                -inf,
                date.max,
                datetime.min,
                Decimal("Infinity"),
                Decimal("12345678901234567890.12345678901234567890"),
            )
        )
    ],
    "tuples": [
        call(Q.neighbours).gives(
            [(ALPHA, None, Decimal("10.00")), (BETA, 100, None), (GAMMA, None, None)],
        )
    ],
    "unset keys": [call(Q.long_or_short).gives([LongOrShortFound(pages=100), LongOrShortFound(), LongOrShortFound()])],
    "returning": [
        call(Q.add_review_as_json, isbn=BETA, member_id=ANN, stars=4).gives(Review(BETA, ANN, 4, None)),
    ],
}
