"""Calls every query of nested.sql."""

from collections.abc import Mapping
from datetime import date
from unittest.mock import ANY

from tests.golden.book_calls import ADA, BEN, WHOLE_ALPHA, WHOLE_BETA
from tests.golden.calls import Calls, call
from tests.golden.library.generated.models import Address, Booking, Branch, Condition, Copy
from tests.golden.library.generated.nested import (
    AuthorsBooksBook,
    AuthorsBooksCopy,
    AuthorsBooksRow,
    FinedMemberRow,
    HistoryBook,
    HistoryLoan,
    HistoryRow,
    HousesRoom,
    HousesRow,
    HousesTeam,
    LoansByCopyLoan,
    LoansByCopyRow,
    NestedQueries,
    OpenHouseRow,
    ShelvesRow,
)
from tests.golden.library.generated.rooms import RoomsQueries
from tests.golden.member_calls import WHOLE_ANN, WHOLE_BOB, WHOLE_CID
from tests.golden.people import ALPHA, ANN, BETA, BOB, CID, EVE
from tests.golden.report_calls import BLUE, CENTRE, DORA, KIM, LEE, MORNING, NORTH, RED

__all__ = ["NESTED_CALLS"]

Q = NestedQueries
C1 = Copy(1, ALPHA, 1, "C1", Condition.NEW, date(2020, 2, 1))
C2 = Copy(2, ALPHA, 2, "C2", Condition.WORN, None)
C3 = Copy(3, BETA, 1, "C3", Condition.TORN, None)
ALPHAS = [AuthorsBooksCopy(C2, "North"), AuthorsBooksCopy(C1, "Centre")]
BETAS = [AuthorsBooksCopy(C3, "Centre")]
ROOMS = [HousesRoom(BLUE, [Booking(1, 1, ANN, MORNING)]), HousesRoom(RED, [])]
SOUTH = Address("S", None, None)

NESTED_CALLS: Mapping[str, Calls] = {
    "children between others'": [call(Q.shelves).gives([ShelvesRow(CENTRE, [C1, C3]), ShelvesRow(NORTH, [C2])])],
    "no children": [
        call(RoomsQueries.add_branch, name="South", address=SOUTH, openings=[], place=None, phones=[]).gives(ANY),
        call(Q.shelves).gives(
            [
                *(ShelvesRow(CENTRE, [C1, C3]), ShelvesRow(NORTH, [C2])),
                ShelvesRow(Branch(ANY, "South", SOUTH, [], None, []), []),
            ]
        ),
    ],
    "two levels": [
        call(Q.authors_books).gives(
            [
                AuthorsBooksRow(
                    BEN, 3, [AuthorsBooksBook(WHOLE_BETA, 1, BETAS), AuthorsBooksBook(WHOLE_ALPHA, 2, ALPHAS)]
                ),
                AuthorsBooksRow(ADA, 2, [AuthorsBooksBook(WHOLE_ALPHA, 1, ALPHAS)]),
            ]
        )
    ],
    "one parent": [
        call(Q.history, ANN).gives(
            HistoryRow(WHOLE_ANN, [HistoryBook(WHOLE_ALPHA, [HistoryLoan(date(2026, 1, 1), None)])])
        ),
        call(Q.history, BOB).gives(
            HistoryRow(WHOLE_BOB, [HistoryBook(WHOLE_ALPHA, [HistoryLoan(date(2025, 6, 1), date(2025, 6, 10))])])
        ),
        call(Q.history, CID).gives(HistoryRow(WHOLE_CID, [])),
        call(Q.history, EVE).gives(None),
    ],
    "three levels": [
        call(Q.houses).gives(
            [
                HousesRow(NORTH, [HousesTeam(KIM, [])]),
                HousesRow(CENTRE, [HousesTeam(DORA, ROOMS), HousesTeam(LEE, ROOMS)]),
            ]
        )
    ],
    "values": [
        call(Q.fined_member, "Bob").gives(FinedMemberRow(WHOLE_BOB, ["late"])),
        call(Q.fined_member, "Ann").gives(None),
    ],
    "one for certain": [
        call(Q.open_house, name="South", address=SOUTH).gives(
            OpenHouseRow(Branch(ANY, "South", SOUTH, [], None, []), ["south"])
        )
    ],
    "no parent": [
        call(Q.loans_by_copy).gives(
            [
                LoansByCopyRow(C1, [LoansByCopyLoan(1, date(2026, 1, 1))]),
                LoansByCopyRow(C2, [LoansByCopyLoan(2, date(2025, 6, 1))]),
            ]
        ),
        call(Q.change_language, language="no", isbn=ALPHA).gives(1),
        call(Q.loans_by_copy).gives(
            [LoansByCopyRow(None, [LoansByCopyLoan(1, date(2026, 1, 1)), LoansByCopyLoan(2, date(2025, 6, 1))])]
        ),
    ],
}
