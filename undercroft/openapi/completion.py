"""Completes the operations of the OpenAPI document by what holds for all of them, so that no handler says it."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from msgspec import UNSET

from ..http import ndjson
from ..http.problems import MEDIA_TYPE
from . import problem_examples
from .facts import Vocabulary
from .made_examples import ExampleMaker
from .operations import PREFIX, Json, Operation, references
from .problem_examples import REQUEST_ID

# The failures of any call that has parameters or a body; that has a body; that needs a key.
_OF_INPUT = (400,)
_OF_A_BODY = (408, 413, 415)
_OF_A_KEY = (401, 403, 429, 500, 503, 504)

_TAG = r'(W/)?"[!#-~]*"'
_TAGS = {
    "oneOf": [{"const": "*"}, {"type": "string", "pattern": f"^{_TAG}(, ?{_TAG})*$"}],
    "examples": ["*", '"1"', '"1", "2"'],
}

_HEADERS: Json = {
    "X-Request-ID": {
        "description": "The caller's, or a new ULID.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$", "examples": [REQUEST_ID]},
    },
    "RateLimit-Policy": {
        "description": "How many requests a second the key may send.",
        "schema": {"type": "string", "examples": ['"key";q=1000;w=1']},
    },
    "RateLimit": {
        "description": "How many requests the key has left.",
        "schema": {"type": "string", "examples": ['"key";r=999;t=1']},
    },
    "WWW-Authenticate": {
        "description": "What the request lacks.",
        "schema": {"type": "string", "examples": ["Bearer"]},
    },
    "Retry-After": {
        "description": "After how many seconds to try again.",
        "schema": {"type": "integer", "minimum": 1, "examples": [1]},
    },
    "Accept": {
        "description": "The types that the body may have.",
        "schema": {"type": "string", "examples": ["application/json"]},
    },
    "Location": {
        "description": "The path of what was made.",
        "schema": {"type": "string", "format": "uri-reference", "examples": ["/"]},
    },
    "Read-After": {
        "description": "A token: a read that brings it sees all that was written before this answer. It comes where"
        " the service reads from replicas.",
        "schema": {"type": "string", "examples": ["AAAAAQAAAAABY2QgCIv0w0tCeU8qZ1xN"]},
    },
    "ETag": {"description": "The version.", "schema": {"type": "string", "examples": ['"1"']}},
}
# A read that brings none may be answered by a replica, and be some seconds old.
_READ_AFTER: Json = {
    "name": "Read-After",
    "in": "header",
    "description": "Tokens of answers to writes: this read sees what they speak of. With `now` it sees everything.",
    "schema": {"type": "string", "examples": ["now"]},
}
_TELLING = ("200", "201", "204", "404", "409", "412")
_HEADERS_OF = {
    "401": ["WWW-Authenticate"],
    "403": ["WWW-Authenticate"],
    "415": ["Accept"],
    "429": ["Retry-After"],
    "503": ["Retry-After"],
}
# Handlers read preconditions from the headers; that they answer 304 or 412 shows which they read.
_PRECONDITIONS: Json = {
    "304": ("If-None-Match", "The versions that the caller has. One of these is not sent again."),
    "412": ("If-Match", "The versions that the caller would change. In any other version, nothing changes."),
}


def complete(document: Json, operations: Sequence[Operation], vocabulary: Vocabulary) -> None:
    schemas: Json = document["components"]["schemas"]
    headers: Json = document["components"].setdefault("headers", {})
    for operation in operations:
        described = operation.described
        described.pop("deprecated", None)
        described["summary"] = _words(described["operationId"])
        _wrap_lines(described)
        if _has_version(described, schemas):
            _add_etag(operation.method, described["responses"])
        for parameter in described.get("parameters", ()):
            _explain(parameter, operation, vocabulary)
            example = ExampleMaker(schemas, {}).of(parameter["schema"])
            if parameter["in"] == "path" and example is not UNSET:
                parameter.setdefault("example", example)
        of_any = _of_any(operation)
        _add_problems(described["responses"], of_any)
        _add_preconditions(described)
        if operation.needs_key:
            _add_tokens(operation)
        described["responses"] = dict(sorted(described["responses"].items()))
        for status, response in described["responses"].items():
            _complete(status, response, operation)
            headers |= {name: _HEADERS[name] for name in response["headers"] if name in _HEADERS}
            if status >= "400":
                examples = problem_examples.named(status, operation, schemas, is_of_any=int(status) in of_any)
                if problem := response.get("content", {}).get(MEDIA_TYPE):
                    problem["examples"] = examples


def show_a_location(document: Json, operations: Sequence[Operation]) -> None:
    """Show the location of what the first such call makes."""
    for operation in operations:
        for response in operation.described["responses"].values():
            for media in response.get("content", {}).values():
                made: Any = media.get("example")
                if "Location" in response["headers"] and isinstance(made, dict) and "id" in made:
                    schema = _HEADERS["Location"]["schema"] | {"examples": [f"{operation.path}/{made['id']}"]}
                    document["components"]["headers"]["Location"] = _HEADERS["Location"] | {"schema": schema}
                    return


def _words(operation_id: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: " " + found[1].lower(), operation_id)


def _wrap_lines(described: Json) -> None:
    """Litestar describes one line; the body is text that consists of such lines."""
    for each in (described.get("requestBody", {}), *described["responses"].values()):
        media = each.get("content", {}).get(ndjson.MEDIA_TYPE)
        if media:
            line = media["schema"]
            media["schema"] = {"type": "string", "contentMediaType": ndjson.MEDIA_TYPE, "contentSchema": line}


def _has_version(described: Json, known: Json) -> bool:
    """Whether the answer has a version, which is then its ETag."""
    answers = (response for status, response in described["responses"].items() if status < "300")
    return any("version" in known[name].get("properties", {}) for each in answers for name in references(each))


def _add_etag(method: str, responses: Json) -> None:
    if method == "get":
        responses["304"] = {"description": HTTPStatus(304).phrase}
    for status, response in responses.items():
        if status < "400":
            response["headers"] = response.get("headers", {}) | {"ETag": {}}


def _explain(parameter: Json, operation: Operation, vocabulary: Vocabulary) -> None:
    name = parameter["name"]
    found = vocabulary.own(None, operation.facts, name)
    if found is None and "description" not in parameter:
        found = vocabulary.any(name)
    if found is not None:
        parameter["description"] = found.meaning
        if found.example is not UNSET:
            parameter["example"] = found.example
    for default in ("deprecated", "allowEmptyValue", "allowReserved"):
        # Litestar writes these out even where they are false.
        parameter.pop(default, None)


def _of_any(operation: Operation) -> frozenset[int]:
    """The failures that follow from what kind of call it is."""
    has_body = "requestBody" in operation.described
    has_input = has_body or operation.described.get("parameters")
    return frozenset(
        (
            *(_OF_INPUT if has_input else ()),
            *(_OF_A_BODY if has_body else ()),
            *(_OF_A_KEY if operation.needs_key else ()),
        )
    )


def _add_problems(responses: Json, statuses: frozenset[int]) -> None:
    for status in statuses:
        # Litestar describes 400 by a schema of its own; this replaces it.
        responses[str(status)] = {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": f"{PREFIX}Problem"}}},
        }


def _add_preconditions(described: Json) -> None:
    for status, (name, description) in _PRECONDITIONS.items():
        if status in described["responses"]:
            parameter = {"name": name, "in": "header", "description": description, "schema": _TAGS}
            described.setdefault("parameters", []).append(parameter)


def _add_tokens(operation: Operation) -> None:
    described = operation.described
    if operation.does_only_read:
        described.setdefault("parameters", []).append(_READ_AFTER)
        return
    for status in _TELLING:
        if status in described["responses"]:
            response = described["responses"][status]
            response["headers"] = response.get("headers", {}) | {"Read-After": {}}


def _complete(status: str, response: Json, operation: Operation) -> None:
    if response["description"] == HTTPStatus(int(status)).description:
        # Litestar's text for an answer that the handler does not describe.
        response["description"] = HTTPStatus(int(status)).phrase
    names = [*response.get("headers", ()), "X-Request-ID", *_HEADERS_OF.get(status, ())]
    if failure := operation.failure(status):
        names += [name for error in failure.errors for name in error.headers if name in _HEADERS]
    if operation.needs_key and status not in ("401", "500"):
        names += ["RateLimit-Policy", "RateLimit"]
    response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
