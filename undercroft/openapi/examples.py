"""What each call may be sent and answered, shown with the values of the vocabulary.

Together they tell a story, in which tests/service/test_examples.py takes every part.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from ..errors import NotFound
from ..http import ndjson, problems
from . import example_problems, vocabulary
from .schemas import PREFIX, Json, operations
from .vocabulary import EMAIL, UNKNOWN_ORDER

# What in a call is not as the vocabulary has it: a whole schema, a field wherever it is, or what is no JSON.
_OTHERWISE: dict[str, Mapping[str, Any]] = {
    "importUsers": {
        "text/csv": f"email,name\nbob@example.org,Bob\n{EMAIL},Another Ada\n",
        ndjson.MEDIA_TYPE: '{"email":"cleo@example.org","name":"Cleo"}\n{"email":"dora@example.org","name":"Dora"}\n',
    },
    "metrics": {"text/plain": 'http_requests_total{method="GET",route="/users",status="200"} 1.0\n'},
    "updateUser": {"version": 2},
    "patchUser": {"version": 3, "name": "Ada Lovelace", "UserPatch": {"name": "Ada Lovelace"}},
    "cancelOrder": {"OrderStatus": "cancelled"},
    "getOrderSummary": {"OrderStatus": "shipped", "paid": "9.00"},
    "getOrderSummaries": {
        "OrderStatus": "shipped",
        "paid": "9.00",
        "Problem": example_problems.shown(NotFound("order", UNKNOWN_ORDER), "/orders/summaries"),
    },
}


def complete(document: Json) -> None:
    schemas: Json = document["components"]["schemas"]
    schemas["Problem"]["properties"]["type"]["examples"] = sorted(example_problems.types())
    for path, method, operation in operations(document):
        otherwise = _OTHERWISE.get(operation["operationId"], {})
        for content in _contents(operation):
            for media_type, media in content.items():
                if media_type != problems.MEDIA_TYPE:
                    media["example"] = _example(media_type, media["schema"], schemas, otherwise)
        for status, response in operation["responses"].items():
            if status >= "400":
                examples = example_problems.named(status, path, method, operation, schemas)
                response["content"][problems.MEDIA_TYPE]["examples"] = examples


def _contents(operation: Json) -> Iterator[Json]:
    for described in (operation.get("requestBody", {}), *operation["responses"].values()):
        yield described.get("content", {})


def _example(media_type: str, schema: Json, schemas: Json, otherwise: Mapping[str, Any]) -> Any:
    if media_type in otherwise:
        return otherwise[media_type]
    if media_type == ndjson.MEDIA_TYPE:
        line: Json = schema["contentSchema"]
        kinds = line.get("oneOf", [line])
        return "".join(f"{_encoded(_sample(kind, schemas, otherwise))}\n" for kind in kinds)
    return _sample(schema, schemas, otherwise)


def _encoded(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _sample(schema: Json, schemas: Json, otherwise: Mapping[str, Any], name: str = "") -> Any:
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(PREFIX)
        return otherwise[name] if name in otherwise else _sample(schemas[name], schemas, otherwise, name)
    match schema:
        case {"oneOf": [first, *_]}:
            return _sample(first, schemas, otherwise)
        case {"enum": [first, *_]}:
            return first
        case {"type": "array", "items": items}:
            return [_sample(items, schemas, otherwise)]
        case {"properties": properties}:
            return {key: _value(name, key, each, schemas, otherwise) for key, each in properties.items()}
        case _:
            raise KeyError(f"vocabulary.FIELDS shows no value for {name}")


def _value(schema: str, key: str, described: Json, schemas: Json, otherwise: Mapping[str, Any]) -> Any:
    if key in otherwise:
        return otherwise[key]
    field = vocabulary.field(schema, key)
    if field is not None and field.value is not UNSET:
        return field.value
    return _sample(described, schemas, otherwise, f"{schema}.{key}")
