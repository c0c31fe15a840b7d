"""Schemas, descriptions and examples in a few words of HTML."""

import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any

from ..operations import PREFIX, Json

# The keys of a schema that are not shown as "key value".
_SAID = frozenset({"type", "oneOf", "items", "enum", "title", "description", "examples"})


def type_of(schema: Json) -> str:
    if "$ref" in schema:
        name = escape(schema["$ref"].removeprefix(PREFIX))
        return f"<a href='#{name}'>{name}</a>"
    if "contentSchema" in schema:
        return f"lines, each {type_of(schema['contentSchema'])}"
    for key, word in (("oneOf", " or "), ("allOf", " and ")):
        if key in schema:
            return word.join(map(type_of, schema[key]))
    if "const" in schema:
        return f"<code>{escape(str(schema['const']))}</code>"
    kinds = schema.get("type", "anything")
    kind = (
        f"list of {type_of(schema['items'])}"
        if "items" in schema
        else escape(kinds if isinstance(kinds, str) else " or ".join(kinds))
    )
    choices = [" or ".join(f"<code>{escape(str(each))}</code>" for each in schema["enum"])] if "enum" in schema else []
    limits = [f"{key} {escape(str(value))}" for key, value in schema.items() if key not in _SAID]
    return ", ".join([*(choices or [kind]), *limits])


def meaning(described: Json) -> str:
    return prose(described.get("description", ""))


def prose(text: str) -> str:
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(text))


def example(value: Any) -> str:
    """An example as plain text."""
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def table(entries: Iterable[tuple[str, ...]]) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in entry) for entry in entries)
    return f"<div class='wide'><table>{''.join(f'<tr>{each}</tr>' for each in cells)}</table></div>"
