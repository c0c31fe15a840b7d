"""What can go wrong, and what is said about it.

    RequestError                 answered as application/problem+json
    ├── Invalid              400  the request breaks the API's rules; says where
    ├── Unauthenticated      401
    ├── Forbidden            403
    ├── NotFound             404
    ├── Conflict             409
    │   └── EmailTaken       409
    ├── PreconditionFailed   412
    ├── UnsupportedMedia     415
    ├── ClientLeft           499  only ever logged: nobody is there to read it
    ├── Unavailable          503  with Retry-After
    │   ├── PoolExhausted    503
    │   └── ShuttingDown     503
    └── DeadlineExceeded     504

    CommandError                 ends a command: one clear line on stderr, exit status 1
    ├── SettingsError
    ├── MigrationError
    └── CannotServe

Whatever else is raised while a request is answered is a bug: logged whole, answered with a bare 500.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import ClassVar

from msgspec import Struct

from .postgres import IntegrityConstraintViolationError, constraint_of


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

    def __init__(self, detail: str, *errors: FieldError) -> None:
        super().__init__(detail)
        self.errors = errors

    @classmethod
    def at(cls, path: str, message: str) -> "Invalid":
        return cls(f"{path}: {message}", FieldError(path, message))


class Unauthenticated(RequestError):
    status = 401
    slug = "unauthenticated"
    title = "A valid key is needed"

    def __init__(self, detail: str, *, challenge: str) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": challenge})


class Forbidden(RequestError):
    status = 403
    slug = "forbidden"
    title = "The key's scope does not allow this"

    def __init__(self, detail: str, *, challenge: str) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": challenge})


class NotFound(RequestError):
    status = 404
    slug = "not-found"
    title = "Not found"

    def __init__(self, what: str, identity: object) -> None:
        super().__init__(f"there is no {what} {identity}")


class Conflict(RequestError):
    status = 409
    slug = "conflict"
    title = "Conflict"


class EmailTaken(Conflict):
    slug = "email-taken"
    title = "The email is taken"

    def __init__(self, email: str) -> None:
        super().__init__(f"another user has the email {email}")


class PreconditionFailed(RequestError):
    status = 412
    slug = "precondition-failed"
    title = "Precondition failed"


class UnsupportedMedia(RequestError):
    status = 415
    slug = "unsupported-media-type"
    title = "Unsupported media type"

    def __init__(self, detail: str, *, accepted: str) -> None:
        super().__init__(detail, headers={"Accept": accepted})


class ClientLeft(RequestError):
    status = 499
    slug = "client-left"
    title = "The client left"

    def __init__(self) -> None:
        super().__init__("the client closed the connection before it was answered")


class Unavailable(RequestError):
    status = 503
    slug = "unavailable"
    title = "Unavailable"

    def __init__(self, detail: str, *, retry_after: int = 1) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class PoolExhausted(Unavailable):
    slug = "overloaded"
    title = "Overloaded"

    def __init__(self) -> None:
        super().__init__("every connection to the database is in use")


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


class CannotServe(CommandError):
    """The port, the database or a worker is not what serving needs."""


@contextmanager
def on_constraint(meanings: Mapping[str, RequestError]) -> Generator[None]:
    """Raise what the violation of a constraint means here; a constraint without a meaning passes as it is."""
    try:
        yield
    except IntegrityConstraintViolationError as violation:
        meaning = meanings.get(constraint_of(violation) or "")
        if meaning is None:
            raise
        raise meaning from violation
