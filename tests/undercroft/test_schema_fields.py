"""The fields of the page at /schema."""

from typing import Any

import pytest

from undercroft.openapi.page.fields import of_body, of_parameter

SCHEMAS = {"Status": {"type": "string", "enum": ["paid", "<new>"]}}


@pytest.mark.parametrize(
    ("parameter", "control"),
    [
        pytest.param({"required": True, "example": "it's"}, " required value='it&#x27;s' ", id="required"),
        pytest.param({"example": 0}, " placeholder='0' ", id="an example"),
        pytest.param({"schema": {"type": "string", "examples": ["*", "1"]}}, " placeholder='* or 1' ", id="examples"),
        pytest.param(
            {"required": True, "schema": {"type": "string", "examples": ["*", "1"]}}, " value='*' ", id="one to send"
        ),
        pytest.param({"schema": {"type": "integer", "default": 20}}, " placeholder='20' ", id="a default"),
        pytest.param(
            {"schema": {"$ref": "#/components/schemas/Status"}},
            "><option value=''></option><option>paid</option><option>&lt;new&gt;</option></select>",
            id="choices",
        ),
        pytest.param(
            {"required": True, "schema": {"type": "boolean"}},
            "><option>true</option><option>false</option></select>",
            id="yes or no",
        ),
        pytest.param({"schema": {"type": "array", "items": {}}}, " data-list ", id="a list"),
    ],
)
def test_a_parameter(parameter: dict[str, Any], control: str) -> None:
    whole = {"name": "p", "in": "query", "schema": {"type": "string"}, **parameter}
    field = of_parameter(whole, "list", SCHEMAS)
    assert "<label for='list.p'><code>p</code> in query</label>" in field
    assert " id='list.p' data-name='p' data-in='query' aria-describedby='list.p.about'" in field
    assert control in field


def test_a_cookie_is_not_filled_in() -> None:
    field = of_parameter({"name": "c", "in": "cookie", "schema": {"type": "string"}}, "list", {})
    assert "data-in" not in field
    assert "<label" not in field


def test_an_example_is_shown_as_it_is() -> None:
    body = {"content": {"application/json": {"schema": {}, "example": {"path": "/é/{id}", "html": "</textarea>"}}}}
    assert ">\n{\n  &quot;path&quot;: &quot;/é/{id}&quot;,\n  &quot;html&quot;: &quot;&lt;/textarea&gt;&quot;\n}<" in (
        of_body(body, "make")
    )
