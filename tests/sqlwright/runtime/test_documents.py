"""Values that JSON has no form for are the same in a document as in a column."""

import math
from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec import UNSET, Struct, UnsetType, ValidationError, field
from msgspec.json import Decoder

from sqlwright.drivers.asyncpg.runtime.documents import as_columns


class Reading(Struct, frozen=True):
    value: float
    at: datetime | None = None
    day: date | UnsetType | None = field(default=UNSET, name="Day")


class Station(Struct, frozen=True):
    name: str
    readings: list[Reading]


INFINITE = b'{"value": "-Infinity", "at": "infinity", "Day": "-infinity"}'
DOCUMENTS: dict[str, tuple[Any, bytes, object]] = {
    "what JSON has": (Reading, b'{"value": 1.5}', Reading(1.5)),
    "infinity": (Reading, INFINITE, Reading(-math.inf, datetime.max, date.min)),
    "a moment before the years of JSON's zones": (
        list[datetime],
        b'["1850-01-01T00:00:00+00:53:28", "2024-01-01T00:00:00Z"]',
        [datetime.fromisoformat("1850-01-01T00:00:00+00:53:28"), datetime(2024, 1, 1, tzinfo=UTC)],
    ),
    "in a list of objects": (
        Station,
        b'{"name": "x", "readings": [{"value": 1}, {"value": "Infinity"}]}',
        Station("x", [Reading(1.0), Reading(math.inf)]),
    ),
    "in a map": (dict[str, float | None], b'{"a": "Infinity", "b": null}', {"a": math.inf, "b": None}),
    "in a tuple": (tuple[int, float], b'[1, "-Infinity"]', (1, -math.inf)),
    "an array of more dimensions": (list[int], b"[[1, 2], [3, 4]]", [[1, 2], [3, 4]]),
    "an array of no dimensions": (list[float], b'"Infinity"', math.inf),
    "null": (Reading | None, b"null", None),
}


@pytest.mark.parametrize(("kind", "data", "value"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_values_are_what_they_are_in_columns(kind: Any, data: bytes, value: object) -> None:
    assert as_columns(Decoder(kind))(data) == value


def test_nan() -> None:
    found = as_columns(Decoder(list[float]))(b'["NaN", 1]')
    assert math.isnan(found[0])
    assert found[1:] == [1.0]


REFUSED = {
    "text for a number": (Reading, b'{"value": "x"}'),
    "a key is missing": (Reading, b'{"at": "infinity"}'),
    "a year before Christ": (list[datetime], b'["0044-03-15T00:00:00 BC"]'),
    "too short a tuple": (tuple[int, float], b'["NaN"]'),
}


@pytest.mark.parametrize(("kind", "data"), REFUSED.values(), ids=REFUSED)
def test_what_fits_nowhere_is_the_decoders_own_error(kind: Any, data: bytes) -> None:
    with pytest.raises(ValidationError):
        as_columns(Decoder(kind))(data)
