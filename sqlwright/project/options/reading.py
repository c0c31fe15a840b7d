"""Reads `options` from the YAML: an unknown option or a value of the wrong kind is an error with its place."""

import keyword
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import yaml

from ...errors import CompileError, Place
from ...model.options import ABSENT, OPTIONS, STYLES, Options, Structs
from ..yaml_reader import Reader, join, known_keys
from .overrides import read_overrides
from .upstream import UPSTREAM
from .upstream import check as check_upstream

__all__ = ["read_options"]

_T = TypeVar("_T")
_Items = Mapping[str, tuple[yaml.Node, yaml.Node]]


def read_options(reader: Reader, node: yaml.Node | None, path: str, block: Place) -> Options:
    """The options of the block at `block`; reports every mistake that can be found without the schema."""
    places = {"": block}
    if node is None or reader.is_null(node):
        return Options(places=places)
    take = _Taker(reader, node, path, (*OPTIONS, *UPSTREAM), "option")
    check_upstream(reader, take.items, path)

    def names(reader: Reader, node: yaml.Node, path: str) -> Sequence[str]:
        if not isinstance(node, yaml.SequenceNode):
            reader.fail(node, f"{path} must be a list of table names", "write [news, lens]")
        found = [(entry, reader.text(entry, path)) for entry in node.value]
        places.update({f"{path.rpartition('.')[2]}.{name}": reader.place(entry) for entry, name in found})
        return [name for _, name in found]

    def renamed(reader: Reader, node: yaml.Node, path: str) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for name, (key, value) in reader.items(node, path).items():
            new = reader.text(value, join(path, name))
            if not new.isidentifier() or keyword.iskeyword(new) or new.startswith("__") or not new.isascii():
                reader.complain(value, f"{join(path, name)}: {new} is not a valid Python name", "choose another")
            found[name] = new
            places[f"rename.{name}"] = reader.place(key)
        return found

    def structs(reader: Reader, node: yaml.Node, path: str) -> Structs:
        take = _Taker(reader, node, path, Structs.__struct_fields__, "key")
        if "tag" in take.items:
            places["structs.tag"] = reader.place(take.items["tag"][1])
        return Structs(
            take("frozen", Reader.flag, True),
            take("gc", Reader.flag, None),
            take("kw_only", Reader.flag, False),
            take("rename", lambda reader, node, path: reader.choice(node, path, STYLES), None),
            take("tag", _tag, None),
        )

    return Options(
        take("package", _package, None),
        take("emit_exact_table_names", Reader.flag, False),
        take("inflection_exclude_table_names", names, ()),
        take("rename", renamed, {}),
        take("omit_unused", Reader.flag, False),
        take("fold_parameter_names", Reader.flag, False),
        take("query_parameter_limit", Reader.count, None),
        take("absent", lambda reader, node, path: reader.choice(node, path, ABSENT), "unset"),
        take("emit_protocols", Reader.flag, True),
        take("emit_docstrings", Reader.flag, True),
        take("emit_rights", Reader.flag, False),
        take("structs", structs, Structs()),
        take("overrides", read_overrides, ()),
        places,
    )


class _Taker:
    """Takes a mapping's values one by one; a mistake in one does not prevent reading the others."""

    def __init__(self, reader: Reader, node: yaml.Node, path: str, known: Sequence[str], noun: str) -> None:
        self.reader = reader
        self.path = path
        self.items: _Items = reader.items(node, path)
        for name, (key, _) in self.items.items():
            if name not in known:
                reader.complain(key, f"unknown {noun} {join(path, name)}", known_keys(name, dict.fromkeys(known)))

    def __call__(self, name: str, read: Callable[[Reader, yaml.Node, str], _T], default: _T) -> _T:
        if name not in self.items:
            return default
        try:
            return read(self.reader, self.items[name][1], join(self.path, name))
        except CompileError:
            return default  # the reader has recorded the problem


def _package(reader: Reader, node: yaml.Node, path: str) -> str:
    package = reader.text(node, path)
    if not all(part.isidentifier() for part in package.split(".")):
        reader.complain(
            node, f"{path} is not a Python package name: {package}", "write a dotted name, such as app.generated"
        )
    return package


def _tag(reader: Reader, node: yaml.Node, path: str) -> str | None:
    if node.tag == "tag:yaml.org,2002:bool":
        return "type" if reader.flag(node, path) else None
    if node.tag != "tag:yaml.org,2002:str" or not re.fullmatch(r"[\w@$:.-]+", str(node.value), re.ASCII):
        reader.fail(node, f"{path} must be true, false or the name of a field", "write true for a field type, or kind")
    return str(node.value)
