"""What a caller fills in: a field for each parameter, and one for each type of body."""

from html import escape
from typing import Any

from ..operations import PREFIX, Json
from . import words

_PLACES = ("path", "query", "header")


def of_parameter(parameter: Json, operation_id: str, schemas: Json) -> str:
    name, place = escape(parameter["name"]), parameter["in"]
    id = f"{escape(operation_id)}.{name}"
    label = f"<code>{name}</code> in {escape(place)}"
    about = f"<small id='{id}.about'>{words.type_of(parameter['schema'])}. {words.meaning(parameter)}</small>"
    if place not in _PLACES:
        return f"<div class='field'><span>{label}</span>{about}</div>"
    attributes = f"data-name='{name}' data-in='{place}' aria-describedby='{id}.about'"
    control = _control(parameter, f"id='{id}' {attributes}", _resolved(parameter["schema"], schemas))
    return _field(id, label, f"{control}{about}")


def of_body(body: Json, operation_id: str) -> str:
    """A text for each type that the body may have. The script shows the one that is chosen."""
    contents: Json = body.get("content", {})
    texts = [_text(media_type, media, operation_id) for media_type, media in contents.items()]
    options = "".join(f"<option>{escape(media_type)}</option>" for media_type in contents)
    choice = f"<label class='choice' hidden>Send as <select>{options}</select></label>" if len(contents) > 1 else ""
    return f"{choice}{''.join(texts)}"


def _field(id: str, label: str, control: str) -> str:
    return f"<div class='field'><label for='{id}'>{label}</label>{control}</div>"


def _control(parameter: Json, attributes: str, schema: Json) -> str:
    required = parameter.get("required", False)
    attributes = f"{attributes} required" if required else attributes
    choices = ["true", "false"] if schema.get("type") == "boolean" else [str(each) for each in schema.get("enum", ())]
    if choices:
        default = "" if required else f"<option value=''>{escape(_default(schema))}</option>"
        options = "".join(f"<option>{escape(each)}</option>" for each in choices)
        return f"<select {attributes}>{default}{options}</select>"
    if schema.get("type") == "array":
        return f"<textarea {attributes} data-list rows='2' placeholder='one a line'></textarea>"
    # What may be left out is only hinted at: an example of a filter would find nothing.
    filled = f"{'value' if required else 'placeholder'}='{escape(_shown(parameter, schema, required=required))}'"
    return f"<input {attributes} {filled} autocomplete='off' autocapitalize='off' spellcheck='false'>"


def _text(media_type: str, media: Json, operation_id: str) -> str:
    id = escape(f"{operation_id}:{media_type}")
    label = f"{words.type_of(media['schema'])} as <code>{escape(media_type)}</code>"
    example = words.example(media["example"]) if "example" in media else ""
    rows = min(max(example.count("\n") + 1, 3), 16)
    attributes = f"id='{id}' data-in='body' data-type='{escape(media_type)}' rows='{rows}' spellcheck='false'"
    # HTML drops the first line break.
    return _field(id, label, f"<textarea {attributes}>\n{escape(example)}</textarea>")


def _shown(parameter: Json, schema: Json, *, required: bool) -> str:
    examples: list[Any] = [parameter["example"]] if "example" in parameter else schema.get("examples", [])
    return " or ".join(map(str, examples[:1] if required else examples)) or _default(schema)


def _default(schema: Json) -> str:
    return str(schema.get("default", ""))


def _resolved(schema: Json, schemas: Json) -> Json:
    """The schema that says which values there are."""
    while "$ref" in schema:
        schema = schemas[schema["$ref"].removeprefix(PREFIX)]
    return schema
