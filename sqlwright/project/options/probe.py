"""Imports the names in its arguments and says what they are; run by imports.py in a process of its own."""

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
    except BaseException as error:  # noqa: BLE001 - a module may do anything as it is imported, exit too
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
        "file": getattr(module, "__file__", None),
    }


def is_alias(found: object) -> bool:
    """What `type X = …` makes, from Python 3.12 on."""
    return isinstance(found, getattr(typing, "TypeAliasType", ()))


def json_error(found: object) -> str | None:
    """Why msgspec makes none of JSON."""
    try:
        msgspec.json.Decoder(found)
        if isinstance(msgspec.inspect.type_info(found), msgspec.inspect.CustomType):
            return "it is a class that has no fields known to it"
    except Exception as error:  # noqa: BLE001 - names in a module's annotations are looked up now, and may be anything
        return str(error)
    return None


def takes_one(found: Callable[..., object]) -> bool:
    try:
        inspect.signature(found).bind(None)
    except TypeError:
        return False
    except Exception:  # noqa: BLE001 - what is written in C says nothing, and annotations may name what is not there
        return True
    return True


if __name__ == "__main__":
    # What a module prints as it is imported is not the answer.
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    answer.write(json.dumps({name: probe(name) for name in sys.argv[1:]}))
    answer.flush()
    os._exit(0)  # whatever threads the modules have started
