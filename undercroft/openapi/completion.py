"""What is true of every operation, and so is said by none of the handlers: written into the OpenAPI document."""

import re
from http import HTTPStatus

from msgspec import UNSET

from ..http import ndjson
from ..http.problems import MEDIA_TYPE
from . import examples, schemas, vocabulary
from .example_problems import REQUEST_ID
from .schemas import Json

# What may come of every request with a key beside what its handler says.
ANY = (401, 403, 429, 500, 503, 504)

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
        "description": "How many are left to it.",
        "schema": {"type": "string", "examples": ['"key";r=999;t=1']},
    },
    "WWW-Authenticate": {"description": "What is lacking.", "schema": {"type": "string", "examples": ["Bearer"]}},
    "Retry-After": {
        "description": "In how many seconds to try again.",
        "schema": {"type": "integer", "minimum": 1, "examples": [1]},
    },
    "Accept": {"description": "What the body may be.", "schema": {"type": "string", "examples": ["application/json"]}},
    "Location": {
        "description": "Where what was made is.",
        "schema": {"type": "string", "format": "uri-reference", "examples": [f"/users/{vocabulary.USER}"]},
    },
    "ETag": {"description": "The version.", "schema": {"type": "string", "examples": ['"1"']}},
}
_HEADERS_OF = {
    "401": ["WWW-Authenticate"],
    "403": ["WWW-Authenticate"],
    "415": ["Accept"],
    "429": ["Retry-After"],
    "503": ["Retry-After"],
}
# A precondition is read from the headers as they are, and told by the answer to one that fails.
_PRECONDITIONS: Json = {
    "304": ("If-None-Match", "The versions that the caller has: nothing comes again of one of them."),
    "412": ("If-Match", "The versions that the caller would change: if it is at none of them, nothing changes."),
}


def completed(document: Json) -> Json:
    """The document, put right in place."""
    schemas.complete(document)
    components: Json = document["components"]
    components["headers"] = _HEADERS
    for _, method, operation in schemas.operations(document):
        _wrap_lines(operation)
        if _has_version(operation, components["schemas"]):
            _add_etag(method, operation["responses"])
        _complete(operation, has_key=operation.get("security") != [{}])
    examples.complete(document)
    return document


def _wrap_lines(operation: Json) -> None:
    """What is described is a line; a body of them is text, whatever they are."""
    for described in (operation.get("requestBody", {}), *operation["responses"].values()):
        media = described.get("content", {}).get(ndjson.MEDIA_TYPE)
        if media:
            line = media["schema"]
            media["schema"] = {"type": "string", "contentMediaType": ndjson.MEDIA_TYPE, "contentSchema": line}


def _has_version(operation: Json, known: Json) -> bool:
    """Whether what it answers has a version, which then is its ETag."""
    answers = (response for status, response in operation["responses"].items() if status < "300")
    return any("version" in known[name].get("properties", {}) for each in answers for name in schemas.references(each))


def _add_etag(method: str, responses: Json) -> None:
    if method == "get":
        responses["304"] = {"description": HTTPStatus(304).phrase}
    for status, response in responses.items():
        if status < "400":
            response["headers"] = response.get("headers", {}) | {"ETag": {}}


def _complete(operation: Json, *, has_key: bool) -> None:
    del operation["deprecated"]
    operation["summary"] = re.sub(r"(?<=[a-z])([A-Z])", lambda found: " " + found[1].lower(), operation["operationId"])
    responses: Json = operation["responses"]
    for status in map(str, ANY if has_key else ()):
        responses.setdefault(status, _problem(int(status)))
    operation["responses"] = dict(sorted(responses.items()))
    for status, response in responses.items():
        if response["description"] == HTTPStatus(int(status)).description:
            # Litestar's word for an answer of which the handler says nothing.
            response["description"] = HTTPStatus(int(status)).phrase
        names = [*response.get("headers", ()), "X-Request-ID", *_HEADERS_OF.get(status, ())]
        if has_key and status not in ("401", "500"):
            names += ["RateLimit-Policy", "RateLimit"]
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    for parameter in operation.get("parameters", ()):
        if field := vocabulary.field("", parameter["name"]):
            parameter["description"] = field.meaning
            if field.value is not UNSET:
                parameter["example"] = field.value
        for name in ("deprecated", "allowEmptyValue", "allowReserved"):
            # Litestar writes out that they are not.
            parameter.pop(name, None)
    for status, (name, description) in _PRECONDITIONS.items():
        if status in responses:
            parameter = {"name": name, "in": "header", "description": description, "schema": _TAGS}
            operation.setdefault("parameters", []).append(parameter)


def _problem(status: int) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
