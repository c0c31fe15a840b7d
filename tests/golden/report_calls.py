"""Calls every query of reports.sql and rooms.sql."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from asyncpg import Point, Range

from tests.golden.calls import Calls, call
from tests.golden.library.generated.models import Address, Branch, Opening, Role, Room, Staff
from tests.golden.library.generated.reports import (
    BranchDocumentRow,
    BranchDocumentStaff,
    BranchesWithEverybodyRow,
    CalendarRow,
    ConstantsRow,
    EndsRow,
    LinesRow,
    ManagersRow,
    MedianSalaryRow,
    NamesOfBothRow,
    PairsRow,
    RanksRow,
    ReportsQueries,
    ReportsRow,
    SalariesCubedRow,
    SalariesRolledUpRow,
    SalaryBandsRow,
    VisitorsByDayRow,
)
from tests.golden.library.generated.rooms import (
    AddBranchRow,
    AddStaffRow,
    BookingsRow,
    BookRow,
    BranchesInRow,
    NearestRow,
    OpenOnRow,
    RoomsQueries,
)
from tests.golden.people import ANN, DAY, hour

__all__ = ["REPORT_CALLS", "ROOM_CALLS"]

Q = ReportsQueries
NEXT = date(2026, 3, 2)
SHIFT = Range(datetime(2026, 1, 1, 8, tzinfo=UTC), datetime(2026, 1, 1, 16, tzinfo=UTC))
HIGH, LOW = Decimal(6000), Decimal(4000)
DORA = Staff(1, 1, None, "Dora", Role.DIRECTOR, HIGH, [SHIFT])
LEE = Staff(2, 1, 1, "Lee", Role.LIBRARIAN, LOW, None)
KIM = Staff(3, 2, 2, "Kim", Role.KEEPER, None, [])

REPORT_CALLS: Mapping[str, Calls] = {
    "grouping sets": [
        call(Q.visitors_by_day).gives(
            [
                VisitorsByDayRow(1, DAY, 10, 0),
                VisitorsByDayRow(1, NEXT, 20, 0),
                VisitorsByDayRow(2, DAY, 5, 0),
                VisitorsByDayRow(1, None, 30, 1),
                VisitorsByDayRow(2, None, 5, 1),
                VisitorsByDayRow(None, None, 35, 3),
            ]
        )
    ],
    "cube": [
        call(Q.salaries_cubed).gives(
            [
                SalariesCubedRow(1, Role.LIBRARIAN, LOW),
                SalariesCubedRow(1, Role.DIRECTOR, HIGH),
                SalariesCubedRow(1, None, Decimal(5000)),
                SalariesCubedRow(2, Role.KEEPER, None),
                SalariesCubedRow(2, None, None),
                SalariesCubedRow(None, Role.LIBRARIAN, LOW),
                SalariesCubedRow(None, Role.KEEPER, None),
                SalariesCubedRow(None, Role.DIRECTOR, HIGH),
                SalariesCubedRow(None, None, Decimal(5000)),
            ]
        )
    ],
    "rollup": [
        call(Q.salaries_rolled_up).gives(
            [
                SalariesRolledUpRow(Role.LIBRARIAN, 1, 1),
                SalariesRolledUpRow(Role.KEEPER, 1, 0),
                SalariesRolledUpRow(Role.DIRECTOR, 1, 1),
                SalariesRolledUpRow(None, 3, 2),
            ]
        )
    ],
    "windows": [
        call(Q.ranks).gives(
            [
                RanksRow("Dora", 1, None, "Dora", 1, HIGH, 1),
                RanksRow("Lee", 2, "Dora", "Dora", 1, HIGH + LOW, 2),
                RanksRow("Kim", 3, "Lee", "Dora", 2, None, 3),
            ]
        )
    ],
    "recursion": [
        call(Q.reports, 1).gives([ReportsRow(2, "Lee", 1, ["Lee"]), ReportsRow(3, "Kim", 2, ["Lee", "Kim"])]),
        call(Q.reports, 3).gives([]),
    ],
    "a calendar": [
        call(Q.calendar, start=NEXT, until=date(2026, 3, 3)).gives(
            [CalendarRow(NEXT, 20), CalendarRow(date(2026, 3, 3), None)]
        ),
        call(Q.calendar, start=None, until=DAY).gives([CalendarRow(None, None)]),
    ],
    "one table twice": [
        call(Q.managers).gives([ManagersRow(DORA, None), ManagersRow(LEE, DORA), ManagersRow(KIM, LEE)])
    ],
    "ordered sets": [call(Q.median_salary).gives(MedianSalaryRow(5000.0, Role.LIBRARIAN))],
    "cases": [
        call(Q.salary_bands).gives(
            [
                SalaryBandsRow("Dora", "high", None, HIGH),
                SalaryBandsRow("Lee", "low", Role.LIBRARIAN, LOW),
                SalaryBandsRow("Kim", "none", Role.KEEPER, Decimal(1000)),
            ]
        )
    ],
    "json": [
        call(Q.branch_document, 1).gives(
            BranchDocumentRow("Centre", [BranchDocumentStaff("Dora"), BranchDocumentStaff("Lee")])
        ),
        call(Q.branch_document, 9).gives(None),
    ],
    "constants": [call(Q.constants).gives(ConstantsRow(1, None, "x", Decimal("1.5"), True, [1, 2], True))],
    "values": [call(Q.lines).gives([LinesRow(1, "one"), LinesRow(2, None)])],
    "rows from": [
        call(Q.ends, count=2, names=["a"]).gives([EndsRow(1, "a"), EndsRow(2, None)]),
        call(Q.ends, count=0, names=["a"]).gives([EndsRow(None, "a")]),
    ],
    "full join": [
        call(Q.names_of_both).gives(
            [
                *(NamesOfBothRow("Ann", True), NamesOfBothRow("Bob", True), NamesOfBothRow("Cid", True)),
                *(NamesOfBothRow("Dora", False), NamesOfBothRow("Kim", False), NamesOfBothRow("Lee", False)),
            ]
        )
    ],
    "subqueries": [
        call(Q.branches_with_everybody).gives(
            [BranchesWithEverybodyRow(1, 2, ["Dora", "Lee"], LOW), BranchesWithEverybodyRow(2, 1, ["Kim"], None)]
        )
    ],
    "rows": [
        call(Q.pairs).gives([PairsRow((1, "Dora"), True), PairsRow((2, "Lee"), True), PairsRow((3, "Kim"), True)])
    ],
}

R = RoomsQueries
CENTRE = Branch(
    1,
    "Centre",
    Address("Main 1", "Oslo", "0001"),
    [Opening(1, Range(9, 17)), None, Opening(2, None)],
    Point(0, 0),
    ["1", "2"],
)
NORTH = Branch(2, "North", Address(None, "Bergen", None), [], None, [])
BLUE, RED = Room(1, 1, "Blue", 4), Room(2, 1, "Red", 10)
MORNING = Range(hour(10), hour(12))

ROOM_CALLS: Mapping[str, Calls] = {
    "composites": [
        call(
            R.add_branch,
            name="South",
            address=Address("S", None, None),
            openings=[Opening(3, Range(1, 2)), None],
            place=Point(1, 2),
            phones=["x", None],
        ).gives(
            AddBranchRow("South", Address("S", None, None), [Opening(3, Range(1, 2)), None], Point(1, 2), ["x", None])
        ),
        call(
            R.add_branch,
            name="West",
            address=Address(None, None, None),
            openings=[],
            place=None,
            phones=[],
        ).gives(AddBranchRow("West", Address(None, None, None), [], None, [])),
    ],
    "all": [call(R.branches).gives([CENTRE, NORTH])],
    "unnested": [call(R.open_on, 1).gives([OpenOnRow("Centre", Range(9, 17))]), call(R.open_on, 2).gives([])],
    "a field": [
        call(R.branches_in, "Oslo").gives([BranchesInRow("Centre", "0001")]),
        call(R.branches_in, "Bergen").gives([BranchesInRow("North", None)]),
    ],
    "a field of an element": [
        call(R.replace_phones, phones=[None], day=5, id=1).gives(None),
        call(R.open_on, 5).gives([OpenOnRow("Centre", Range(9, 17))]),
    ],
    "multiranges": [
        call(R.add_staff, branch_id=1, name="Max", role=Role.KEEPER, salary=LOW, shifts=[MORNING]).gives(
            AddStaffRow("Max", Role.KEEPER, LOW, [MORNING])
        ),
        call(R.add_staff, branch_id=1, name="Mia", role=Role.KEEPER, salary=None, shifts=None).gives(
            AddStaffRow("Mia", Role.KEEPER, None, None)
        ),
        call(R.on_shift, hour(11)).gives(["Max"]),
    ],
    "ranges": [
        call(R.book, room_id=2, member_id=None, during=MORNING).gives(BookRow(2, None, MORNING)),
        call(R.book, room_id=2, member_id=ANN, during=Range(hour(12), None)).gives(
            BookRow(2, ANN, Range(hour(12), None))
        ),
        call(R.bookings).gives(
            [
                BookingsRow(MORNING, hour(10), hour(12), BLUE),
                BookingsRow(MORNING, hour(10), hour(12), RED),
                BookingsRow(Range(hour(12), None), hour(12), None, RED),
            ]
        ),
        call(R.occupied, 2).gives([Range(hour(10), None)]),
        call(R.occupied, 9).gives(None),
    ],
    "free": [
        call(R.free_rooms, seats=1, during=MORNING).gives([RED]),
        call(R.free_rooms, seats=1, during=Range(hour(12), hour(13))).gives([BLUE, RED]),
    ],
    "cancel": [call(R.cancel_bookings, [1, 2]).gives(1), call(R.cancel_bookings, []).gives(0)],
    "distance": [
        call(R.nearest, Point(3, 4)).gives([NearestRow("Centre", 5.0), NearestRow("North", None)]),
        call(R.nearest, None).gives([NearestRow("Centre", None), NearestRow("North", None)]),
    ],
}
