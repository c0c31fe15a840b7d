"""Calls every query of loans.sql."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from unittest.mock import ANY

from tests.golden.calls import Calls, call, stream
from tests.golden.library.generated.loans import (
    AddFinesParams,
    DebtsRow,
    FinesOfParams,
    FinesOfRow,
    ForgetFinesRow,
    GiveBackRow,
    ImportVisitsParams,
    LendRow,
    LoansOrFinesRow,
    LoansQueries,
    LoansWithFinesRow,
    OverdueRow,
    PayFinesRow,
    VisitorsRow,
)
from tests.golden.library.generated.models import Fine, Loan, Member, OldLoan, Tier
from tests.golden.member_calls import WHOLE_ANN
from tests.golden.people import ANN, BIRTHDAY, BOB, CID, DAY
from tests.golden.values import Cents

__all__ = ["LOAN_CALLS"]

Q = LoansQueries
LENT, DUE = date(2026, 1, 1), date(2026, 1, 29)
PAID = datetime(2026, 2, 1, 12, tzinfo=UTC)
WHOLE_BOB = Member(BOB, "bob@example.com", "Bob", None, None, Tier.BASIC, {}, None, True, ANY, "bob")
WHOLE_CID = Member(CID, "cid@example.com", "Cid", None, BIRTHDAY, Tier.LIFE_LONG, [1, None], {}, True, ANY, "cid")
LATE = Fine(1, BOB, Cents(150), "late", None)
PAID_FINE = Fine(2, BOB, Cents(25), None, PAID)
OLD = (2, 2, BOB, date(2025, 6, 1), date(2025, 6, 29), date(2025, 6, 10))

LOAN_CALLS: Mapping[str, Calls] = {
    "lend": [
        call(Q.lend, barcode="C3", member_id=CID, day=DAY).gives(LendRow(3, date(2026, 3, 29), None)),
        call(Q.lend, barcode="C3", member_id=ANN, day=DAY).gives(None),
        call(Q.loans_of, CID).gives([Loan(ANY, 3, CID, DAY, date(2026, 3, 29), None)]),
    ],
    "give back late": [
        call(Q.give_back, copy_id=1, day=date(2026, 2, 2)).gives(GiveBackRow(ANN, date(2026, 2, 2), Cents(100))),
        call(Q.give_back, copy_id=1, day=DAY).gives(None),
    ],
    "give back in time": [call(Q.give_back, copy_id=1, day=DUE).gives(GiveBackRow(ANN, DUE, None))],
    "give back on no day": [call(Q.give_back, copy_id=1, day=None).gives(GiveBackRow(ANN, None, None))],
    "overdue": [
        call(Q.overdue, date(2026, 1, 31)).gives([OverdueRow("Ann", DUE, 2)]),
        call(Q.overdue, DUE).gives([]),
        stream(Q.overdue_stream, date(2026, 1, 31), prefetch=2).gives([OverdueRow("Ann", DUE, 2)]),
    ],
    "embeds under an outer join": [
        call(Q.loans_with_fines).gives(
            [
                LoansWithFinesRow(WHOLE_ANN, None),
                LoansWithFinesRow(WHOLE_BOB, LATE),
                LoansWithFinesRow(WHOLE_BOB, PAID_FINE),
                LoansWithFinesRow(WHOLE_CID, None),
            ]
        )
    ],
    "union": [
        call(Q.loans_or_fines, BOB).gives(
            [
                LoansOrFinesRow(date(2025, 6, 1), "loan", None),
                LoansOrFinesRow(date(2026, 2, 1), "fine", Decimal("0.25")),
                LoansOrFinesRow(None, "fine", Decimal("1.50")),
            ]
        )
    ],
    "move": [
        call(Q.old_loans).gives([]),
        call(Q.move_old_loans, DAY).gives(1),
        call(Q.old_loans).gives([OldLoan(*OLD)]),
        call(Q.loans_of, BOB).gives([]),
    ],
    "merge": [
        call(Q.merge_visits, branch_id=2, day=DAY, visitors=1).gives(1),
        call(Q.merge_visits, branch_id=2, day=LENT, visitors=7).gives(1),
        call(Q.visitors, 2).gives([VisitorsRow(LENT, 7), VisitorsRow(DAY, 6)]),
        call(Q.merge_visits, branch_id=2, day=DAY, visitors=0).gives(1),
        call(Q.visitors, 2).gives([VisitorsRow(LENT, 7)]),
    ],
    "pay": [
        call(Q.pay_fines, at=None, member_id=BOB).gives([PayFinesRow(1, Cents(150), "late", None)]),
        call(Q.pay_fines, at=PAID, member_id=BOB).gives([PayFinesRow(1, Cents(150), "late", PAID)]),
        call(Q.pay_fines, at=PAID, member_id=BOB).gives([]),
    ],
    "batches": [
        call(
            Q.add_fines,
            [
                AddFinesParams(member_id=ANN, amount=Cents(99), reason=None),
                AddFinesParams(member_id=ANN, amount=Cents(10), reason="noise"),
            ],
        ).gives(None),
        call(
            Q.fines_of,
            [
                FinesOfParams(member_id=ANN, above=Cents(0)),
                FinesOfParams(member_id=CID, above=Cents(0)),
                FinesOfParams(member_id=BOB, above=Cents(25)),
            ],
        ).gives([[FinesOfRow(Cents(99), None), FinesOfRow(Cents(10), "noise")], [], [FinesOfRow(Cents(150), "late")]]),
    ],
    "copy": [
        call(Q.import_visits, [ImportVisitsParams(branch_id=2, day=LENT, visitors=4)]).gives(1),
        call(Q.visitors, 2).gives([VisitorsRow(LENT, 4), VisitorsRow(DAY, 5)]),
    ],
    "call": [call(Q.forgive, BOB).gives(None), call(Q.forget_fines, "bob@example.com").gives([])],
    "call with null": [call(Q.forgive, None).gives(None)],
    "delete using": [
        call(Q.forget_fines, "BOB@example.com").gives(
            [ForgetFinesRow("Bob", Cents(150)), ForgetFinesRow("Bob", Cents(25))]
        )
    ],
    "statuses": [
        call(Q.empty_visits).gives("TRUNCATE TABLE"),
        call(Q.visitors, 1).gives([]),
        call(Q.count_up).gives("SELECT 3"),
    ],
    "having": [
        call(Q.debts, Decimal(0)).gives(
            [DebtsRow("Ann", None, None), DebtsRow("Bob", Decimal("1.50"), "late"), DebtsRow("Cid", None, None)]
        ),
        call(Q.debts, Decimal(1)).gives([DebtsRow("Bob", Decimal("1.50"), "late")]),
    ],
    "sets": [
        call(Q.never_lent).gives(["C3"]),
    ],
    "intersection": [
        call(Q.move_old_loans, DAY).gives(1),
        call(Q.borrowers_and_reviewers).gives([ANN]),
    ],
}
