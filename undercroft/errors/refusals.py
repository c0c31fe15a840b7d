"""What failures of the database mean for a request, when they are about the server and not about the values."""

from asyncio import CancelledError

import asyncpg

from .request_errors import (
    ConnectionLost,
    DatabaseFull,
    DatabaseReadOnly,
    DeadlineExceeded,
    RequestError,
    SchemaUnfit,
    StorageFailing,
    Unavailable,
)

# What a query raises when its connection is lost, or the server is shutting down.
LOST_ERRORS = (
    ConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    # asyncpg raises it for a query that comes just after the server has said goodbye.
    asyncpg.InternalClientError,
)


def outage(error: BaseException) -> RequestError | None:
    """The error that stands for this one, if the database failed; None if what was asked of it was wrong."""
    match error:
        case Unavailable():
            return error
        case TimeoutError():
            return DeadlineExceeded()
        case asyncpg.InvalidCachedStatementError():
            # asyncpg itself repeats a statement that stands alone, but not one within a transaction.
            return _changed()
        case asyncpg.PostgresError():
            return refusal(error)
        case _ if isinstance(error, LOST_ERRORS):
            return ConnectionLost()
        case asyncpg.InterfaceError(__context__=cause) if isinstance(cause, (*LOST_ERRORS, CancelledError)):
            # What a transaction raises when it cannot end because its connection is lost. After a cancellation too: the
            # connection of a query that does not answer to that is closed.
            return ConnectionLost()
        case _:
            return None


def refusal(error: asyncpg.PostgresError) -> RequestError | None:
    """The error that stands for this one by its SQLSTATE; None if it is a bug, or damage that a person must look at."""
    match error.sqlstate:
        case "25006":
            return DatabaseReadOnly()
        case "25P03" | "57000" | "57P01" | "57P02" | "57P04" | "57P05":
            # The server has ended the session.
            return ConnectionLost()
        case "25P04" | "57014":
            return DeadlineExceeded()
        case "42501":
            return Unavailable("the service lacks a right in the database", retry_after=10)
        case "3F000" | "42703" | "42704" | "42883" | "42P01":
            # PostgreSQL knew the names when the queries were compiled: a migration has not come yet, or came too early.
            return SchemaUnfit()
        case "42804":
            # PostgreSQL checked the types when the queries were compiled: a function remembers others.
            return _changed()
        case "53100":
            return DatabaseFull()
        case "55P03":
            return Unavailable("others have locked the same data for too long")
        case "57P03":
            return Unavailable("the database is starting or stopping")
        case "58000" | "58030":
            return StorageFailing()
        case str(state) if state.startswith("08"):
            return ConnectionLost()
        case str(state) if state.startswith("53"):
            return Unavailable("the database has run out of memory, connections or another resource")
        case _:
            return None


def _changed() -> RequestError:
    return Unavailable("the database's tables were changed meanwhile")
