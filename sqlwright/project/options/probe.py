"""Imports the names in its arguments and reports what they are; imports.py runs it in a separate process."""

import importlib
import inspect
import json
import os
import sys
import types
import typing
from collections.abc import Callable
from typing import Any

import msgspec
import msgspec.inspect


def probe(dotted: str) -> dict[str, Any]:
    module_name, _, name = dotted.rpartition(".")
    try:
        module = importlib.import_module(module_name or "builtins")
    except BaseException as error:  # noqa: BLE001 - importing a module may do anything, even exit
        kind = "" if isinstance(error, ImportError) else f"{type(error).__name__}: "
        return {"error": f"cannot import {module_name}: {kind}{error}", "module": module_name}
    try:
        found = getattr(module, name)
    except AttributeError:
        return {"error": f"{module_name or 'Python'} has no {name}", "names": [*vars(module)]}
    is_class = isinstance(found, type | typing.NewType)
    is_union = isinstance(found, types.UnionType)
    is_type = is_class or is_union or typing.get_origin(found) is not None or is_alias(found)
    return {
        "is_type": is_type,
        "is_callable": callable(found),
        "is_async": inspect.iscoroutinefunction(found),
        "what": type(found).__name__,
        "takes_one": callable(found) and takes_one(found),
        "makes_one": is_class and takes_one(found),
        "json_error": json_error(found) if is_type else None,
        "expected": expected(found) if is_type else None,
        "file": getattr(module, "__file__", None),
    }


def is_alias(found: object) -> bool:
    """Whether this was made by `type X = …` (Python 3.12 and later)."""
    return isinstance(found, getattr(typing, "TypeAliasType", ()))


def json_error(found: object) -> str | None:
    """Why msgspec cannot decode JSON into this type; None if it can."""
    try:
        msgspec.json.Decoder(found)
        kind = msgspec.inspect.type_info(found)
        if isinstance(kind, msgspec.inspect.CustomType):
            return "it is a class without fields that msgspec knows"
        if (inside := unknown_class(kind, ())) is not None:
            return f"{inside} in it is a class without fields that msgspec knows"
    except Exception as error:  # noqa: BLE001 - this evaluates annotations, which may raise anything
        return str(error)
    return None


def unknown_class(kind: Any, around: tuple[type, ...]) -> str | None:
    """The first class in a type that msgspec would hand to a hook, such as a model of pydantic."""
    if isinstance(kind, msgspec.inspect.CustomType):
        return kind.cls.__name__
    inner = [getattr(kind, name, None) for name in ("type", "item_type", "key_type", "value_type")]
    inner += [*getattr(kind, "item_types", ()), *getattr(kind, "types", ())]
    if hasattr(kind, "fields") and kind.cls not in around:
        around = (*around, kind.cls)
        inner += [field.type for field in kind.fields]
    found = (unknown_class(each, around) for each in inner if each is not None)
    return next((name for name in found if name is not None), None)


_KINDS = {"None": "null", "Any": "any", "DateTime": "datetime", "Raw": "any", "VarTuple": "list", "Collection": "list"}
_LISTS = ("List", "Set", "FrozenSet", "VarTuple", "Collection")
_OBJECTS = ("Struct", "Dataclass", "TypedDict")


def expected(found: object) -> dict[str, Any] | None:
    """What msgspec decodes into this type; None if it does not know."""
    try:
        return described(msgspec.inspect.type_info(found), ())
    except Exception:  # noqa: BLE001 - this evaluates annotations, which may raise anything
        return None


def described(kind: Any, around: tuple[type, ...]) -> dict[str, Any]:
    """A type as plain data; what contains itself is not followed."""
    if isinstance(kind, msgspec.inspect.Metadata):
        return described(kind.type, around)
    word = type(kind).__name__.removesuffix("Type")
    if word in _OBJECTS and not getattr(kind, "array_like", False) and kind.cls not in around:
        around = (*around, kind.cls)
        fields = [
            {"key": field.encode_name, "type": described(field.type, around), "required": field.required}
            for field in kind.fields
        ]
        tag = getattr(kind, "tag_field", None)
        closed = getattr(kind, "forbid_unknown_fields", False) and tag is None
        return {"kind": "object", "name": kind.cls.__name__, "fields": fields, "closed": closed}
    if word in _LISTS:
        item = described(kind.item_type, around)
        return {"kind": "list", "name": f"a list of {item['name']}", "items": [item]}
    match word:
        case "Tuple":
            return {"kind": "tuple", "name": "tuple", "items": [described(each, around) for each in kind.item_types]}
        case "Dict":
            return {"kind": "dict", "name": "dict", "items": [described(kind.value_type, around)]}
        case "Union":
            items = [described(each, around) for each in kind.types]
            return {"kind": "union", "name": " | ".join(item["name"] for item in items), "items": items}
        case "Enum":
            return choice(kind.cls.__name__, [each.value for each in kind.cls])
        case "Literal":
            return choice("Literal", kind.values)
        case "None" | "Any" | "Raw" | "Bool" | "Int" | "Float" | "Decimal" | "Str" | "Bytes" | "UUID":
            pass
        case "Date" | "Time" | "DateTime" | "TimeDelta":
            pass
        case _:
            word = "Any"
    return {"kind": _KINDS.get(word, word.lower()), "name": word if word in ("None", "Any") else word.lower()}


def choice(name: str, values: Any) -> dict[str, Any]:
    if all(isinstance(value, int) for value in values):
        return {"kind": "int", "name": name}
    texts = [value for value in values if isinstance(value, str)]
    return {"kind": "choice", "name": name, "values": texts if len(texts) == len(values) else []}


def takes_one(found: Callable[..., object]) -> bool:
    try:
        inspect.signature(found).bind(None)
    except TypeError:
        return False
    except Exception:  # noqa: BLE001 - C functions have no signature, and annotations may name missing things
        return True
    return True


if __name__ == "__main__":
    # Keep what modules print during import out of the answer.
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    answer.write(json.dumps({name: probe(name) for name in sys.argv[1:]}))
    answer.flush()
    os._exit(0)  # do not wait for threads that the modules started
