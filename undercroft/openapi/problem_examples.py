"""Examples of the problems of a call: its own, and those of every call of its kind."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from ..context import RequestContext
from ..errors import (
    BodyTimeout,
    ConnectionLost,
    CursorUnknown,
    DatabaseFull,
    DatabaseReadOnly,
    DeadlineExceeded,
    Forbidden,
    InternalError,
    Invalid,
    KeyMissing,
    KeyUnknown,
    NotFound,
    PoolExhausted,
    PreconditionFailed,
    RequestError,
    ShuttingDown,
    StorageFailing,
    TooLarge,
    TooManyRequests,
    UnsupportedMedia,
)
from ..http import problems
from ..http.rules import rule_of_parameter
from .operations import PREFIX, Json, Operation

REQUEST_ID = "01KB0B3Z5W9V5R8M6T2N4Q7XYZ"

# A value that is wrong for a parameter of a path.
_WRONG = "1"


def shown(error: RequestError, path: str) -> Json:
    return msgspec.to_builtins(problems.describe(error, RequestContext(REQUEST_ID, path)))


def types(kind: type[RequestError] = RequestError) -> set[str]:
    """The `type` of every error that there is."""
    below = {slug for each in kind.__subclasses__() for slug in types(each)}
    return below if kind is RequestError else {f"urn:problem:{kind.slug}", *below}


def named(status: str, operation: Operation, schemas: Json, *, is_of_any: bool) -> Json:
    """The examples of a status, named by their slugs; where several share one, they are numbered.

    `is_of_any` says that every call of this kind may fail in this way, even if its handler does not say so.
    """
    failure = operation.failure(status)
    errors: list[RequestError] = []
    if is_of_any or failure is None or failure.is_usual:
        errors += _usual(status, operation, schemas)
    if failure is not None:
        errors += failure.errors
    seen: Counter[str] = Counter()
    examples: Json = {}
    for error in errors:
        seen[error.slug] += 1
        name = error.slug if seen[error.slug] == 1 else f"{error.slug}-{seen[error.slug]}"
        examples[name] = {"summary": error.detail, "value": shown(error, _path(operation, error))}
    return examples


def _usual(status: str, operation: Operation, schemas: Json) -> Sequence[RequestError]:
    content: Json = operation.described.get("requestBody", {}).get("content", {})
    whats = {name.removesuffix("_id"): value for name, value in in_path(operation).items()}
    match status:
        case "400":
            return _invalid(operation, content, schemas)
        case "401":
            return [KeyMissing(), KeyUnknown()]
        case "403":
            return [Forbidden("read" if operation.does_only_read else "write")]
        case "404":
            return [NotFound(what, value) for what, value in whats.items()]
        case "408":
            return [BodyTimeout()]
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
            return [PoolExhausted(), ConnectionLost(), *_refused_writes(operation), ShuttingDown()]
        case "504":
            return [DeadlineExceeded()]
        case _:
            return []


def _refused_writes(operation: Operation) -> Sequence[RequestError]:
    return [] if operation.does_only_read else [DatabaseReadOnly(), DatabaseFull(), StorageFailing()]


def _invalid(operation: Operation, content: Json, schemas: Json) -> Sequence[RequestError]:
    if "application/json" in content:
        schema = content["application/json"]["schema"]
        schema = schemas.get(schema.get("$ref", "").removeprefix(PREFIX), schema)
        missing = [name for name in schema.get("properties", ()) if name in schema.get("required", ())]
        return [Invalid.at(f"body.{name}", "is missing") for name in missing[:1]]
    errors: list[RequestError] = []
    kinds = operation.handler.signature_model.__annotations__
    for parameter in operation.described.get("parameters", ()):
        schema = parameter["schema"]
        match parameter["in"], parameter["name"]:
            case "path", name if schema.get("format") == "uuid":
                errors.append(Invalid.at(f"path.{name}", rule_of_parameter(kinds[name])))
            case "query", "limit" if "maximum" in schema:
                errors.append(Invalid.at("query.limit", rule_of_parameter(kinds["limit"])))
            case "query", "cursor":
                errors.append(CursorUnknown())
            case _:
                pass
    return errors


def in_path(operation: Operation) -> dict[str, str]:
    """The parameters of the path, with an example of each."""
    return {
        each["name"]: str(each.get("example", _WRONG))
        for each in operation.described.get("parameters", ())
        if each["in"] == "path"
    }


def filled(path: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def _path(operation: Operation, error: RequestError) -> str:
    is_wrong = isinstance(error, Invalid) and any(each.path.startswith("path.") for each in error.errors)
    values = in_path(operation)
    return filled(operation.path, dict.fromkeys(values, _WRONG) if is_wrong else values)
