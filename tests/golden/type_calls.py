"""Sends every type and reads it back, with values and with NULLs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import IPv4Interface, IPv6Network
from typing import Any
from uuid import UUID

from asyncpg import BitString, Box, Circle, Line, LineSegment, Path, Point, Polygon, Range

from tests.golden.calls import Calls, call, stream
from tests.golden.types.generated.models import Array, Block, Entry, Mood, OtherMood, Scalar, Span, Thing, Things
from tests.golden.types.generated.tables import TablesQueries
from tests.golden.types.generated.values import (
    AddStampRow,
    AnonymousRow,
    CopyArraysParams,
    CopySpansParams,
    CopyThingsParams,
    EchoRow,
    ElementsRow,
    GridsRow,
    MoodsOfParams,
    PartsRow,
    RowsRow,
    SaveThingsParams,
    SaveThingsRow,
    StreamThingsRow,
    ValuesQueries,
    VersionsRow,
)

__all__ = ["TABLE_CALLS", "VALUE_CALLS"]

MOMENT = datetime(2026, 11, 23, 1, 2, 3, 456789)
ZONED = MOMENT.replace(tzinfo=UTC)
DAY = date(2026, 11, 23)

SCALARS: Mapping[str, Any] = {
    "bool_": False,
    "int2_": -(2**15),
    "int4_": 2**31 - 1,
    "int8_": -(2**63),
    "float4_": 1.5,
    "float8_": float("-inf"),
    "numeric_": Decimal("12345678901234567890.1234567890"),
    "money_": "$1.50",
    "text_": "naïve 'quoted' \\ \n",
    "varchar_": "x" * 10,
    "char_": "abc",
    "name_": "name",
    "byte_": b"a",
    "bytea_": b"\0\xff",
    "uuid_": UUID(int=1),
    "date_": DAY,
    "time_": time(23, 59, 59, 999999),
    "timetz_": time(1, 2, 3, tzinfo=UTC),
    "timestamp_": MOMENT,
    "timestamptz_": ZONED,
    "interval_": timedelta(days=-1, seconds=2, microseconds=3),
    "inet_": IPv4Interface("10.0.0.1/8"),
    "cidr_": IPv6Network("2001:db8::/32"),
    "macaddr_": "08:00:2b:01:02:03",
    "macaddr8_": "08:00:2b:01:02:03:04:05",
    "bit_": BitString.from_int(5, 3),
    "varbit_": BitString.from_int(21, 5),
    "oid_": 2**32 - 1,
    "xid_": 7,
    "xid8_": 2**40,
    "cid_": 3,
    "tid_": (4, 5),
    "lsn": 2**33,
    "snapshot": (10, 20, (10, 14, 15)),
    "point_": Point(1.0, 2.0),
    "line_": Line(1.0, 2.0, 3.0),
    "lseg_": LineSegment((0.0, 1.0), (2.0, 3.0)),
    "box_": Box((2.0, 3.0), (0.0, 1.0)),
    "path_": Path((0.0, 0.0), (1.0, 1.0), is_closed=True),
    "polygon_": Polygon((0.0, 0.0), (1.0, 1.0), (1.0, 0.0)),
    "circle_": Circle(Point(0.0, 1.0), 2.0),
    "json_": [1, None, {"a": "ø"}],
    "jsonb_": {"k": [1.5, True]},
    "jsonpath_": '$."a"',
    "xml_": None,  # the embedded server was built without libxml
    "tsvector_": "'a':1 'b':2",
    "tsquery_": "'a' & 'b'",
    "class_": "scalars",
    "type_": "integer",
    "role_": "pg_monitor",
    "namespace_": "other",
    "procedure_": "abs(integer)",
    "citext_": "FoLd",
    "hstore_": {"a": "b", "none": None},
    "ltree_": "a.b",
    "lquery_": "a.*",
}
ENTRY = Entry(1, "x", [Mood.SAD, None])
NO_ENTRY = Entry(None, None, None)
BLOCK = Block(ENTRY, [ENTRY, None, NO_ENTRY], ZONED, ["1", None], {"a": [None]}, {"k": None})
NO_BLOCK = Block(None, None, None, None, None, None)
HOURS = Range(ZONED, ZONED + timedelta(hours=1))
ARRAYS: Mapping[str, Any] = {
    "bools": [True, None],
    "grid": [[1, 2], [None, 4]],
    "cube": [[["a", None]], [["b", "c"]]],
    "uuids": [UUID(int=2), None],
    "days": [DAY, None],
    "amounts": [Decimal("1.5"), None],
    "blobs": [b"", None],
    "moods": [Mood.HAPPY_EXCLAMATION, None],
    "mood_grid": [[Mood.SAD, None], [Mood.SO_SO, Mood.HAPPY_EXCLAMATION]],
    "jsons": [{"a": 1}, [1, 2], None, "x"],
    "entries": [ENTRY, None],
    "stores": [{"a": None}, {}, None],
    "folded": ["A", None],
    "addresses": [IPv4Interface("10.0.0.1/8"), None],
    "hours": [HOURS, None],
    "positives": [1, None],
    "zips": ["1", None],
    "intervals": [timedelta(1), None],
    "points": [Point(0.0, 1.0), None],
}
SPANS: Mapping[str, Any] = {
    "ints": Range(1, 3),
    "bigs": Range(None, 2**40),
    "nums": Range(Decimal("1.5"), Decimal(2), upper_inc=True),
    "days": Range(DAY, None),
    "times": Range(MOMENT, MOMENT, upper_inc=True),
    "zoned": HOURS,
    "spread": Range(empty=True),
    "many_ints": [Range(1, 2), Range(5, 6)],
    "many_bigs": [],
    "many_nums": [Range(None, Decimal(0))],
    "many_days": [Range(DAY, DAY + timedelta(1))],
    "many_times": [Range(MOMENT, None)],
    "many_zoned": [HOURS],
    "many_spreads": [Range(0.5, 1.5)],
}
THINGS: Mapping[str, Any] = {
    "mood": Mood.SO_SO,
    "other": OtherMood.DOWN,
    "positive": 1,
    "whole": 2,
    "entry": ENTRY,
    "block": BLOCK,
    "blocks": [BLOCK, None, NO_BLOCK],
    "checked": ENTRY,
}
# A domain that is NOT NULL refuses it.
NO_THINGS: Mapping[str, Any] = {**dict.fromkeys(THINGS), "whole": 1}


@dataclass
class Table:
    """A struct with the queries that send and read it."""

    struct: type[Any]
    add: Any
    get: Any

    def calls(self, values: Mapping[str, Any]) -> Calls:
        expected = self.struct(id=1, **values)
        return [
            call(self.get, 1).gives(None),
            call(self.add, id=1, **values).gives(expected),
            call(self.get, 1).gives(expected),
        ]


T = TablesQueries
SCALAR_TABLE = Table(Scalar, T.add_scalars, T.get_scalars)
ARRAY_TABLE = Table(Array, T.add_arrays, T.get_arrays)
SPAN_TABLE = Table(Span, T.add_spans, T.get_spans)
THING_TABLE = Table(Thing, T.add_things, T.get_things)

TABLE_CALLS: Mapping[str, Calls] = {
    "scalars": SCALAR_TABLE.calls(SCALARS),
    "scalars that are NULL": SCALAR_TABLE.calls(dict.fromkeys(SCALARS)),
    "arrays": ARRAY_TABLE.calls(ARRAYS),
    "arrays that are NULL": ARRAY_TABLE.calls(dict.fromkeys(ARRAYS)),
    "arrays without elements": ARRAY_TABLE.calls({name: [] for name in ARRAYS}),
    "ranges": SPAN_TABLE.calls(SPANS),
    "ranges that are NULL": SPAN_TABLE.calls(dict.fromkeys(SPANS)),
    "composites": THING_TABLE.calls(THINGS),
    "composites that are NULL": THING_TABLE.calls(NO_THINGS),
    "composites of NULLs": THING_TABLE.calls({**NO_THINGS, "entry": NO_ENTRY, "block": NO_BLOCK, "blocks": []}),
}

Q = ValuesQueries
PLACED: Calls = [
    call(
        Q.copy_things,
        [
            CopyThingsParams(id=1, mood=Mood.SAD, entry=ENTRY, positive=1, whole=1),
            CopyThingsParams(id=2, mood=None, entry=None, positive=None, whole=1),
        ],
    ).gives(2)
]

VALUE_CALLS: Mapping[str, Calls] = {
    "parts": [
        call(T.add_things, id=1, **THINGS).gives(Thing(id=1, **THINGS)),
        call(T.add_things, id=2, **NO_THINGS).gives(Thing(id=2, **NO_THINGS)),
        call(Q.parts).gives([PartsRow(ENTRY, 1, "x", [Mood.SAD, None]), PartsRow(None, None, None, None)]),
    ],
    "found by a composite": [
        *PLACED,
        call(Q.things_with, entry=ENTRY, moods=[]).gives([1]),
        call(Q.things_with, entry=NO_ENTRY, moods=[Mood.SAD, Mood.HAPPY_EXCLAMATION]).gives([1]),
        call(Q.things_with, entry=NO_ENTRY, moods=[]).gives([]),
    ],
    "rows": [
        *PLACED,
        call(Q.rows).gives(
            [
                RowsRow(Things(1, Mood.SAD, None, 1, 1, ENTRY, None, None, None), [ENTRY, None]),
                RowsRow(Things(2, None, None, None, 1, None, None, None, None), [ENTRY, None]),
            ]
        ),
    ],
    "records": [call(Q.anonymous).gives(AnonymousRow((1, Mood.SAD, None), [(1, "x")], (1, "y")))],
    "elements": [
        call(Q.elements, [Mood.HAPPY_EXCLAMATION, Mood.SAD]).gives(
            [ElementsRow(Mood.HAPPY_EXCLAMATION, 1), ElementsRow(Mood.SAD, 2)]
        ),
        call(Q.elements, []).gives([]),
    ],
    "grids": [
        call(Q.grids).gives(GridsRow([[1, 2], [3, 4]], None, [[None]])),
        *PLACED,
        call(Q.grids).gives(GridsRow([[1, 2], [3, 4]], [[Mood.SAD], [None]], [[None]])),
    ],
    "parameters": [
        call(Q.echo, entry=ENTRY, block=BLOCK, day=Range(DAY, None), json=[1]).gives(
            EchoRow(ENTRY, BLOCK, Range(DAY, None), [1])
        ),
        call(Q.echo, entry=None, block=None, day=None, json=None).gives(EchoRow(None, None, None, None)),
    ],
    "copies": [
        call(
            Q.copy_arrays,
            [
                CopyArraysParams(id=1, grid=[[1], [None]], moods=[Mood.SAD], jsons=[{}, None], entries=[ENTRY, None]),
                CopyArraysParams(id=2, grid=None, moods=None, jsons=None, entries=None),
            ],
        ).gives(2),
        call(
            Q.copy_spans,
            [
                CopySpansParams(id=1, ints=Range(1, 2), many_days=[Range(DAY, None)]),
                CopySpansParams(id=2, ints=None, many_days=None),
            ],
        ).gives(2),
    ],
    "defaults": [
        call(Q.add_stamp, small=1, total=Decimal("1.5")).gives(
            AddStampRow(date(2026, 1, 1), date(2026, 1, 2), 1, Decimal("1.500"))
        )
    ],
    "batches": [
        call(
            Q.save_things,
            [
                SaveThingsParams(id=1, mood=Mood.SAD, entry=ENTRY, whole=1),
                SaveThingsParams(id=2, mood=None, entry=None, whole=2),
            ],
        ).gives([SaveThingsRow(1, Mood.SAD, ENTRY, 1), SaveThingsRow(2, None, None, 2)]),
        call(Q.moods_of, [MoodsOfParams(mood=Mood.SAD, id=2), MoodsOfParams(mood=Mood.HAPPY_EXCLAMATION, id=9)]).gives(
            [[Mood.SAD, None], []]
        ),
    ],
    "streams": [
        *PLACED,
        call(Q.stream_things).gives([StreamThingsRow(1, ENTRY, Mood.SAD), StreamThingsRow(2, None, None)]),
        stream(Q.stream_things_stream, prefetch=1).gives(
            [StreamThingsRow(1, ENTRY, Mood.SAD), StreamThingsRow(2, None, None)]
        ),
    ],
    "expressions": [call(Q.versions).gives(VersionsRow(True, True, datetime(2025, 12, 31, tzinfo=UTC)))],
}
