"""Errors that the caller of the API gets as an answer: each has a status and a type."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from msgspec import Meta, Struct


class FieldError(Struct, frozen=True):
    """What is wrong with one value."""

    path: Annotated[
        str,
        Meta(
            description="Where the value is, such as body.items[0].quantity, query.limit, path.user_id or header.If-Match."
        ),
    ]
    message: Annotated[str, Meta(description="What is wrong with it, for people.")]


class RequestError(Exception):
    """The request cannot be served; the detail is what its sender may know about it."""

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

    @staticmethod
    def at(path: str, message: str) -> "Invalid":
        return Invalid("", FieldError(path, message))


class CursorUnknown(Invalid):
    def __init__(self) -> None:
        message = "is not a cursor that this list gave, with these filters and in this order"
        super().__init__("", FieldError("query.cursor", message))


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


class BodyTimeout(RequestError):
    status = 408
    slug = "body-timeout"
    title = "The body did not come"

    def __init__(self) -> None:
        # The rest of the body may still come, and nobody would know where the next request begins.
        super().__init__("the body stalled, or came too slowly", headers={"Connection": "close"})


class Conflict(RequestError):
    status = 409
    slug = "conflict"
    title = "Conflict"


class IdempotencyKeyInFlight(Conflict):
    slug = "key-in-flight"
    title = "The Idempotency-Key is in flight"

    def __init__(self) -> None:
        super().__init__("a request with this Idempotency-Key is still being answered", headers={"Retry-After": "1"})


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


class TargetTooLong(RequestError):
    status = 414
    slug = "target-too-long"
    title = "The path and its parameters are too long"

    def __init__(self, most: int) -> None:
        super().__init__(f"the path and its parameters may have {most} bytes")


class UnsupportedMedia(RequestError):
    status = 415
    slug = "unsupported-media-type"
    title = "Unsupported media type"

    def __init__(self, *accepted: str, detail: str = "") -> None:
        wanted = f"the body must be {' or '.join(accepted)} in UTF-8"
        super().__init__(detail or wanted, headers={"Accept": ", ".join(accepted)})


class IdempotencyKeyReused(RequestError):
    status = 422
    slug = "key-reused"
    title = "The Idempotency-Key came with another request"

    def __init__(self) -> None:
        super().__init__("this Idempotency-Key came with another request before: a new request needs a new one")


class TooManyRequests(RequestError):
    status = 429
    slug = "rate-limited"
    title = "Too many requests"

    def __init__(self, limit: int) -> None:
        super().__init__(f"this key may send {limit} requests a second", headers={"Retry-After": "1"})


class HeadTooLarge(RequestError):
    status = 431
    slug = "head-too-large"
    title = "The headers are too large"

    def __init__(self, most: int) -> None:
        super().__init__(f"the path and the headers may have {most} bytes")


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


class DatabaseReadOnly(Unavailable):
    slug = "database-read-only"
    title = "The database takes no writes"

    def __init__(self) -> None:
        super().__init__("the database takes no writes now: it is a standby, or read-only")


class DatabaseFull(Unavailable):
    slug = "database-full"
    title = "The database has no room"

    def __init__(self) -> None:
        super().__init__("the database's disk is full, so nothing can be stored", retry_after=10)


class SchemaUnfit(Unavailable):
    def __init__(self) -> None:
        super().__init__("the database does not have the tables that this version of the service needs", retry_after=10)


class StorageFailing(Unavailable):
    slug = "storage-failing"
    title = "The database's storage fails"

    def __init__(self) -> None:
        super().__init__("the database could not read or write its disk", retry_after=10)


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
