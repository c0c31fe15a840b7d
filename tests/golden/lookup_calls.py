"""Calls every query of lookups.sql."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from tests.golden.calls import Calls, call
from tests.golden.library.generated.lookups import BorrowerOfRow, BranchNamedRow, FineOfRow, LookupsQueries
from tests.golden.library.generated.models import Book, Condition, Copy
from tests.golden.people import ALPHA, ANN, BIRTHDAY, DELTA, EVE
from tests.golden.values import Cents, Metadata

__all__ = ["LOOKUP_CALLS"]

Q = LookupsQueries

LOOKUP_CALLS: Mapping[str, Calls] = {
    "structs": [
        call(Q.look_up_book, ALPHA).gives(
            Book(
                ALPHA,
                "Alpha",
                "A start",
                "fiction",
                "en",
                date(2020, 1, 1),
                100,
                Decimal("10.00"),
                Metadata(prize="gold"),
                b"\x89",
            )
        ),
        call(Q.look_up_book, DELTA).gives(None),
        call(Q.borrower_of, "C1").gives(BorrowerOfRow(Copy(1, ALPHA, 1, "C1", Condition.NEW, date(2020, 2, 1)), "Ann")),
        call(Q.borrower_of, "C2").gives(BorrowerOfRow(Copy(2, ALPHA, 2, "C2", Condition.WORN, None), None)),
    ],
    "values": [
        call(Q.fine_of, 1).gives(FineOfRow(Cents(150), "late")),
        call(Q.born_on, ANN).gives(BIRTHDAY),
        call(Q.born_on, EVE).gives(None),
        call(Q.branch_named, "Centre").gives(BranchNamedRow(1, 2)),
    ],
}
