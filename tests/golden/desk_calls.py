"""Calls every query of members.sql and loans.sql, compiled with the other value of every option."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from unittest.mock import ANY
from uuid import UUID

from tests.golden.calls import Calls, call, stream
from tests.golden.desk.generated import loans, members
from tests.golden.desk.generated.loans import LoansQueries
from tests.golden.desk.generated.members import MembersQueries
from tests.golden.desk.generated.models import Address, Fines, Loans, OldLoans, Patrons, PatronsRowType, Plan
from tests.golden.people import ANN, BIRTHDAY, BOB, CID, DAY, EVE
from tests.golden.values import Email, Notes

__all__ = ["DESK_CALLS"]

M, L = MembersQueries, LoansQueries
HOME = Address(street="Long 1", city="Oslo", zip="0150")
DUE = date(2026, 1, 29)
PAID = datetime(2026, 2, 1, 12, tzinfo=UTC)


def patron(
    member: UUID, name: str, plan: Plan, settings: object, *, notes: Notes | None, born: date | None = None
) -> Patrons:
    return Patrons(
        id=member,
        email=ANY,
        name=name,
        address=HOME if member == ANN else None,
        born=born,
        tier=plan,
        settings=settings,
        notes=notes,
        active=True,
        joined_at=ANY,
        sort_key=name.lower(),
    )


PATRON_ANN = patron(ANN, "Ann", Plan.PLUS, {"theme": "dark"}, notes=Notes("tea", {"none": None}), born=BIRTHDAY)
PATRON_BOB = patron(BOB, "Bob", Plan.BASIC, {}, notes=None)
PATRON_CID = patron(CID, "Cid", Plan.LIFE_LONG, [1, None], notes=Notes(None, {}), born=BIRTHDAY)
EVERYONE = [
    members.AllMembersRow(id=ANN, name="Ann", tier=Plan.PLUS),
    members.AllMembersRow(id=BOB, name="Bob", tier=Plan.BASIC),
    members.AllMembersRow(id=CID, name="Cid", tier=Plan.LIFE_LONG),
]
NEW = members.AddMemberParams(
    id=EVE,
    email=Email("eve@x.no"),
    name="Eve",
    address=None,
    born=None,
    tier=Plan.BASIC,
    settings={},
    notes=Notes("pie", {}),
)

MEMBERS: Mapping[str, Calls] = {
    "one": [call(M.get_member, ANN).gives(PATRON_ANN), call(M.get_member, EVE).gives(None)],
    "add": [
        call(M.add_member, NEW).gives(patron(EVE, "Eve", Plan.BASIC, {}, notes=Notes("pie", {}))),
        call(M.member_by_email, "EVE@x.no").gives(members.MemberName(id=EVE, name="Eve")),
        call(M.annotate_member, members.AnnotateMemberParams(notes=None, id=EVE)).gives(None),
        call(M.get_member, EVE).gives(patron(EVE, "Eve", Plan.BASIC, {}, notes=None)),
    ],
    "save": [
        call(M.save_member, members.SaveMemberParams(email=Email("bob@example.com"), name="Rob")).gives(
            members.SaveMemberRow(name="Rob", added=False)
        ),
        call(M.add_member_once, members.AddMemberOnceParams(id=EVE, email=Email("BOB@example.com"), name="B")).gives(
            None
        ),
        call(M.rename_member, members.RenameMemberParams(name="Bob", id=BOB)).gives(None),
        call(M.get_member, BOB).gives(PATRON_BOB),
    ],
    "change": [
        call(M.update_member, members.UpdateMemberParams(name=None, born=DAY, id=BOB)).gives(
            members.UpdateMemberRow(name="Bob", born=DAY, sort_key="bob")
        ),
        call(M.move_member, members.MoveMemberParams(city=None, id=ANN)).gives(
            members.MoveMemberRow(address=Address(street="Long 1", city=None, zip="0150"), city=None)
        ),
        call(M.deactivate_members, Plan.BASIC).gives("UPDATE 1"),
        call(M.remove_member, CID).gives(1),
    ],
    "lists": [
        call(M.members_of_tiers, [Plan.PLUS]).gives([members.MembersOfTiersRow(name="Ann", tier=Plan.PLUS)]),
        call(M.members_named, "b%").gives([members.MembersNamedRow(name="Bob", born=None)]),
        call(M.birth_years).gives([members.BirthYearsRow(name=name, year=1990) for name in ("Ann", "Cid")]),
        call(M.all_members).gives(EVERYONE),
        stream(M.all_members_stream, prefetch=2).gives(EVERYONE),
        call(M.members_sharing_birthday).gives([members.MembersSharingBirthdayRow(first="Ann", second="Cid")]),
        call(M.cities).gives(["Oslo", None]),
    ],
    "values": [
        call(M.count_members).gives(3),
        call(M.is_member, "ann@example.com").gives(True),
        call(M.member_settings, ANN).gives({"theme": "dark"}),
        call(M.theme, BOB).gives(members.ThemeRow(theme=None, likes=None)),
        call(M.ages_on, BIRTHDAY).gives(
            [
                members.AgesOnRow(name="Ann", age=timedelta(0), days=0),
                members.AgesOnRow(name="Bob", age=None, days=None),
                members.AgesOnRow(name="Cid", age=timedelta(0), days=0),
            ]
        ),
        call(M.member_row, EVE).gives(None),
        call(M.member_row, BOB).gives(
            PatronsRowType(
                id=BOB,
                email=Email("bob@example.com"),
                name="Bob",
                address=None,
                born=None,
                tier=Plan.BASIC,
                settings={},
                notes=None,
                active=True,
                joined_at=ANY,
                sort_key="bob",
            )
        ),
    ],
    "copy": [
        call(
            M.import_members,
            [members.ImportMembersParams(email=Email("x@x.no"), name="X", tier=Plan.PLUS, address=HOME, born=None)],
        ).gives(1),
        call(M.find_members, ["x@x.no", "y@x.no"]).gives([members.MemberName(id=ANY, name="X"), None]),
    ],
}

LATE = loans.OverdueRow(name="Ann", due_on=DUE, days=1)
LOANS: Mapping[str, Calls] = {
    "lend": [
        call(L.lend, loans.LendParams(barcode="C3", member_id=CID, day=DAY)).gives(
            loans.LendRow(copy_id=3, due_on=date(2026, 3, 29), returned_on=None)
        ),
        call(L.loans_of, CID).gives(
            [Loans(id=ANY, copy_id=3, member_id=CID, lent_on=DAY, due_on=date(2026, 3, 29), returned_on=None)]
        ),
        call(L.give_back, loans.GiveBackParams(day=date(2026, 3, 30), copy_id=3)).gives(
            loans.GiveBackRow(member_id=CID, returned_on=date(2026, 3, 30), amount=Decimal("0.25"))
        ),
    ],
    "overdue": [
        call(L.overdue, date(2026, 1, 30)).gives([LATE]),
        stream(L.overdue_stream, date(2026, 1, 30)).gives([LATE]),
        call(L.never_lent).gives(["C3"]),
        call(L.borrowers_and_reviewers).gives(ANY),
    ],
    "fines": [
        call(L.loans_with_fines).gives(
            [
                loans.LoansWithFinesRow(m=PATRON_ANN, f=None),
                loans.LoansWithFinesRow(
                    m=PATRON_BOB, f=Fines(id=1, member_id=BOB, amount=Decimal("1.50"), reason="late", paid_at=None)
                ),
                loans.LoansWithFinesRow(
                    m=PATRON_BOB, f=Fines(id=2, member_id=BOB, amount=Decimal("0.25"), reason=None, paid_at=PAID)
                ),
                loans.LoansWithFinesRow(m=PATRON_CID, f=None),
            ]
        ),
        call(L.loans_or_fines, CID).gives([]),
        call(L.debts, Decimal(1)).gives([loans.DebtsRow(name="Bob", debt=Decimal("1.50"), reason="late")]),
        call(L.pay_fines, loans.PayFinesParams(at=PAID, member_id=BOB)).gives(
            [loans.PayFinesRow(id=1, amount=Decimal("1.50"), reason="late", paid_at=PAID)]
        ),
        call(L.add_fines, [loans.AddFinesParams(member_id=ANN, amount=Decimal(1), reason=None)]).gives(None),
        call(L.fines_of, [loans.FinesOfParams(member_id=ANN, above=Decimal(0))]).gives(
            [[loans.FinesOfRow(amount=Decimal("1.00"), reason=None)]]
        ),
        call(L.forgive, BOB).gives(None),
        call(L.forget_fines, "ann@example.com").gives([loans.ForgetFinesRow(name="Ann", amount=Decimal("1.00"))]),
    ],
    "visits": [
        call(L.import_visits, [loans.ImportVisitsParams(branch_id=2, day=DUE, visitors=3)]).gives(1),
        call(L.merge_visits, loans.MergeVisitsParams(branch_id=2, day=DAY, visitors=0)).gives(1),
        call(L.visitors, 2).gives([loans.VisitorsRow(day=DUE, visitors=3)]),
        call(L.empty_visits).gives("TRUNCATE TABLE"),
        call(L.count_up).gives("SELECT 3"),
    ],
    "old": [
        call(L.move_old_loans, DAY).gives(1),
        call(L.old_loans).gives(
            [
                OldLoans(
                    id=2,
                    copy_id=2,
                    member_id=BOB,
                    lent_on=date(2025, 6, 1),
                    due_on=date(2025, 6, 29),
                    returned_on=date(2025, 6, 10),
                )
            ]
        ),
    ],
}

DESK_CALLS: Mapping[str, Mapping[str, Calls]] = {"members": MEMBERS, "loans": LOANS}
