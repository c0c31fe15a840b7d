"""Users by the file: copied as they arrive, all in one transaction, in memory that does not grow with the file."""

import asyncio
import math
from collections.abc import AsyncGenerator, AsyncIterable
from dataclasses import dataclass

from litestar import Router, post
from litestar.openapi.spec import OpenAPIMediaType, Operation, Reference, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType
from msgspec import Struct

from generated import transaction
from generated.imports import ImportsQueries, StageUsersParams
from undercroft.database.pool import Database, Patient
from undercroft.errors import ImportsFull, Invalid, TooManyRows
from undercroft.http.problems import WITH_BODY, documented
from undercroft.http.requests import AnyRequest, require_media_type
from undercroft.http.row_bodies import csv_records, ndjson

from .settings import Settings
from .users import NewUser

PATH = "/users/import"

MOST_ROWS = 100_000
# How many of the rejected rows the answer tells; it counts all.
MOST_REJECTED = 1000

READERS = {"application/x-ndjson": ndjson, "text/csv": csv_records}


class Rejected(Struct, frozen=True):
    line: int
    detail: str


class Imported(Struct, frozen=True):
    inserted: int
    rejected_count: int
    rejected: list[Rejected]


@dataclass
class _Described(Operation):
    """OpenAPI's view of a body that no parameter of the handler stands for."""

    def __post_init__(self) -> None:
        line = OpenAPIMediaType(schema=Reference("#/components/schemas/NewUser"))
        text = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))
        described = "A user a line; or CSV (RFC 4180) whose first record names the fields, in any order."
        content = dict(zip(READERS, (line, text), strict=True))
        self.request_body = RequestBody(content=content, description=described, required=True)


def router(database: Database, settings: Settings) -> Router:
    # Each holds a connection for as long as its client takes to send: most stay for everyone else.
    free = asyncio.Semaphore(max(1, settings.pool_max // 4))

    @post(
        "/",
        operation_id="importUsers",
        operation_class=_Described,
        status_code=200,
        request_max_body_size=settings.max_import_body,
        responses=documented(*WITH_BODY, 503),
    )
    async def import_users(request: AnyRequest) -> Imported:
        """Up to 100,000 rows, all in one transaction; those that cannot become users are told by their lines."""
        read = READERS[require_media_type(request, *READERS)]
        if free.locked():
            raise ImportsFull
        rejected = _Rejections()
        async with free, database.connection() as connection, transaction(connection) as tx:
            imports = ImportsQueries(Patient(tx, settings.import_timeout))
            await imports.limit_statements(f"{math.ceil(settings.import_timeout * 1000)}ms")
            staged = await imports.stage_users(_accepted(read(request.stream(), NewUser), rejected))
            inserted = await imports.import_staged_users()
            if inserted < staged:
                for row in await imports.list_refused_users(MOST_REJECTED):
                    rejected.note(row.line, _why_refused(row.taken_by))
            await imports.clear_staged_users()
        return Imported(inserted, rejected.count + staged - inserted, rejected.first())

    return Router(PATH, route_handlers=[import_users], tags=["users"])


class _Rejections:
    """Counts the rows that cannot be read, and keeps what is told of them and others."""

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
    rows: AsyncIterable[tuple[int, NewUser | Invalid]], rejected: _Rejections
) -> AsyncGenerator[StageUsersParams]:
    number = 0
    async for line, row in rows:
        number += 1
        if number > MOST_ROWS:
            raise TooManyRows(MOST_ROWS)
        if isinstance(row, Invalid):
            rejected.add(line, row)
        else:
            yield StageUsersParams(line=line, email=row.email, name=row.name)


def _why_refused(taken_by: int | None) -> str:
    if taken_by is None:
        return "row.email: another user has this email"
    return f"row.email: the row on line {taken_by} has the same email"
