"""What is true of every operation, and so is said by none of the handlers: written into the OpenAPI document."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, cast

from .problems import MEDIA_TYPE

Json = dict[str, Any]

# What may come of every request with a key beside what its handler says.
ANY = (401, 403, 429, 500, 503, 504)

_TEXT = {"type": "string"}
_TAG = r'(W/)?"[!#-~]*"'
_TAGS = {
    "oneOf": [{"const": "*"}, {"type": "string", "pattern": f"^{_TAG}(, ?{_TAG})*$"}],
    "examples": ["*", '"1"', '"1", "2"'],
}

_HEADERS: Json = {
    "X-Request-ID": {
        "description": "The caller's, or a new ULID.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"},
    },
    "RateLimit-Policy": {
        "description": "How many requests a second the key may send.",
        "schema": {"type": "string", "examples": ['"key";q=1000;w=1']},
    },
    "RateLimit": {
        "description": "How many are left to it.",
        "schema": {"type": "string", "examples": ['"key";r=999;t=1']},
    },
    "WWW-Authenticate": {"description": "What is lacking.", "schema": _TEXT},
    "Retry-After": {"description": "In how many seconds to try again.", "schema": {"type": "integer", "minimum": 1}},
    "Accept": {"description": "What the body may be.", "schema": _TEXT},
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
    "304": ("If-None-Match", "The versions that the caller has."),
    "412": ("If-Match", "The versions that the caller would change."),
}


def completed(document: Json) -> Json:
    """The document, put right in place."""
    components: Json = document["components"]
    components["headers"] = _HEADERS
    for method, operation in _operations(document):
        if _has_version(operation, components["schemas"]):
            _add_etag(method, operation["responses"])
        _complete(operation, has_key=operation.get("security") != [{}])
    for name in _sent(document):
        # Bodies are read strictly, which Litestar does not say.
        components["schemas"][name]["additionalProperties"] = False
    _flatten(document)
    return document


def _operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path in document["paths"].values():
        yield from path.items()


def _has_version(operation: Json, schemas: Json) -> bool:
    """Whether what it answers has a version, which then is its ETag."""
    answers = (response for status, response in operation["responses"].items() if status < "300")
    return any("version" in schemas[name].get("properties", {}) for each in answers for name in _references(each))


def _add_etag(method: str, responses: Json) -> None:
    if method == "get":
        responses["304"] = {"description": HTTPStatus(304).phrase}
    for status, response in responses.items():
        if status < "400":
            response["headers"] = response.get("headers", {}) | {"ETag": {"$ref": "#/components/headers/ETag"}}


def _complete(operation: Json, *, has_key: bool) -> None:
    operation["summary"] = re.sub(r"(?<=[a-z])([A-Z])", lambda found: " " + found[1].lower(), operation["operationId"])
    responses: Json = operation["responses"]
    for status in map(str, ANY if has_key else ()):
        responses.setdefault(status, _problem(int(status)))
    operation["responses"] = dict(sorted(responses.items()))
    for status, response in responses.items():
        names = ["X-Request-ID", *_HEADERS_OF.get(status, ())]
        if has_key and status not in ("401", "500"):
            names += ["RateLimit-Policy", "RateLimit"]
        response["headers"] = response.get("headers", {}) | {
            name: {"$ref": f"#/components/headers/{name}"} for name in names
        }
    for parameter in operation.get("parameters", ()):
        # A parameter may be absent, but it has no way to be null.
        if "oneOf" in parameter["schema"]:
            parameter["schema"]["oneOf"] = [each for each in parameter["schema"]["oneOf"] if each != {"type": "null"}]
    for status, (name, description) in _PRECONDITIONS.items():
        if status in responses:
            parameter = {"name": name, "in": "header", "description": description, "schema": _TAGS}
            operation.setdefault("parameters", []).append(parameter)


def _problem(status: int) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}


def _sent(document: Json) -> set[str]:
    """The schemas of bodies, and those within them."""
    names: set[str] = set()
    found = [name for _, each in _operations(document) for name in _references(each.get("requestBody"))]
    while found:
        name = found.pop()
        if name not in names:
            names.add(name)
            found += _references(document["components"]["schemas"][name])
    return {name for name in names if "properties" in document["components"]["schemas"][name]}


def _references(node: Any) -> Iterator[str]:
    for each in _objects(node):
        reference = each.get("$ref", "")
        if reference.startswith("#/components/schemas/"):
            yield reference.rpartition("/")[2]


def _flatten(document: Json) -> None:
    """What may be absent comes as a choice of one, which is none."""
    for each in _objects(document):
        choices = each.get("oneOf", ())
        if len(choices) == 1:
            del each["oneOf"]
            each |= choices[0]


def _objects(node: Any) -> Iterator[Json]:
    if isinstance(node, dict):
        yield (described := cast("Json", node))
        node = list(described.values())
    if isinstance(node, list):
        for each in cast("list[Any]", node):
            yield from _objects(each)
