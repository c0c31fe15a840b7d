"""Values for the columns of a row in a test, in Python and in SQL."""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from .tables import Column, Table

__all__ = ["NOTHING", "Value", "values_for"]


class Value(Struct, frozen=True):
    """`{n}` in them stands for the number of the row."""

    python: str
    sql: str
    imports: Sequence[str] = ()

    @property
    def is_numbered(self) -> bool:
        return "{n}" in self.sql


NOTHING = Value("None", "null")


def _number(*numbers: str) -> Sequence[Value]:
    return [Value(number, number) for number in numbers]


def _text(*texts: str) -> Sequence[Value]:
    return [Value(_quoted(text), "'" + text.replace("'", "''") + "'") for text in texts]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'f"{escaped}"' if "{n}" in text else f'"{escaped}"'


_DAYS = (("2026, 1, 1", "2026-01-01"), ("2026, 1, 2", "2026-01-02"))
_TEXTS = ("a", "Name", "a@example.org", "https://example.org/a", "ABC", "1")
_PLAIN: Mapping[str, Sequence[Value]] = {
    "int2": _number("1", "0", "10", "100", "2026"),
    **dict.fromkeys(("int4", "int8"), _number("1", "0", "10", "100", "2026", "100_000")),
    **dict.fromkeys(("float4", "float8"), _number("1.0", "0.5", "10.0")),
    "numeric": [Value(f"Decimal({n})", n, ["from decimal import Decimal"]) for n in ("1", "0", "10", "100")],
    "bool": [Value("True", "true"), Value("False", "false")],
    **dict.fromkeys(("text", "varchar", "bpchar", "citext", "name"), _text(*_TEXTS)),
    "uuid": [Value("UUID(int=1)", "'00000000-0000-0000-0000-000000000001'", ["from uuid import UUID"])],
    "date": [Value(f"date({py})", f"date '{sql}'", ["from datetime import date"]) for py, sql in _DAYS],
    "timestamptz": [
        Value(f"datetime({py}, tzinfo=UTC)", f"timestamptz '{sql} 00:00Z'", ["from datetime import UTC, datetime"])
        for py, sql in _DAYS
    ],
    "timestamp": [
        Value(f"datetime({py})", f"timestamp '{sql}'", ["from datetime import datetime"]) for py, sql in _DAYS
    ],
    "time": [Value(f"time({hour})", f"time '{hour}:00'", ["from datetime import time"]) for hour in (10, 11)],
    "interval": [Value("timedelta(hours=1)", "interval '1 hour'", ["from datetime import timedelta"])],
    "bytea": [Value('b"a"', "'a'::bytea")],
    **{name: [Value("{}", "'{}'"), Value("[]", "'[]'")] for name in ("json", "jsonb")},
    "inet": [Value('ip_address("192.0.2.1")', "inet '192.0.2.1'", ["from ipaddress import ip_address"])],
    "tsvector": _text("a"),
}
_NUMBERED: Mapping[str, Sequence[Value]] = {
    "int2": [Value("n", "{n}")],
    **{name: [Value("n", "{n}"), Value("100_000 + n", "100000 + {n}")] for name in ("int4", "int8")},
    "numeric": [Value("Decimal(n)", "{n}", ["from decimal import Decimal"])],
    **dict.fromkeys(
        ("text", "varchar", "bpchar", "citext", "name"),
        _text("a{n}", "a{n}@example.org", "A{n}", "https://example.org/a{n}", "{n}"),
    ),
    "uuid": [
        Value("UUID(int=n)", "('00000000-0000-0000-0000-' || lpad('{n}', 12, '0'))::uuid", ["from uuid import UUID"])
    ],
    "date": [
        Value(
            "date(2026, 1, 1) + timedelta(days=n)", "date '2026-01-01' + {n}", ["from datetime import date, timedelta"]
        )
    ],
    "timestamptz": [
        Value(
            "datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n)",
            "timestamptz '2026-01-01 00:00Z' + interval '{n} days'",
            ["from datetime import UTC, datetime, timedelta"],
        )
    ],
    "bytea": [Value('f"a{n}".encode()', "convert_to('a{n}', 'UTF8')")],
}
_LITERAL = re.compile(r"'((?:[^']|'')+)'::(?:text|character varying|bpchar)")


def values_for(column: Column, table: Table) -> Sequence[Value]:
    """Values that may do, the most likely first; those of a unique key hold the row's number."""
    # A key whose other columns point to rows of their own is unique without it.
    unique = any(column.number in key and not _points(table, key) for key in table.distinctions)
    if column.array:
        return [Value("[]", "'{}'")]
    if column.labels:
        return [Value(_quoted(label), f"'{label}'") for label in column.labels]
    found = list((unique and _NUMBERED.get(column.base)) or _PLAIN.get(column.base, ()))
    if not unique and column.base in ("text", "varchar", "bpchar"):
        checks = [check.text for check in table.checks if column.number in check.columns]
        found = [*_text(*(text.replace("''", "'") for check in checks for text in _LITERAL.findall(check))), *found]
    if column.length:
        found = [value for value in found if _size(value) <= column.length]
    if column.length and column.base == "bpchar" and not unique:
        # PostgreSQL gives back a char(n) with blanks to its length.
        found = [*(value for value in found if _size(value) == column.length), *_text("A" * column.length)]
    return found


def _points(table: Table, key: Sequence[int]) -> bool:
    return any({*foreign.columns} & {*key} for foreign in table.foreign)


def _size(value: Value) -> int:
    return len(value.sql.replace("{n}", "1")) - 2
