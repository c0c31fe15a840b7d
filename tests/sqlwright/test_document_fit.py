"""What the compiler says of documents and types agrees with what PostgreSQL writes and msgspec decodes."""

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import Any, Literal
from uuid import UUID

import msgspec
import pytest

from sqlwright.model import Expected, Key, Query, Shape, Type, TypedDocument
from sqlwright.model.catalog import PgType
from sqlwright.project.document_fit import misfits
from sqlwright.project.options.probe import expected
from undercroft.testing.databases import connect


class Number(Enum):
    ONE = 1


VALUES = {
    "bigint": ("1", "0"),
    "numeric": ("1", "1.5"),
    "real": ("1.5", "1"),
    "boolean": ("true",),
    "uuid": ("'9b1f7c52-3e0d-4a86-b1c4-5d2e8f60a713'",),
    "date": ("'2026-01-31'",),
    "time": ("'10:00:01.5'",),
    "timestamp": ("'2026-01-31 10:00'",),
    "timestamptz": ("'2026-01-31 10:00Z'",),
    "interval": ("'1 day'", "'01:00'"),
    "bytea": ("'\\x89'", "'\\x'"),
    "text": (
        "''",
        "'2026-01-31'",
        "'1.5'",
        "'P1D'",
        "'x'",
        "'10:00:00'",
        "'2026-01-31T10:00:00'",
        "'AAAA'",
        "'9b1f7c52-3e0d-4a86-b1c4-5d2e8f60a713'",
    ),
}
TYPES: tuple[Any, ...] = (
    *(bool, int, float, Decimal, str, bytes, UUID, dt.date, dt.time, dt.datetime, dt.timedelta, msgspec.Raw, Any),
    *(Number, Literal["x"], list[int], dict[str, int], tuple[int, int], int | None, str | int, None),
)


@pytest.mark.parametrize("name", VALUES)
async def test_a_misfit_is_a_document_that_msgspec_refuses(name: str, shared_database_url: str) -> None:
    async with connect(shared_database_url) as connection:
        made = [f"json_build_object('a', {value}::{name})::text" for value in VALUES[name]]
        documents: list[str] = await connection.fetchval(f"select array[{', '.join(made)}]")
        typname: str = await connection.fetchval("select typname from pg_type where oid = $1::text::regtype", name)
    scalar = PgType(0, name, "pg_catalog", typname, "b", 0, 0, (), None, user=False)
    shape = Shape("object", keys=[Key("a", Shape("value", value=Type(name, scalar, 0, nullable=False)))])
    for kind in TYPES:
        whole = dict[str, kind]
        found = [is_decoded(document, whole) for document in documents]
        assert any(found) or is_misfit(shape, whole), f"{name} may be {kind}, as what is decoded shows not"
        assert not any(found) or not is_misfit(shape, whole), f"{name} is never {kind}, as what is decoded shows not"


def is_decoded(document: str, kind: Any) -> bool:
    try:
        msgspec.json.decode(document, type=kind)
    except msgspec.ValidationError:
        return False
    return True


def is_misfit(shape: Shape, kind: Any) -> bool:
    known = msgspec.convert(expected(kind), Expected)
    document = TypedDocument("c", "t", shape, 1, 1)
    query = Query("Q", ":one", "", (), (), (), "one", (), None, 1, documents=[document])
    return any(misfits(query, {"t": known}))
