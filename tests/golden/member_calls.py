"""Calls every query of members.sql."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from unittest.mock import ANY

from tests.golden.calls import Calls, call, stream
from tests.golden.library.generated.members import (
    AgesOnRow,
    AllMembersRow,
    BirthYearsRow,
    ImportMembersParams,
    MembersNamedRow,
    MembersOfTiersRow,
    MembersQueries,
    MembersSharingBirthdayRow,
    MoveMemberRow,
    SaveMemberRow,
    ThemeRow,
    UpdateMemberRow,
)
from tests.golden.library.generated.models import Address, Member, MemberName, Members, Tier
from tests.golden.people import ANN, BIRTHDAY, BOB, CID, DAY, EVE

__all__ = ["MEMBER_CALLS"]

Q = MembersQueries
HOME = Address("Long 1", "Oslo", "0150")
ANNS_NOTES = {"likes": "tea", "none": None}
NO_NOTES: dict[str, str | None] = {}
JOINED = datetime(2026, 1, 1, tzinfo=UTC)
WHOLE_ANN = Member(
    ANN, "Ann@example.com", "Ann", HOME, BIRTHDAY, Tier.PLUS, {"theme": "dark"}, ANNS_NOTES, True, JOINED, "ann"
)
WHOLE_BOB = Member(
    BOB, "bob@example.com", "Bob", None, None, Tier.BASIC, {}, None, True, datetime(2026, 1, 2, tzinfo=UTC), "bob"
)
WHOLE_CID = Member(
    *(CID, "cid@example.com", "Cid", None, BIRTHDAY, Tier.LIFE_LONG, [1, None], NO_NOTES, True),
    *(datetime(2026, 1, 3, tzinfo=UTC), "cid"),
)
NEW_EVE = Member(EVE, "eve@x.no", "Eve", None, None, Tier.BASIC, [None, 1.5, "x"], None, True, ANY, "eve")
FULL_EVE = Member(EVE, "eve@x.no", "Eve", HOME, DAY, Tier.PLUS, {}, {"a": None}, True, ANY, "eve")
EVERYONE = [AllMembersRow(ANN, "Ann", Tier.PLUS), AllMembersRow(BOB, "Bob", Tier.BASIC)]
EVERYONE.append(AllMembersRow(CID, "Cid", Tier.LIFE_LONG))

MEMBER_CALLS: Mapping[str, Calls] = {
    "one": [call(Q.get_member, ANN).gives(WHOLE_ANN), call(Q.get_member, EVE).gives(None)],
    "by email in any case": [
        call(Q.member_by_email, "ANN@EXAMPLE.COM").gives(MemberName(ANN, "Ann")),
        call(Q.member_by_email, "nobody@x.no").gives(None),
    ],
    "add with nulls": [
        call(
            Q.add_member,
            id=EVE,
            email="eve@x.no",
            name="Eve",
            address=None,
            born=None,
            tier=Tier.BASIC,
            settings=[None, 1.5, "x"],
            notes=None,
        ).gives(NEW_EVE),
        call(Q.get_member, EVE).gives(NEW_EVE),
    ],
    "add with values": [
        call(
            Q.add_member,
            id=EVE,
            email="eve@x.no",
            name="Eve",
            address=HOME,
            born=DAY,
            tier=Tier.PLUS,
            settings={},
            notes={"a": None},
        ).gives(FULL_EVE),
        call(Q.get_member, EVE).gives(FULL_EVE),
    ],
    "upsert": [
        call(Q.save_member, email="bob@example.com", name="Rob").gives(SaveMemberRow("Rob", False)),
        call(Q.save_member, email="eve@x.no", name="Eve").gives(SaveMemberRow("Eve", True)),
    ],
    "add once": [
        call(Q.add_member_once, id=EVE, email="eve@x.no", name="Eve").gives(EVE),
        call(Q.add_member_once, id=EVE, email="eve@x.no", name="Eve").gives(None),
    ],
    "exec": [
        call(Q.rename_member, name="Cyd", id=CID).gives(None),
        call(Q.member_by_email, "cid@example.com").gives(MemberName(CID, "Cyd")),
    ],
    "narg": [
        call(Q.update_member, name=None, born=DAY, id=BOB).gives(UpdateMemberRow("Bob", DAY, "bob")),
        call(Q.update_member, name="Rob", born=None, id=BOB).gives(UpdateMemberRow("Rob", DAY, "rob")),
        call(Q.update_member, name=None, born=None, id=EVE).gives(None),
    ],
    "execrows": [call(Q.remove_member, CID).gives(1), call(Q.remove_member, CID).gives(0)],
    "execresult": [call(Q.deactivate_members, Tier.BASIC).gives("UPDATE 1")],
    "slice": [
        call(Q.members_of_tiers, [Tier.BASIC, Tier.LIFE_LONG]).gives(
            [MembersOfTiersRow("Bob", Tier.BASIC), MembersOfTiersRow("Cid", Tier.LIFE_LONG)]
        ),
        call(Q.members_of_tiers, []).gives([]),
    ],
    "nullable": [
        call(Q.members_named, "%B%").gives([MembersNamedRow("Bob", None)]),
    ],
    "notnull": [call(Q.birth_years).gives([BirthYearsRow("Ann", 1990), BirthYearsRow("Cid", 1990)])],
    "stream": [
        call(Q.all_members).gives(EVERYONE),
        stream(Q.all_members_stream).gives(EVERYONE),
        stream(Q.all_members_stream, prefetch=1).gives(EVERYONE),
    ],
    "scalars": [
        call(Q.count_members).gives(3),
        call(Q.is_member, "BOB@example.com").gives(True),
        call(Q.is_member, "eve@x.no").gives(False),
    ],
    "json": [
        call(Q.member_settings, ANN).gives({"theme": "dark"}),
        call(Q.member_settings, CID).gives([1, None]),
        call(Q.member_settings, EVE).gives(None),
        call(Q.theme, ANN).gives(ThemeRow("dark", "tea")),
        call(Q.theme, BOB).gives(ThemeRow(None, None)),
    ],
    "hstore": [
        call(Q.annotate_member, notes={"likes": "cake", "b": None}, id=ANN).gives(None),
        call(Q.theme, ANN).gives(ThemeRow("dark", "cake")),
        call(Q.annotate_member, notes=None, id=ANN).gives(None),
        call(Q.theme, ANN).gives(ThemeRow("dark", None)),
    ],
    "a field of a composite": [
        call(Q.move_member, city="Bergen", id=ANN).gives(MoveMemberRow(Address("Long 1", "Bergen", "0150"), "Bergen")),
        call(Q.move_member, city=None, id=BOB).gives(MoveMemberRow(Address(None, None, None), None)),
    ],
    "copy": [
        call(
            Q.import_members,
            [
                ImportMembersParams(email="x@x.no", name="X", tier=Tier.PLUS, address=HOME, born=DAY),
                ImportMembersParams(email="y@x.no", name="Y", tier=Tier.BASIC, address=None, born=None),
            ],
        ).gives(2),
        call(Q.find_members, ["y@x.no", "z@x.no", "ann@example.com"]).gives(
            [MemberName(ANY, "Y"), None, MemberName(ANN, "Ann")]
        ),
    ],
    "self join": [call(Q.members_sharing_birthday).gives([MembersSharingBirthdayRow("Ann", "Cid")])],
    "intervals": [
        call(Q.ages_on, date(1990, 5, 3)).gives(
            [
                AgesOnRow("Ann", timedelta(days=2), 2),
                AgesOnRow("Bob", None, None),
                AgesOnRow("Cid", timedelta(days=2), 2),
            ]
        ),
        call(Q.ages_on, None).gives([AgesOnRow(name, None, None) for name in ("Ann", "Bob", "Cid")]),
    ],
    "distinct": [call(Q.cities).gives(["Oslo", None])],
    "row type": [
        call(Q.member_row, ANN).gives(
            Members(
                ANN,
                "Ann@example.com",
                "Ann",
                HOME,
                BIRTHDAY,
                Tier.PLUS,
                {"theme": "dark"},
                ANNS_NOTES,
                True,
                JOINED,
                "ann",
            )
        ),
        call(Q.member_row, EVE).gives(None),
    ],
}
