"""What can go wrong, and what is said about it.

    RequestError                 answered as application/problem+json
    ├── Invalid              400  the request breaks the API's rules; says where
    ├── Unauthenticated      401
    │   ├── KeyMissing       401
    │   └── KeyUnknown       401
    ├── Forbidden            403
    ├── NotFound             404
    ├── MethodNotAllowed     405
    ├── Conflict             409
    │   ├── EmailTaken       409
    │   ├── WrongState       409
    │   └── KeyInFlight      409
    ├── PreconditionFailed   412
    ├── TooLarge             413
    │   └── TooManyRows      413
    ├── UnsupportedMedia     415
    ├── KeyReused            422
    ├── TooManyRequests      429  with Retry-After
    ├── InternalError        500  a bug: it is logged whole, and nothing is said about it
    ├── Unavailable          503  with Retry-After
    │   ├── ConnectionLost   503
    │   ├── ImportsFull      503
    │   ├── PoolExhausted    503
    │   └── ShuttingDown     503
    └── DeadlineExceeded     504

    CommandError                 ends a command: one clear line on stderr, exit status 1
    ├── SettingsError
    ├── MigrationError
    ├── DatabaseUnusable
    └── CannotServe

    JobError                     a try of a job failed, and is kept with the job: nothing of anyone's data
    └── JobHopeless

`problems.py` says which of them an error of PostgreSQL or of Litestar is.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import ClassVar

import asyncpg
from msgspec import Struct


class FieldError(Struct, frozen=True):
    """What is wrong with one value, and where it stands: `body.email`, `query.limit`, `path.user_id`."""

    path: str
    message: str


class RequestError(Exception):
    """The request cannot be served, and this is what its sender may know about it."""

    status: ClassVar[int]
    slug: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers or {}


class Invalid(RequestError):
    status = 400
    slug = "invalid-request"
    title = "Invalid request"

    def __init__(self, detail: str = "", *errors: FieldError) -> None:
        super().__init__(detail or "; ".join(f"{error.path}: {error.message}" for error in errors))
        self.errors = errors

    @classmethod
    def at(cls, path: str, message: str) -> "Invalid":
        return cls("", FieldError(path, message))


class Unauthenticated(RequestError):
    status = 401
    slug = "unauthenticated"
    title = "A valid key is needed"

    def __init__(self, detail: str, *, challenge: str) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": challenge})


class KeyMissing(Unauthenticated):
    def __init__(self) -> None:
        super().__init__("send a key: Authorization: Bearer <key>", challenge="Bearer")


class KeyUnknown(Unauthenticated):
    def __init__(self) -> None:
        super().__init__("the key is not known, or was revoked", challenge='Bearer error="invalid_token"')


class Forbidden(RequestError):
    status = 403
    slug = "forbidden"
    title = "The key's scope does not allow this"

    def __init__(self, scope: str) -> None:
        challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
        super().__init__(f"this needs a key with the scope {scope}", headers={"WWW-Authenticate": challenge})


class NotFound(RequestError):
    status = 404
    slug = "not-found"
    title = "Not found"

    def __init__(self, what: str, identity: object = "here") -> None:
        super().__init__(f"there is no {what} {identity}")


class MethodNotAllowed(RequestError):
    status = 405
    slug = "method-not-allowed"
    title = "Method not allowed"

    def __init__(self, method: str, *, allowed: str) -> None:
        super().__init__(f"{method} is not a method of this path", headers={"Allow": allowed})


class Conflict(RequestError):
    status = 409
    slug = "conflict"
    title = "Conflict"


class EmailTaken(Conflict):
    slug = "email-taken"
    title = "The email is taken"

    def __init__(self, email: str) -> None:
        super().__init__(f"another user has the email {email}")


class WrongState(Conflict):
    slug = "wrong-state"
    title = "The order's state does not allow this"

    def __init__(self, status: str, *, paid: object, total: object) -> None:
        super().__init__(f"the order is {status}, with {paid} paid of {total}")


class KeyInFlight(Conflict):
    slug = "key-in-flight"
    title = "The Idempotency-Key is in flight"

    def __init__(self) -> None:
        super().__init__("a request with this Idempotency-Key is still being answered")


class PreconditionFailed(RequestError):
    status = 412
    slug = "precondition-failed"
    title = "Precondition failed"

    def __init__(self, what: str, etag: str) -> None:
        super().__init__(f"the {what} is at {etag}, which If-Match does not name")


class TooLarge(RequestError):
    status = 413
    slug = "too-large"
    title = "Too large"

    def __init__(self, detail: str = "the body is larger than this service takes") -> None:
        super().__init__(detail)


class TooManyRows(TooLarge):
    def __init__(self, most: int) -> None:
        super().__init__(f"the file has more than {most} rows")


class UnsupportedMedia(RequestError):
    status = 415
    slug = "unsupported-media-type"
    title = "Unsupported media type"

    def __init__(self, *accepted: str, detail: str = "") -> None:
        wanted = f"the body must be {' or '.join(accepted)} in UTF-8"
        super().__init__(detail or wanted, headers={"Accept": ", ".join(accepted)})


class KeyReused(RequestError):
    status = 422
    slug = "key-reused"
    title = "The Idempotency-Key came with another body"

    def __init__(self) -> None:
        super().__init__("this Idempotency-Key came with another body before: a new request needs a new one")


class TooManyRequests(RequestError):
    status = 429
    slug = "rate-limited"
    title = "Too many requests"

    def __init__(self, limit: int) -> None:
        super().__init__(f"this key may send {limit} requests a second", headers={"Retry-After": "1"})


class InternalError(RequestError):
    status = 500
    slug = "internal-error"
    title = "Internal error"

    def __init__(self) -> None:
        super().__init__("something went wrong here; it was logged under the request_id")


class Unavailable(RequestError):
    status = 503
    slug = "unavailable"
    title = "Unavailable"

    def __init__(self, detail: str, *, retry_after: int = 1) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class ConnectionLost(Unavailable):
    def __init__(self) -> None:
        super().__init__("the connection to the database was lost")


class ImportsFull(Unavailable):
    def __init__(self) -> None:
        super().__init__("as many imports are under way as can be at once", retry_after=5)


class PoolExhausted(Unavailable):
    slug = "overloaded"
    title = "Overloaded"

    def __init__(self) -> None:
        super().__init__("no connection to the database became free in time")


class ShuttingDown(Unavailable):
    slug = "shutting-down"
    title = "Shutting down"

    def __init__(self) -> None:
        super().__init__("the service is shutting down")


class DeadlineExceeded(RequestError):
    status = 504
    slug = "deadline-exceeded"
    title = "Deadline exceeded"

    def __init__(self, detail: str = "the request took too long and was cancelled") -> None:
        super().__init__(detail)


class CommandError(Exception):
    """Ends a command with this message and exit status 1."""


class SettingsError(CommandError):
    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class MigrationError(CommandError):
    """A migration that failed, or one that is still to be applied."""


class DatabaseUnusable(CommandError):
    """The database cannot be reached, or does not let us in."""


class CannotServe(CommandError):
    """The port or a worker is not what serving needs."""


class JobError(Exception):
    """A try of a job failed; the next one may do better."""


class JobHopeless(JobError):
    """No later try will do better: the job is parked at once."""


@contextmanager
def on_constraint(meanings: Mapping[str, Exception]) -> Generator[None]:
    """Raise what the violation of a constraint means here; a constraint without a meaning passes as it is."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as violation:
        meaning = meanings.get(violation.constraint_name or "")
        if meaning is None:
            raise
        raise meaning from violation
