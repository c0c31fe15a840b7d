"""Users by the file: copied as they arrive, all in one transaction, in constant memory."""

import math
from collections.abc import AsyncGenerator, AsyncIterable
from typing import Annotated

from litestar import Router, post
from msgspec import Meta, Struct

from generated import transaction
from generated.imports import ImportsQueries, StageUsersParams
from undercroft.concurrency.shares import Shares
from undercroft.database.pool import Database, Patient
from undercroft.database.poolers import milliseconds
from undercroft.errors import Invalid
from undercroft.http import ndjson
from undercroft.http.failures import failures
from undercroft.http.records import begun, csv_records, json_lines, without_header
from undercroft.http.requests import AnyRequest, require_media_type
from undercroft.openapi.bodies import streamed
from undercroft.openapi.facts import shown

from .errors import ImportsFull, TooManyRows
from .settings import Settings
from .users import EMAIL, NewUser

PATH = "/users/import"

MOST_ROWS = 100_000
# How many of the rejected rows the answer lists; it counts all.
MOST_REJECTED = 1000

CSV = "text/csv"
READERS = {ndjson.MEDIA_TYPE: json_lines, CSV: csv_records}

BODY = streamed(
    "One user a line; or CSV (RFC 4180) whose first record names the fields, in any order.",
    {ndjson.MEDIA_TYPE: NewUser, CSV: str},
)
EXAMPLES = {
    ndjson.MEDIA_TYPE: '{"email":"cleo@example.org","name":"Cleo"}\n{"email":"dora@example.org","name":"Dora"}\n',
    CSV: f"email,name\nbob@example.org,Bob\n{EMAIL},Another Ada\n",
}


class Rejected(Struct, frozen=True):
    """A row that did not become a user."""

    line: Annotated[
        int, Meta(description="The line of the file on which the row begins, counted from 1.", examples=[3])
    ]
    detail: Annotated[
        str, Meta(description="Why it was rejected.", examples=["row.email: another user has this email"])
    ]


class Imported(Struct, frozen=True):
    """What became of the rows of a file."""

    inserted: Annotated[int, Meta(description="How many rows became users.", examples=[1])]
    rejected_count: Annotated[int, Meta(description="How many rows did not.", examples=[1])]
    rejected: Annotated[list[Rejected], Meta(description="The first 1000 of those, by their lines.")]


def router(database: Database, settings: Settings) -> Router:
    # An import holds a connection until its last row. Most of the pool stays for other requests, and where there is room
    # for several imports, some of it for other keys.
    most = max(1, settings.pool_max // 4, min(2, settings.pool_max - 1))
    room = Shares(most, math.ceil(most / 2), ImportsFull)

    @post(
        "/",
        operation_id="importUsers",
        operation_class=BODY,
        status_code=200,
        request_max_body_size=settings.max_import_body,
        responses=failures(without_header(NewUser), TooManyRows(MOST_ROWS), ImportsFull(), ImportsFull(True)),
        opt=shown(EXAMPLES),
    )
    async def import_users(request: AnyRequest) -> Imported:
        """Up to 100,000 rows, all in one transaction. The answer lists rows that cannot become users, by their lines."""
        read = READERS[require_media_type(request, *READERS)]
        rejected = _Rejections()
        # A client that says nothing takes no room and no connection.
        rows = await begun(_accepted(read(request.stream(), NewUser), rejected))
        with room.taken(request.auth.id):
            async with database.connection() as connection, transaction(connection) as tx:
                imports = ImportsQueries(Patient(tx, settings.import_timeout))
                await imports.limit_statements(milliseconds(settings.import_timeout))
                staged = await imports.stage_users(rows)
                inserted = await imports.import_staged_users()
                if inserted < staged:
                    for refused in await imports.list_refused_users(MOST_REJECTED):
                        rejected.note(refused.line, _why_refused(refused.taken_by))
                await imports.clear_staged_users()
        return Imported(inserted, rejected.count + staged - inserted, rejected.first())

    return Router(PATH, route_handlers=[import_users], tags=["users"])


class _Rejections:
    """Counts the rows that cannot be read, and notes what the answer says about these and others."""

    def __init__(self) -> None:
        self.count = 0
        self._noted: list[Rejected] = []

    def add(self, line: int, error: Invalid) -> None:
        self.count += 1
        if self.count <= MOST_REJECTED:
            self.note(line, error.detail)

    def note(self, line: int, detail: str) -> None:
        self._noted.append(Rejected(line, detail))

    def first(self) -> list[Rejected]:
        return sorted(self._noted, key=lambda rejected: rejected.line)[:MOST_REJECTED]


async def _accepted(
    records: AsyncIterable[tuple[int, NewUser | Invalid]], rejected: _Rejections
) -> AsyncGenerator[StageUsersParams]:
    number = 0
    async for line, record in records:
        number += 1
        if number > MOST_ROWS:
            raise TooManyRows(MOST_ROWS)
        if isinstance(record, Invalid):
            rejected.add(line, record)
        else:
            yield StageUsersParams(line=line, email=record.email, name=record.name)


def _why_refused(taken_by: int | None) -> str:
    if taken_by is None:
        return "row.email: another user has this email"
    return f"row.email: the row on line {taken_by} has the same email"
