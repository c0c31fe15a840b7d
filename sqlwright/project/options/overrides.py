"""Reads `overrides`: the user's Python types for columns and PostgreSQL types."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress

import yaml

from ...errors import CompileError
from ...model.options import Override
from ..yaml_reader import Reader, join

__all__ = ["read_overrides", "type_name"]

_TEXTS = ("column", "db_type", "type", "encode", "decode")
_FLAGS = ("notnull_elements", "keep_unknown_labels")
_KEYS: Mapping[str, object] = dict.fromkeys((*_TEXTS, *_FLAGS))
_PART = re.compile(r'"((?:[^"]|"")+)"|([^".\s][^".]*)')

_ALIASES: Mapping[str, str] = {
    **dict.fromkeys(("int", "int4"), "integer"),
    "int2": "smallint",
    "int8": "bigint",
    "float4": "real",
    **dict.fromkeys(("float", "float8"), "double precision"),
    "bool": "boolean",
    **dict.fromkeys(("decimal", "dec"), "numeric"),
    **dict.fromkeys(("char", "bpchar"), "character"),
    **dict.fromkeys(("varchar", "char varying"), "character varying"),
    "varbit": "bit varying",
    "time": "time without time zone",
    "timetz": "time with time zone",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
}
"""Other names of types, in use or in the catalog, with the name that format_type prints."""


def read_overrides(reader: Reader, node: yaml.Node, path: str) -> Sequence[Override]:
    if not isinstance(node, yaml.SequenceNode):
        reader.fail(node, f"{path} must be a list", "start each entry with a dash: - column: users.settings")
    reader.check(node, [_KEYS], path)
    found: dict[str, Override] = {}
    for index, entry in enumerate(node.value):
        with suppress(CompileError):  # report the mistakes of the others too
            override = _override(reader, entry, f"{path}[{index}]")
            if override.shown in found:
                hint = f"remove one of them: the first is in line {found[override.shown].place.line}"
                reader.complain(entry, f"{path}: a second override of {override.shown}", hint)
            found[override.shown] = override
    return list(found.values())


def _override(reader: Reader, node: yaml.Node, path: str) -> Override:
    values = {name: value for name, (_, value) in reader.items(node, path).items()}
    texts = {name: reader.text(value, join(path, name)) for name, value in values.items() if name in _TEXTS}
    full, kept = (name in values and reader.flag(values[name], join(path, name)) for name in _FLAGS)
    if ("column" in texts) == ("db_type" in texts):
        reader.fail(node, f"{path} takes either column or db_type", "write column: users.settings, or db_type: jsonb")
    if kept and "column" in texts:
        hint = "write db_type and the enum's name: it applies to all columns of the type"
        reader.complain(values["keep_unknown_labels"], f"{path}.keep_unknown_labels is about a type", hint)
    if "type" not in texts and not ((full or kept) and "decode" not in texts):
        reader.fail(node, f"{path}.type is missing", "write the type's import: type: package.module.Name")
    for name in ("type", "encode", "decode"):
        if name in texts and not all(part.isidentifier() for part in texts[name].split(".")):
            hint = "give it a name in a module, and write package.module.Name here"
            reader.complain(values[name], f"{path}.{name} is not an import: {texts[name]}", hint)
    if ("encode" in texts) != ("decode" in texts):
        given, missing = ("encode", "decode") if "encode" in texts else ("decode", "encode")
        reader.complain(
            values[given], f"{path}.{given} without {missing}", f"converters come in pairs: add {missing}, or remove it"
        )
    for name in ("encode", "decode"):
        if name in texts and "." not in texts[name]:
            hint = "write the function's import: package.module.name"
            reader.complain(values[name], f"{path}.{name} is not an import: {texts[name]}", hint)
    named = "column" if "column" in texts else "db_type"
    return Override(
        reader.place(values[named]),
        texts.get("type", ""),
        _column(reader, values["column"], f"{path}.column") if "column" in texts else None,
        _db_type(reader, values["db_type"], f"{path}.db_type") if "db_type" in texts else None,
        texts.get("encode"),
        texts.get("decode"),
        full,
        kept,
        {name: reader.place(values[name]) for name in ("type", "encode", "decode") if name in texts},
    )


def _column(reader: Reader, node: yaml.Node, path: str) -> tuple[str, str, str]:
    text = reader.text(node, path)
    parts = _parts(text)
    if len(parts) not in (2, 3):
        reader.fail(node, f"{path} is not a column: {text}", 'write table.column or schema.table.column, as "a.b".c')
    schema, table, column = parts if len(parts) == 3 else ("public", *parts)
    return schema, table, column


def _parts(text: str) -> Sequence[str]:
    """The names between the dots; empty if the text does not consist of names."""
    found = list(_PART.finditer(text))
    if ".".join(match[0] for match in found) != text:
        return ()
    return [match[1].replace('""', '"') if match[1] else match[2] for match in found]


def _db_type(reader: Reader, node: yaml.Node, path: str) -> str:
    text = reader.text(node, path)
    if text.endswith("]") or re.search(r"\barray\b", text, re.IGNORECASE):
        reader.fail(node, f"{path} is an array: {text}", "write the type of its elements; it applies to arrays too")
    if "(" in text:
        reader.fail(
            node, f"{path} has a length: {text}", f"write {text.partition('(')[0].strip()}, whatever its length"
        )
    return type_name(text)


def type_name(text: str) -> str:
    """The name that format_type prints for a type that people write in various ways."""
    name = " ".join(text.removeprefix("pg_catalog.").removeprefix("public.").split())
    if '"' in name:
        return name
    # Only unquoted names ignore case.
    return _ALIASES.get(name.lower(), name.lower())
