"""The options of sqlc's own Python plugin, sqlc-gen-python, that choose a kind of code: ours has only one kind."""

from collections.abc import Mapping

import yaml

from ..yaml_reader import Reader, join

__all__ = ["UPSTREAM", "check"]

_ALWAYS = {
    "emit_async_querier": "queriers are always async",
    "emit_str_enum": "enums are always StrEnums",
}
_NEVER = {
    "emit_sync_querier": (
        "queriers are async only, over asyncpg",
        "remove it; a synchronous program can call them with asyncio.run",
    ),
    "emit_pydantic_models": (
        "rows are msgspec structs",
        "remove it; Model(**msgspec.structs.asdict(row)) turns a row into a pydantic model",
    ),
}
UPSTREAM = (*_ALWAYS, *_NEVER)


def check(reader: Reader, options: Mapping[str, tuple[yaml.Node, yaml.Node]], path: str) -> None:
    """Reports options that ask for something unavailable, and notes those that change nothing."""
    asked = {name: reader.flag(options[name][1], join(path, name)) for name in UPSTREAM if name in options}
    for name, (reason, hint) in _NEVER.items():
        if asked.get(name):
            reader.complain(options[name][0], f"option {join(path, name)}: {reason}", hint)
    for name, fact in _ALWAYS.items():
        if name in asked:
            reader.note(f"option {name} changes nothing: {fact}")
