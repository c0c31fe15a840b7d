"""The whole page, one file of HTML with its style and script, and the policy that allows these two and no others."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path

from ..operations import Json
from . import words
from .calls import call

_STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
_SCRIPT = Path(__file__).with_name("page.js").read_text(encoding="utf-8")

# Only the script sees these: without it, they would do nothing.
_TOOLS = """\
<form class='tools' role='search' hidden>
<label>Find <input id='tools.find' type='search' autocomplete='off' placeholder='words of a call'></label>
<label>Key <input id='tools.key' type='password' autocomplete='off' placeholder='kept until you leave'></label>
<small id='tools.found' role='status'></small></form>"""


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


POLICY = "; ".join(
    (
        "default-src 'none'",
        f"script-src {_hash(_SCRIPT)}",
        f"style-src {_hash(_STYLE)}",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
    )
)


def render(document: Json) -> str:
    info = document["info"]
    schemas: Json = document["components"]["schemas"]
    title = escape(info["title"])
    parts = [
        f"<h1>{title} <small>{escape(info['version'])}</small></h1>",
        *(f"<p>{words.prose(paragraph)}</p>" for paragraph in info["description"].split("\n\n")),
        f"<p>To get a key: {words.meaning(document['components']['securitySchemes']['key'])}</p>",
        "<p><a href='/schema/openapi.json'>openapi.json</a></p>",
        _TOOLS,
        *(
            _section(each["name"].title(), words.meaning(each), _calls(document, each["name"]))
            for each in document["tags"]
        ),
    ]
    if untagged := _calls(document, None):
        parts.append(_section("Others", "", untagged))
    parts.append(_section("Schemas", "", [_schema(name, schema) for name, schema in schemas.items()]))
    head = (
        "<meta charset='utf-8'><meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{title}</title><style>{_STYLE}</style>"
    )
    body = f"<main>{''.join(parts)}</main><script>{_SCRIPT}</script>"
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{body}</body></html>"


def _section(title: str, text: str, parts: list[str]) -> str:
    return f"<section><h2>{escape(title)}</h2><p>{text}</p>{''.join(parts)}</section>"


def _calls(document: Json, tag: str | None) -> list[str]:
    """Those with the tag, or those without any."""
    return [
        call(path, method, operation, document["components"]["schemas"])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if tag in operation.get("tags", (None,))
    ]


def _schema(name: str, schema: Json) -> str:
    required = schema.get("required", ())
    fields = [
        (f"<code>{escape(key)}</code>", words.type_of(each), "" if key in required else "optional", words.meaning(each))
        for key, each in schema.get("properties", {}).items()
    ]
    described = words.table(fields) if fields else words.type_of(schema)
    return (
        f"<details id='{escape(name)}' open><summary><code>{escape(name)}</code></summary>"
        f"<p>{words.meaning(schema)}</p>{described}</details>"
    )
