"""Corrects, names and explains the schemas of the OpenAPI document."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import UNSET

from .described_types import is_of_any_service
from .facts import Facts, Field, Type, Vocabulary
from .fitting import fits
from .operations import PREFIX, Json, Operation, objects, references

_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_LIMITS = (*_NUMBERS, "pattern", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems")
_ROW = "Row"


class Named(NamedTuple):
    """A schema's new name, its type, and the facts about it."""

    name: str
    kind: type | None
    described: Type | None


def flatten(document: Json, operations: Sequence[Operation]) -> None:
    """Simplify choices: Litestar writes what may be absent as a choice of one, or with null and with limits next to it."""
    for operation in operations:
        for parameter in operation.described.get("parameters", ()):
            if "oneOf" in parameter["schema"]:
                parameter["schema"]["oneOf"] = _without_null(parameter["schema"]["oneOf"])
    for each in objects(document):
        choices = _without_null(each.get("oneOf", ()))
        if len(choices) == 1 and "$ref" not in choices[0]:
            choices[0] |= {limit: each.pop(limit) for limit in _LIMITS if limit in each}
        if len(each.get("oneOf", ())) == 1:
            [only] = each.pop("oneOf")
            each |= only


def _without_null(choices: Sequence[Json]) -> list[Json]:
    return [choice for choice in choices if choice != {"type": "null"}]


def close(document: Json, operations: Sequence[Operation]) -> None:
    """Say that bodies, and everything in them, may have no other fields: Litestar does not."""
    schemas: Json = document["components"]["schemas"]
    found = [name for each in operations for name in references(each.described.get("requestBody"))]
    while found:
        schema = schemas[found.pop()]
        if "properties" in schema and "additionalProperties" not in schema:
            schema["additionalProperties"] = False
            found += references(schema)


def write_whole_numbers(document: Json) -> None:
    for schema in objects(document):
        if schema.get("type") == "integer":
            schema |= {limit: int(schema[limit]) for limit in _NUMBERS if limit in schema}
            if "maximum" not in schema:
                schema["format"] = "int64"


def name(document: Json, kinds: dict[str, type], types: Sequence[Type]) -> dict[str, Named]:
    """Rename the schemas, and return their old names with what they became."""
    schemas: Json = document["components"]["schemas"]
    named = _names(schemas, kinds, types)
    renamed = {named[old].name: schema | {"title": named[old].name} for old, schema in schemas.items()}
    document["components"]["schemas"] = dict(sorted(renamed.items()))
    for each in objects(document):
        if each.get("$ref", "").startswith(PREFIX):
            each["$ref"] = PREFIX + named[each["$ref"].removeprefix(PREFIX)].name
    return named


def _names(schemas: Json, kinds: dict[str, type], types: Sequence[Type]) -> dict[str, Named]:
    by_kind = {each.kind: each for each in types}
    named: dict[str, Named] = {}
    for old in schemas:
        kind = kinds.get(old)
        described = by_kind.get(kind) if kind else None
        if described is not None and described.name:
            named[old] = Named(described.name, kind, described)
    taken = {each.name for each in named.values()}
    for old in schemas:
        if old not in named:
            kind = kinds.get(old)
            named[old] = Named(_free(old, taken), kind, by_kind.get(kind) if kind else None)
            taken.add(named[old].name)
    return named


def _free(old: str, taken: set[str]) -> str:
    """The name of a type without `Row` at its end, or a longer one if that is taken."""
    choices = [old.removesuffix(_ROW), old, *(f"{old}{number}" for number in range(2, len(taken) + 3))]
    return next(each for each in choices if each and each not in taken)


def owners(operations: Sequence[Operation], schemas: Json) -> dict[str, Facts]:
    """The subject of each schema: the first one with a call that takes or answers it."""
    found: dict[str, Facts] = {}
    for operation in operations:
        if operation.facts is None:
            continue
        bodies = [operation.described.get("requestBody"), operation.described["responses"]]
        reached = list(references(bodies))
        while reached:
            name = reached.pop()
            if name not in found:
                found[name] = operation.facts
                reached += references(schemas[name])
    return found


def explain(schemas: Json, named: Sequence[Named], subjects: dict[str, Facts], vocabulary: Vocabulary) -> None:
    for each in {each.name: each for each in sorted(named, key=_is_described)}.values():
        schema: Json = schemas[each.name]
        meaning = each.described.meaning if each.described else each.kind and each.kind.__doc__
        if meaning:
            schema["description"] = meaning
        subject = None if is_of_any_service(each.kind) else subjects.get(each.name)
        for key, field in schema.get("properties", {}).items():
            # A reference is explained where it leads.
            if "$ref" not in field:
                own = vocabulary.own(each.described, subject, key)
                _explain_field(field, own, vocabulary.any(key))


def _is_described(named: Named) -> bool:
    return named.described is not None and named.described.kind is named.kind


def _explain_field(field: Json, own: Field | None, other: Field | None) -> None:
    # What a type says about itself goes before what another subject says about a field of the same name.
    found = own or (None if "description" in field else other)
    if found is None:
        return
    field["description"] = " ".join(filter(None, [found.meaning, field.get("description")]))
    if found.example is not UNSET and fits(found.example, field):
        field["examples"] = [found.example]
