"""The schemas of the OpenAPI document: named and explained by the vocabulary, those that are equal made one."""

from collections.abc import Iterator
from typing import Any, cast

from . import vocabulary

Json = dict[str, Any]

PREFIX = "#/components/schemas/"

_BOUNDS = ("minimum", "maximum")


def objects(node: Any) -> Iterator[Json]:
    if isinstance(node, dict):
        yield (described := cast("Json", node))
        node = list(described.values())
    if isinstance(node, list):
        for each in cast("list[Any]", node):
            yield from objects(each)


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Path, method and operation."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def references(node: Any) -> Iterator[str]:
    """The names of the schemas within."""
    for each in objects(node):
        reference = each.get("$ref", "")
        if reference.startswith(PREFIX):
            yield reference.removeprefix(PREFIX)


def complete(document: Json) -> None:
    _flatten(document)
    _close(document)
    _name(document)
    for name, schema in document["components"]["schemas"].items():
        _explain(name, schema)
    for each in objects(document):
        _write_whole_numbers(each)


def _flatten(document: Json) -> None:
    """What may be absent comes as a choice of one, which is none; parameters as one with null, which none can be."""
    for *_, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            if "oneOf" in parameter["schema"]:
                parameter["schema"]["oneOf"].remove({"type": "null"})
    for each in objects(document):
        choices = each.get("oneOf", ())
        if len(choices) == 1:
            del each["oneOf"]
            each |= choices[0]


def _close(document: Json) -> None:
    """Bodies are read strictly, and so is all within them, which Litestar does not say."""
    schemas: Json = document["components"]["schemas"]
    found = [name for *_, each in operations(document) for name in references(each.get("requestBody"))]
    while found:
        schema = schemas[found.pop()]
        if "properties" in schema and "additionalProperties" not in schema:
            schema["additionalProperties"] = False
            found += references(schema)


def _name(document: Json) -> None:
    """Queries that answer the same have a struct each: a caller need not know."""
    schemas: Json = document["components"]["schemas"]
    shapes = [(_shape(schemas[old], schemas), new) for old, new in vocabulary.NAMES.items()]
    names: dict[str, str] = {}
    for name, schema in schemas.items():
        shape = _shape(schema, schemas)
        names[name] = next((new for each, new in shapes if each == shape), name)
    named = {names[name]: schema | {"title": names[name]} for name, schema in schemas.items()}
    document["components"]["schemas"] = dict(sorted(named.items()))
    for each in objects(document):
        if each.get("$ref", "").startswith(PREFIX):
            each["$ref"] = PREFIX + names[each["$ref"].removeprefix(PREFIX)]


def _shape(node: Any, schemas: Json) -> Any:
    """A schema without what it is called, and with what it refers to in its place."""
    if isinstance(node, list):
        return [_shape(each, schemas) for each in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    described = cast("Json", node)
    if "$ref" in described:
        return _shape(schemas[described["$ref"].removeprefix(PREFIX)], schemas)
    return {
        key: _shape(value, schemas)
        for key, value in described.items()
        if key not in ("title", "description") or isinstance(value, dict)
    }


def _explain(name: str, schema: Json) -> None:
    if name in vocabulary.SCHEMAS:
        schema["description"] = vocabulary.SCHEMAS[name]
    for key, described in schema.get("properties", {}).items():
        # What refers to a schema is explained there.
        if "$ref" not in described and (field := vocabulary.field(name, key)):
            described["description"] = " ".join(filter(None, [field.meaning, described.get("description")]))
            if isinstance(field.value, str | int):
                described["examples"] = [field.value]


def _write_whole_numbers(schema: Json) -> None:
    if schema.get("type") != "integer":
        return
    schema |= {bound: int(schema[bound]) for bound in _BOUNDS if bound in schema}
    if "maximum" not in schema:
        schema["format"] = "int64"
