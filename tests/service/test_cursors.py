"""Cursors."""

from base64 import urlsafe_b64encode
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct, msgpack

from service import cursors
from service.errors import Invalid


class Place(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    at: Annotated[datetime, Meta(tz=True)]
    id: UUID


places = st.builds(Place, at=st.datetimes(timezones=st.just(UTC)), id=st.uuids())


@given(places)
def test_what_was_written_is_read(place: Place) -> None:
    cursor = cursors.encode(place)
    assert cursors.decode(cursor, Place) == place
    assert cursor.replace("-", "").replace("_", "").isalnum()


@given(places, st.data())
def test_a_changed_one_is_another_or_refused(place: Place, data: st.DataObject) -> None:
    cursor = cursors.encode(place)
    at = data.draw(st.integers(0, len(cursor) - 1))
    changed = cursor[:at] + data.draw(st.sampled_from("AZaz09-_=+/ \0é")) + cursor[at + 1 :]
    with suppress(Invalid):
        assert (cursors.decode(changed, Place) == place) == (changed == cursor)


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="cursor"):
        cursors.decode(text, Place)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param([], id="too few"),
        pytest.param([datetime.now(UTC), UUID(int=1), 1], id="too many"),
        pytest.param(["x", UUID(int=1)], id="not a time"),
        pytest.param(["2026-01-01T00:00:00Z", UUID(int=1)], id="a time as text"),
        pytest.param([datetime(2026, 1, 1), UUID(int=1)], id="a time without a zone"),
        pytest.param({"at": datetime.now(UTC), "id": UUID(int=1)}, id="a map"),
        pytest.param(None, id="nil"),
    ],
)
def test_what_is_no_place(value: object) -> None:
    with pytest.raises(Invalid):
        cursors.decode(urlsafe_b64encode(msgpack.encode(value)).rstrip(b"=").decode(), Place)
