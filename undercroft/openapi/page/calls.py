"""A call: what it takes, as a form that sends it, and what it answers."""

from html import escape

from ..operations import Json
from . import fields, words

# The script shows this part; without it, the form is only read.
_SEND = """\
<div class='send' hidden>
<p><button>Send</button> <button type='button' class='stop' hidden>Stop</button>
<button type='button' class='copy'>Copy as curl</button></p>
<pre class='curl'></pre>
<p class='status' role='status'></p>
<div class='answer' hidden>
<details class='headers'><summary>Headers</summary><pre></pre></details>
<pre class='body' role='region' tabindex='0' aria-label='Body of the answer'></pre></div></div>"""


def call(path: str, method: str, operation: Json, schemas: Json) -> str:
    needs_key = operation.get("security") != [{}]
    parts = [
        f"<details class='call' id='{escape(operation['operationId'])}'>",
        f"<summary><b>{method.upper()}</b> <code>{escape(path)}</code> {escape(operation['summary'])}",
        "<i>with a key</i></summary>" if needs_key else "</summary>",
        f"<p>{words.meaning(operation)}</p>",
        f"<form data-method='{method.upper()}' data-path='{escape(path)}'{' data-key' if needs_key else ''}>",
        *_request(operation, schemas),
        f"{_SEND}</form><h4>Answers</h4>",
        *(_answer(status, response) for status, response in operation["responses"].items()),
    ]
    return f"{''.join(parts)}</details>"


def _request(operation: Json, schemas: Json) -> list[str]:
    name = operation["operationId"]
    given = [fields.of_parameter(each, name, schemas) for each in operation.get("parameters", ())]
    parts = ["<h4>Parameters</h4>", *given] if given else []
    if "requestBody" in operation:
        body: Json = operation["requestBody"]
        parts += [f"<h4>Body</h4><p>{words.meaning(body)}</p>", fields.of_body(body, name)]
    return parts


def _answer(status: str, response: Json) -> str:
    names = f"<br><small>{escape(', '.join(response.get('headers', ())))}</small>"
    said = f"<b>{status}</b> {escape(response['description'])}"
    if status < "400":
        return f"<p>{said}{names}</p>{_content(response)}"
    bodies = response.get("content", {}).values()
    problems = [each["value"] for media in bodies for each in media.get("examples", {}).values()]
    kinds = dict.fromkeys(each["type"] for each in problems)
    shown = "".join(f"<pre>{escape(words.example(each))}</pre>" for each in problems)
    return f"<details><summary>{said} <code>{escape(', '.join(kinds))}</code>{names}</summary>{shown}</details>"


def _content(response: Json) -> str:
    return "".join(
        f"<p>{words.type_of(media['schema'])} as <code>{escape(media_type)}</code></p>"
        + (f"<pre>{escape(words.example(media['example']))}</pre>" if "example" in media else "")
        for media_type, media in response.get("content", {}).items()
    )
