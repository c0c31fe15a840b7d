"""The OpenAPI document as a page to read: one file without scripts that loads nothing, so it works offline."""

import json
from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import Any

Json = dict[str, Any]

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
details { border: 1px solid #ccc; border-radius: 6px; margin: .5rem 0; padding: .5rem 1rem }
summary { cursor: pointer } code, pre { font: 14px/1.5 ui-monospace, monospace } pre { overflow-x: auto }
summary b { display: inline-block; min-width: 4.5rem } summary i { float: right; color: #666 }
table { border-collapse: collapse } td, th { padding: .1rem 1rem .1rem 0; text-align: left; vertical-align: top }
@media (prefers-color-scheme: dark) { body { background: #181818; color: #ddd } details { border-color: #444 } }
"""

_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def render(document: Json) -> str:
    info = document["info"]
    parts = [
        f"<h1>{escape(info['title'])} <small>{escape(info['version'])}</small></h1>",
        f"<p>{escape(info['description'])}</p><p><a href='/schema/openapi.json'>openapi.json</a></p>",
        *(
            _operation(method.upper(), path, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        ),
        "<h2>Schemas</h2>",
        *(_schema(name, schema) for name, schema in document["components"]["schemas"].items()),
    ]
    head = f"<meta charset='utf-8'><title>{escape(info['title'])}</title><style>{STYLE}</style>"
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{''.join(parts)}</body></html>"


def _operation(method: str, path: str, operation: Json) -> str:
    parameters = [
        (each["name"], each["in"], _type(each["schema"]), each.get("description", ""))
        for each in operation.get("parameters", ())
    ]
    body = [("body", kind, "", "") for kind in _types(operation["requestBody"])] if "requestBody" in operation else []
    answers = [
        (status, response["description"], *_types(response), ", ".join(response.get("headers", ())))
        for status, response in operation["responses"].items()
    ]
    key = "" if operation.get("security") == [{}] else "<i>with a key</i>"
    return (
        f"<details id='{escape(operation['operationId'])}'><summary><b>{method}</b> <code>{escape(path)}</code>"
        f" {escape(operation['summary'])}{key}</summary>{_table(parameters + body)}<h4>Answers</h4>{_table(answers)}"
        "</details>"
    )


def _types(described: Json) -> list[str]:
    """What a body may be; of none it is said that there is none."""
    content: Json = described.get("content", {})
    return [f"{_type(each['schema'])} as {media_type}" for media_type, each in content.items()] or ["nothing"]


def _schema(name: str, schema: Json) -> str:
    text = escape(json.dumps(schema, indent=2))
    return f"<details id='{escape(name)}'><summary><code>{escape(name)}</code></summary><pre>{text}</pre></details>"


def _type(schema: Json) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    limits = [f"{key} {value}" for key, value in schema.items() if key not in ("type", "oneOf", "items", "examples")]
    kind = schema.get("type") or " or ".join(map(_type, schema.get("oneOf", ())))
    return ", ".join(filter(None, [kind, *limits]))


def _table(rows: list[tuple[str, ...]]) -> str:
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
