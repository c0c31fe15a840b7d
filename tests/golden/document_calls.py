"""Calls every query of documents.sql, with documents and with NULLs."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from asyncpg import Range

from tests.golden.calls import Calls, call, stream
from tests.golden.library.generated.documents import (
    AddEventRow,
    CertainContextsRow,
    CopyEventsParams,
    DocumentsQueries,
    EventsByRow,
    EventsOfMembersRow,
    GetEventRow,
    MembersWithEventsRow,
    PartsOfEventsRow,
    PrizesOfBooksRow,
    RetagParams,
)
from tests.golden.library.generated.models import Address, Attachment, Book, Event, Events, Folder, Member, Tier
from tests.golden.people import ALPHA, ANN, BOB, CID, DAY
from tests.golden.values import Desk, Loan, Metadata, Place, Prize, Tag, Web

__all__ = ["DOCUMENT_CALLS"]

Q = DocumentsQueries

LENT = Loan("Oslo", DAY)
LOST = Loan("Bergen")
TAGS = [Tag("a"), None, Tag("b")]
COVER = Attachment("c", {"a": [1]}, [{}, None, [2], [[3]]], {"k": None})
NO_COVER = Attachment(None, None, None, None)
FOLDER = Folder(COVER, [COVER, None, NO_COVER])
"""A document as a table's field has it."""

ADDED: Calls = [
    call(
        Q.add_event, member_id=ANN, payload=LENT, context=Web("curl"), tags=TAGS, preferences={"k": [1]}, folder=FOLDER
    ).gives(AddEventRow(1, LENT, Web("curl"), TAGS, {"k": [1]}, FOLDER)),
    call(Q.add_event, member_id=BOB, payload=LOST, context=None, tags=None, preferences=None, folder=None).gives(
        AddEventRow(2, LOST, None, None, None, None)
    ),
]
LENT_ANY, LOST_ANY = {"place": "Oslo", "at": "2026-03-01"}, {"place": "Bergen", "at": None}
CURL_ANY = {"type": "web", "agent": "curl"}
TAGS_ANY = [{"label": "a"}, None, {"label": "b"}]
FIRST = Event(1, ANN, LENT_ANY, CURL_ANY, TAGS_ANY, {"k": [1]}, FOLDER)
SECOND = Event(2, BOB, LOST_ANY, None, None, None, None)


def joined(day: int) -> datetime:
    return datetime(2026, 1, day, tzinfo=UTC)


MEMBERS = [
    Member(
        ANN, "Ann@example.com", "Ann", Address("Long 1", "Oslo", "0150"), date(1990, 5, 1), Tier.PLUS,
        {"theme": "dark"}, {"likes": "tea", "none": None}, True, joined(1), "ann",
    ),
    Member(BOB, "bob@example.com", "Bob", None, None, Tier.BASIC, {}, None, True, joined(2), "bob"),
    Member(CID, "cid@example.com", "Cid", None, date(1990, 5, 1), Tier.LIFE_LONG, [1, None], {}, True, joined(3), "cid"),
]  # fmt: skip
ALPHA_BOOK = Book(
    ALPHA, "Alpha", "A start", "fiction", "en", date(2020, 1, 1), 100, Decimal("10.00"), Metadata("gold"), b"\x89"
)

DOCUMENT_CALLS: Mapping[str, Calls] = {
    "values of their types": [
        *ADDED,
        call(Q.get_event, 1).gives(GetEventRow(1, ANN, LENT, CURL_ANY, TAGS_ANY, {"k": [1]}, FOLDER)),
        call(Q.get_event, 2).gives(GetEventRow(2, BOB, LOST, None, None, None, None)),
        call(Q.get_event, 9).gives(None),
        call(Q.contexts).gives([Web("curl"), None]),
        stream(Q.contexts_stream, prefetch=1).gives([Web("curl"), None]),
        call(Q.origin_of, 1).gives(Web("curl")),
        call(Q.origin_of, 2).gives(None),
        call(Q.origin_of, 9).gives(None),
    ],
    "values of any type": [
        *ADDED,
        call(Q.any_events).gives([FIRST, SECOND]),
        call(Q.add_any_event, payload=[None], context="x", tags=[[1], None, {}], preferences={}, folder=FOLDER).gives(
            Event(3, None, [None], "x", [[1], None, {}], {}, FOLDER)
        ),
        call(Q.add_any_event, payload=0, context=None, tags=None, preferences=None, folder=Folder(None, None)).gives(
            Event(4, None, 0, None, None, None, Folder(None, None))
        ),
    ],
    "an override and @json": [
        call(Q.book_with_metadata, ALPHA).gives(ALPHA_BOOK),
        call(Q.book_with_metadata, "x").gives(None),
        call(Q.prizes_of_books, Prize("gold")).gives([PrizesOfBooksRow(ALPHA, Prize("gold"))]),
    ],
    "beside an embed": [
        *ADDED,
        call(Q.events_of_members).gives(
            [
                EventsOfMembersRow(MEMBERS[0], LENT, TAGS),
                EventsOfMembersRow(MEMBERS[1], LOST, None),
                EventsOfMembersRow(MEMBERS[2], None, None),
            ]
        ),
        call(Q.members_with_events).gives(
            [
                MembersWithEventsRow("Ann", FIRST, [Web("curl")]),
                MembersWithEventsRow("Bob", SECOND, [None]),
                MembersWithEventsRow("Cid", None, None),
            ]
        ),
    ],
    "asserted": [
        *ADDED[:1],
        call(Q.certain_contexts).gives([CertainContextsRow(Web("curl"), LENT_ANY)]),
    ],
    "batches": [
        *ADDED,
        call(Q.events_by, [Place(place="Oslo"), Place(place="Bergen"), Place(place="Rome")]).gives(
            [[EventsByRow(1, Web("curl"))], [EventsByRow(2, None)], []]
        ),
        call(Q.retag, [RetagParams(tags=None, id=1), RetagParams(tags=TAGS, id=2), RetagParams(tags=[], id=9)]).gives(
            [None, TAGS, None]
        ),
    ],
    "copies": [
        call(
            Q.copy_events,
            [
                CopyEventsParams(id=7, payload=LENT, context=Desk(1), tags=TAGS),
                CopyEventsParams(id=8, payload=LOST, context=None, tags=None),
            ],
        ).gives(2),
        call(Q.contexts).gives([Desk(1), None]),
        call(Q.get_event, 7).gives(GetEventRow(7, None, LENT, {"type": "desk", "number": 1}, TAGS_ANY, None, None)),
    ],
    "parts": [
        *ADDED,
        call(Q.parts_of_events).gives(
            [
                PartsOfEventsRow(
                    (1, LENT_ANY, (CURL_ANY, "x")),
                    (ANN, 1),
                    COVER,
                    [{}, None, [2], [[3]]],
                    [LENT_ANY],
                    Range(LENT_ANY, None),
                    [Range(None, LENT_ANY)],
                    [[LENT_ANY, None]],
                    Events(1, ANN, LENT_ANY, CURL_ANY, TAGS_ANY, {"k": [1]}, FOLDER),
                ),
                PartsOfEventsRow(
                    (2, LOST_ANY, (None, "x")),
                    (BOB, 2),
                    None,
                    None,
                    [LENT_ANY, LOST_ANY],
                    Range(LOST_ANY, None),
                    [Range(None, LOST_ANY)],
                    [[LOST_ANY, None]],
                    Events(2, BOB, LOST_ANY, None, None, None, None),
                ),
            ]
        ),
    ],
}
