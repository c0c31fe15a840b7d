"""What PostgreSQL refuses, as errors of the API."""

from collections.abc import Callable, Mapping
from functools import partial

import asyncpg
from undercroft.errors import Conflict, Invalid, RequestError


class Taken(Conflict):
    slug = "taken"
    title = "There is one already"

    def __init__(self) -> None:
        super().__init__("another row has a value that only one may have")


class Referred(Conflict):
    slug = "referred"
    title = "A reference does not hold"

    def __init__(self) -> None:
        super().__init__("what this refers to is not there, or something still refers to this")


REFUSALS: Mapping[type[Exception], Callable[[], RequestError]] = {
    asyncpg.UniqueViolationError: Taken,
    asyncpg.ExclusionViolationError: Taken,
    asyncpg.ForeignKeyViolationError: Referred,
    asyncpg.IntegrityConstraintViolationError: partial(Invalid, "a rule of the table does not allow these values"),
    asyncpg.DataError: partial(Invalid, "a value is not one that its column can hold"),
}
