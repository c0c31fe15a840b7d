"""Examples of what each call takes and answers."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import UNSET

from ..errors import NotFound, RequestError
from ..http import ndjson, problems
from . import problem_examples
from .made_examples import ExampleMaker
from .operations import Json, Operation, contents
from .schemas import Named

_PROBLEM = problems.Problem.__name__


def complete(document: Json, operations: Sequence[Operation], named: Sequence[Named]) -> None:
    schemas: Json = document["components"]["schemas"]
    names = {each.kind: each.name for each in named if each.kind}
    for operation in operations:
        otherwise = _otherwise(operation, names)
        maker = ExampleMaker(schemas, otherwise)
        for content in contents(operation.described):
            for media_type, media in content.items():
                if media_type != problems.MEDIA_TYPE:
                    _show(media_type, media, maker, otherwise)


def _otherwise(operation: Operation, names: Mapping[type, str]) -> dict[str, Any]:
    """What the handler says about its examples, with types replaced by names and errors by their problems."""
    said = {_PROBLEM: NotFound("resource"), **{_name(key, names): value for key, value in operation.shown.items()}}
    return {
        key: problem_examples.shown(value, operation.path) if isinstance(value, RequestError) else value
        for key, value in said.items()
    }


def _name(key: str | type, names: Mapping[type, str]) -> str:
    return key if isinstance(key, str) else names.get(key, key.__name__)


def _show(media_type: str, media: Json, maker: ExampleMaker, otherwise: Mapping[str, Any]) -> None:
    if media_type in otherwise:
        media["example"] = otherwise[media_type]
    elif given := media.pop("examples", None):
        # The example that the handler gave to Litestar.
        media["example"] = next(iter(given.values()))["value"]
    elif media_type == ndjson.MEDIA_TYPE:
        line: Json = media["schema"]["contentSchema"]
        lines = [maker.of(each) for each in line.get("oneOf", [line])]
        media["example"] = "".join(f"{_encoded(each)}\n" for each in lines if each is not UNSET)
    elif (example := maker.of(media["schema"])) is not UNSET:
        media["example"] = example


def _encoded(value: Any) -> str:
    return msgspec.json.encode(value).decode()
