"""What a caller fills in: a field for each parameter, and one for each type of body."""

from html import escape
from typing import Any

from ..operations import PREFIX, Json
from . import words

_PLACES = ("path", "query", "header")


def of_parameter(parameter: Json, operation_id: str, schemas: Json) -> str:
    name, place = parameter["name"], parameter["in"]
    label = f"<code>{escape(name)}</code> in {escape(place)}"
    about = f"<small id='{{id}}.about'>{words.type_of(parameter['schema'])}. {words.meaning(parameter)}</small>"
    if place not in _PLACES:
        return _field(f"{operation_id}.{name}", label, "", about)
    attributes = f"data-name='{escape(name)}' data-in='{place}' aria-describedby='{{id}}.about'"
    control = _control(parameter, attributes, _resolved(parameter["schema"], schemas))
    return _field(f"{operation_id}.{name}", label, control, about)


def of_body(body: Json, operation_id: str) -> str:
    """A text for each type that the body may have. The script shows the one that is chosen."""
    contents: Json = body.get("content", {})
    texts = [
        _field(
            f"{operation_id}:{media_type}",
            f"{words.type_of(media['schema'])} as <code>{escape(media_type)}</code>",
            _text(words.example(media["example"]) if "example" in media else "", media_type),
            "",
        )
        for media_type, media in contents.items()
    ]
    options = "".join(f"<option>{escape(media_type)}</option>" for media_type in contents)
    choice = f"<label class='choice' hidden>Send as <select>{options}</select></label>" if len(contents) > 1 else ""
    return f"{choice}{''.join(texts)}"


def _field(id: str, label: str, control: str, about: str) -> str:
    """A control with its label and an explanation; `{id}` in them stands for its id."""
    id = escape(id)
    labelled = f"<label for='{id}'>{label}</label>" if control else f"<span>{label}</span>"
    return f"<div class='field'>{labelled}{control.replace('{id}', id)}{about.replace('{id}', id)}</div>"


def _control(parameter: Json, attributes: str, schema: Json) -> str:
    required = parameter.get("required", False)
    attributes = f"id='{{id}}' {attributes}{' required' if required else ''}"
    choices = ["true", "false"] if schema.get("type") == "boolean" else [str(each) for each in schema.get("enum", ())]
    if choices:
        default = f"<option value=''>{escape(_default(schema))}</option>" if not required else ""
        options = "".join(f"<option>{escape(each)}</option>" for each in choices)
        return f"<select {attributes}>{default}{options}</select>"
    shown = escape(_shown(parameter, schema))
    if schema.get("type") == "array":
        return f"<textarea {attributes} data-list rows='2' placeholder='one a line'></textarea>"
    # What may be left out is only hinted at: an example of a filter would find nothing.
    filled = f"value='{shown}'" if required else f"placeholder='{shown}'"
    return f"<input {attributes} {filled} autocomplete='off' autocapitalize='off' spellcheck='false'>"


def _text(example: str, media_type: str) -> str:
    rows = min(max(example.count("\n") + 1, 3), 16)
    attributes = f"id='{{id}}' data-in='body' data-type='{escape(media_type)}' rows='{rows}' spellcheck='false'"
    # HTML drops the first line break.
    return f"<textarea {attributes}>\n{escape(example)}</textarea>"


def _shown(parameter: Json, schema: Json) -> str:
    examples: list[Any] = [parameter["example"]] if "example" in parameter else schema.get("examples", [])
    return " or ".join(map(str, examples)) or _default(schema)


def _default(schema: Json) -> str:
    return str(schema.get("default", ""))


def _resolved(schema: Json, schemas: Json) -> Json:
    """The schema that says which values there are."""
    while "$ref" in schema:
        schema = schemas[schema["$ref"].removeprefix(PREFIX)]
    return schema
