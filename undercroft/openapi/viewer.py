"""A viewer of the OpenAPI document: one file of HTML without scripts that loads nothing, so it works offline."""

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from typing import Any

from .operations import PREFIX, Json

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
details { border: 1px solid #ccc; border-radius: 6px; margin: .5rem 0; padding: .5rem 1rem }
details details { margin: .25rem 0; padding: .1rem .75rem }
summary { cursor: pointer } a { color: #06c }
code, pre { font: 14px/1.5 ui-monospace, monospace }
pre { overflow-x: auto; background: #f4f4f4; padding: .5rem .75rem; border-radius: 6px; margin: .25rem 0 }
summary b { display: inline-block; min-width: 4.5rem } summary i, small { color: #666 } summary i { float: right }
h4 { margin: 1rem 0 .25rem } table { border-collapse: collapse }
td code { white-space: nowrap } td { padding: .1rem 1rem .1rem 0; text-align: left; vertical-align: top }
@media (prefers-color-scheme: dark) {
  body { background: #181818; color: #ddd } details { border-color: #444 } pre { background: #242424 }
  a { color: #6af } summary i, small { color: #999 }
}
"""

_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

# The keys of a schema that are not shown as "key value".
_SAID = frozenset({"type", "oneOf", "items", "enum", "title", "description", "examples"})


def render(document: Json) -> str:
    info = document["info"]
    parts = [
        f"<h1>{escape(info['title'])} <small>{escape(info['version'])}</small></h1>",
        *(f"<p>{_prose(paragraph)}</p>" for paragraph in info["description"].split("\n\n")),
        "<p><a href='/schema/openapi.json'>openapi.json</a></p>",
    ]
    for tag in document["tags"]:
        parts.append(f"<h2>{escape(tag['name'].title())}</h2><p>{_prose(_meaning(tag))}</p>")
        parts += _operations(document, tag["name"])
    if untagged := _operations(document, None):
        parts += ["<h2>Others</h2>", *untagged]
    parts.append("<h2>Schemas</h2>")
    parts += [_schema(name, schema) for name, schema in document["components"]["schemas"].items()]
    head = f"<meta charset='utf-8'><title>{escape(info['title'])}</title><style>{STYLE}</style>"
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{''.join(parts)}</body></html>"


def _operations(document: Json, tag: str | None) -> list[str]:
    """Those with the tag, or those without any."""
    return [
        _operation(path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if tag in operation.get("tags", (None,))
    ]


def _operation(path: str, method: str, operation: Json) -> str:
    key = "" if operation.get("security") == [{}] else "<i>with a key</i>"
    parts = [
        f"<details id='{escape(operation['operationId'])}'><summary><b>{method.upper()}</b> <code>{escape(path)}</code>",
        f" {escape(operation['summary'])}{key}</summary><p>{_prose(_meaning(operation))}</p>",
    ]
    parameters = [
        (f"<code>{escape(each['name'])}</code>", f"in {each['in']}", _type(each["schema"]), _prose(_meaning(each)))
        for each in operation.get("parameters", ())
    ]
    if parameters:
        parts.append(f"<h4>Parameters</h4>{_table(parameters)}")
    if "requestBody" in operation:
        body: Json = operation["requestBody"]
        parts.append(f"<h4>Body</h4>{_prose(_meaning(body))}{_content(body)}")
    answers = (_answer(status, response) for status, response in operation["responses"].items())
    return "".join([*parts, "<h4>Answers</h4>", *answers, "</details>"])


def _answer(status: str, response: Json) -> str:
    names = f"<br><small>{escape(', '.join(response.get('headers', ())))}</small>"
    said = f"<b>{status}</b> {escape(response['description'])}"
    if status < "400":
        return f"<p>{said}{names}</p>{_content(response)}"
    bodies = response.get("content", {}).values()
    problems = [each["value"] for media in bodies for each in media.get("examples", {}).values()]
    kinds = dict.fromkeys(each["type"] for each in problems)
    shown = "".join(map(_example, problems))
    return f"<details><summary>{said} <code>{escape(', '.join(kinds))}</code>{names}</summary>{shown}</details>"


def _content(described: Json) -> str:
    return "".join(
        f"<p>{_type(media['schema'])} as <code>{escape(media_type)}</code></p>"
        + (_example(media["example"]) if "example" in media else "")
        for media_type, media in described.get("content", {}).items()
    )


def _example(value: Any) -> str:
    return f"<pre>{escape(value if isinstance(value, str) else json.dumps(value, indent=2))}</pre>"


def _schema(name: str, schema: Json) -> str:
    required = schema.get("required", ())
    fields = [
        (f"<code>{escape(key)}</code>", _type(each), "" if key in required else "optional", _prose(_meaning(each)))
        for key, each in schema.get("properties", {}).items()
    ]
    described = _table(fields) if fields else _type(schema)
    return (
        f"<details id='{escape(name)}' open><summary><code>{escape(name)}</code></summary>"
        f"<p>{_prose(_meaning(schema))}</p>{described}</details>"
    )


def _meaning(described: Json) -> str:
    return described.get("description", "")


def _type(schema: Json) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        name = escape(schema["$ref"].removeprefix(PREFIX))
        return f"<a href='#{name}'>{name}</a>"
    if "contentSchema" in schema:
        return f"lines, each {_type(schema['contentSchema'])}"
    for key, word in (("oneOf", " or "), ("allOf", " and ")):
        if key in schema:
            return word.join(map(_type, schema[key]))
    if "const" in schema:
        return f"<code>{escape(str(schema['const']))}</code>"
    kinds = schema.get("type", "anything")
    kind = (
        f"list of {_type(schema['items'])}"
        if "items" in schema
        else escape(kinds if isinstance(kinds, str) else " or ".join(kinds))
    )
    choices = [" or ".join(f"<code>{escape(str(each))}</code>" for each in schema["enum"])] if "enum" in schema else []
    limits = [f"{key} {escape(str(value))}" for key, value in schema.items() if key not in _SAID]
    return ", ".join([*(choices or [kind]), *limits])


def _prose(text: str) -> str:
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(text))


def _table(entries: Iterable[tuple[str, ...]]) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in entry) for entry in entries)
    return f"<table>{''.join(f'<tr>{each}</tr>' for each in cells)}</table>"
