"""The problems that each call really gives, shown: those of every call, and its own."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from service.imports import MOST_ROWS

from ..context import RequestContext
from ..errors import (
    ConnectionLost,
    DeadlineExceeded,
    EmailTaken,
    Forbidden,
    ImportsFull,
    InternalError,
    Invalid,
    KeyInFlight,
    KeyMissing,
    KeyReused,
    KeyUnknown,
    NotFound,
    PoolExhausted,
    PreconditionFailed,
    RequestError,
    ShuttingDown,
    TooLarge,
    TooManyRequests,
    TooManyRows,
    Unavailable,
    UnsupportedMedia,
    WrongState,
)
from ..http import problems
from . import vocabulary
from .schemas import PREFIX, Json
from .vocabulary import EMAIL, ORDER, USER

REQUEST_ID = "01KB0B3Z5W9V5R8M6T2N4Q7XYZ"


def shown(error: RequestError, path: str) -> Json:
    return msgspec.to_builtins(problems.describe(error, RequestContext(REQUEST_ID, path)))


_UNAVAILABLE = [PoolExhausted(), ConnectionLost(), ShuttingDown()]
_NO_PAGE = [
    Invalid.at("query.limit", "Expected `int` <= 100"),
    Invalid.at("query.cursor", "is not a cursor that this list gave, with these filters and in this order"),
]

# The problems of a call, where they are not those of every one.
_OWN: dict[tuple[str, str], Sequence[RequestError]] = {
    ("createUser", "409"): [EmailTaken(EMAIL)],
    ("listUsers", "400"): _NO_PAGE,
    ("updateUser", "409"): [EmailTaken(EMAIL)],
    ("patchUser", "400"): [Invalid.at("body.name", "Expected `str`, got `null`")],
    ("patchUser", "409"): [EmailTaken(EMAIL)],
    ("importUsers", "400"): [Invalid.at("body", "must begin with the header row email,name")],
    ("importUsers", "413"): [TooLarge(), TooManyRows(MOST_ROWS)],
    ("importUsers", "503"): [ImportsFull(), *_UNAVAILABLE],
    ("createOrder", "400"): [
        Invalid.at("body.user_id", "is missing"),
        Invalid.at("body.items[0].quantity", "Expected `int` >= 1"),
        Invalid.at("body.items", "must come to a total below 10000000000"),
    ],
    ("createOrder", "404"): [NotFound("user", USER)],
    ("createOrder", "409"): [KeyInFlight()],
    ("createOrder", "422"): [KeyReused()],
    ("listOrders", "400"): [
        *_NO_PAGE,
        Invalid.at("query.created_after", "must be RFC 3339 with a zone, like 2026-11-26T08:00:00Z"),
    ],
    ("cancelOrder", "409"): [WrongState("paid", paid="9.00", total="9.00")],
    ("addPayment", "409"): [WrongState("paid", paid="9.00", total="9.00")],
    ("addShipment", "409"): [WrongState("pending", paid="0.00", total="9.00")],
    ("readyz", "503"): [
        Unavailable("the service is draining"),
        Unavailable("migrations are still to be applied: 20261126080000_orders.sql"),
        PoolExhausted(),
    ],
    ("startupz", "503"): [Unavailable("the service is starting")],
}


def types(kind: type[RequestError] = RequestError) -> set[str]:
    """What `type` may be: those of all errors that are answered."""
    below = {slug for each in kind.__subclasses__() for slug in types(each)}
    return below if kind is RequestError else {f"urn:problem:{kind.slug}", *below}


def named(status: str, path: str, method: str, operation: Json, schemas: Json) -> Json:
    """What is shown of a status, by the problems' slugs, and a number where several share one."""
    errors = _OWN.get((operation["operationId"], status)) or _usual(status, method, operation, schemas)
    seen: Counter[str] = Counter()
    examples: Json = {}
    for error in errors:
        seen[error.slug] += 1
        name = error.slug if seen[error.slug] == 1 else f"{error.slug}-{seen[error.slug]}"
        examples[name] = {"summary": error.detail, "value": shown(error, _filled(path, error))}
    return examples


def _usual(status: str, method: str, operation: Json, schemas: Json) -> Sequence[RequestError]:
    content: Json = operation.get("requestBody", {}).get("content", {})
    in_path = [each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"]
    whats = [name.removesuffix("_id") for name in in_path]
    match status:
        case "400" if "application/json" in content:
            schema = schemas[content["application/json"]["schema"]["$ref"].removeprefix(PREFIX)]
            return [Invalid.at(f"body.{next(iter(schema['properties']))}", "is missing")]
        case "400":
            return [Invalid.at(f"path.{name}", "Invalid UUID") for name in in_path]
        case "401":
            return [KeyMissing(), KeyUnknown()]
        case "403":
            return [Forbidden("read" if method == "get" else "write")]
        case "404":
            return [NotFound(what, vocabulary.FIELDS[f"{what}_id"].value) for what in whats]
        case "412":
            return [PreconditionFailed(what, '"2"') for what in whats]
        case "413":
            return [TooLarge()]
        case "415":
            return [UnsupportedMedia(*content)]
        case "429":
            return [TooManyRequests(1000)]
        case "500":
            return [InternalError()]
        case "503":
            return _UNAVAILABLE
        case "504":
            return [DeadlineExceeded()]
        case _:
            raise KeyError(f"_OWN shows no problem for {operation['operationId']} and {status}")


def _filled(path: str, error: RequestError) -> str:
    """The path with the ids of the story, or with what is none where that is the error."""
    is_wrong = isinstance(error, Invalid) and error.errors[0].path.startswith("path.")
    return path.format(user_id="1" if is_wrong else USER, order_id="1" if is_wrong else ORDER)
