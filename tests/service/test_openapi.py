"""The API's description is right, complete and readable offline."""

import re
from typing import Any

import jsonschema_rs
import pytest
from httpx import AsyncClient

from service.app import description

DOCUMENT = description().document
OPERATIONS = [
    pytest.param(path, method, operation, id=f"{method.upper()} {path}")
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
# The statuses that api.md gives for each call, besides those of every call with a key.
STATUSES = {
    "createUser": "201 400 408 409 413 415",
    "listUsers": "200 400",
    "getUser": "200 304 400 404",
    "updateUser": "200 400 404 408 409 412 413 415",
    "patchUser": "200 400 404 408 409 412 413 415",
    "deleteUser": "204 400 404 412",
    "importUsers": "200 400 408 413 415",
    "listOrders": "200 400",
    "createOrder": "201 400 404 408 409 413 415 422",
    "getOrder": "200 400 404",
    "cancelOrder": "200 400 404 409",
    "addPayment": "201 400 404 408 409 413 415 422",
    "addShipment": "201 400 404 408 409 413 415 422",
    "getOrderSummary": "200 400 404",
    "getOrderSummaries": "200 400 408 413 415",
    "livez": "200",
    "readyz": "200 503",
    "startupz": "200 503",
    "metrics": "200",
}
TAGS = {
    "oneOf": [{"const": "*"}, {"type": "string", "pattern": '^(W/)?"[!#-~]*"(, ?(W/)?"[!#-~]*")*$'}],
    "examples": ["*", '"1"', '"1", "2"'],
}
POLICY = (
    "default-src 'none'; script-src 'sha256-…'; style-src 'sha256-…'; connect-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)
WITH_KEY = "401 403 429 500 503 504"


def headers(operation: str, status: int) -> set[str]:
    [responses] = [each["responses"] for each in all_operations() if each["operationId"] == operation]
    return set(responses[str(status)]["headers"])


def all_operations() -> list[dict[str, Any]]:
    return [operation for methods in DOCUMENT["paths"].values() for operation in methods.values()]


@pytest.mark.parametrize("operation", [pytest.param(each, id=each["operationId"]) for each in all_operations()])
def test_statuses(operation: dict[str, Any]) -> None:
    own = STATUSES.get(operation["operationId"])
    if own is None:
        pytest.fail(f"add {operation['operationId']} to STATUSES, with what api.md says of it")
    open_to_all = operation.get("security") == [{}]
    assert set(operation["responses"]) == {*own.split(), *("" if open_to_all else WITH_KEY).split()}


@pytest.mark.parametrize("operation", [pytest.param(each, id=each["operationId"]) for each in all_operations()])
def test_errors_are_problems_and_answers_have_their_headers(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            [(media_type, media)] = response["content"].items()
            assert media_type == "application/problem+json"
            assert media["schema"] == {"$ref": "#/components/schemas/Problem"}
        assert "X-Request-ID" in response["headers"]
        is_for_now = status in ("429", "503") or "urn:problem:key-in-flight" in str(response)
        assert ("Retry-After" in response["headers"]) == is_for_now
        assert ("WWW-Authenticate" in response["headers"]) == (status in ("401", "403"))
        assert ("RateLimit" in response["headers"]) == (
            operation.get("security") != [{}] and status not in ("401", "500")
        )


@pytest.mark.parametrize(
    ("operation", "status", "names"),
    [
        ("createUser", 201, {"Location", "ETag", "Read-After"}),
        ("createUser", 409, {"Read-After"}),
        ("createUser", 400, set[str]()),
        ("getUser", 200, {"ETag"}),
        ("getUser", 304, {"ETag"}),
        ("updateUser", 200, {"ETag", "Read-After"}),
        ("patchUser", 200, {"ETag", "Read-After"}),
        ("createUser", 415, {"Accept"}),
        ("createOrder", 201, {"Location", "Read-After"}),
        ("getOrderSummaries", 200, set[str]()),
    ],
)
def test_headers_of_their_own(operation: str, status: int, names: set[str]) -> None:
    assert headers(operation, status) - {"X-Request-ID", "RateLimit", "RateLimit-Policy"} == names


@pytest.mark.parametrize(
    ("operation", "parameter", "schema"),
    [
        ("listUsers", "limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 50}),
        ("listUsers", "cursor", {"type": "string"}),
        ("getUser", "user_id", {"type": "string", "format": "uuid"}),
        ("updateUser", "If-Match", TAGS),
        ("getUser", "If-None-Match", TAGS),
        ("listOrders", "Read-After", {"type": "string", "examples": ["now"]}),
        ("getOrderSummaries", "Read-After", {"type": "string", "examples": ["now"]}),
    ],
)
def test_parameters(operation: str, parameter: str, schema: dict[str, Any]) -> None:
    [parameters] = [each["parameters"] for each in all_operations() if each["operationId"] == operation]
    [found] = [each["schema"] for each in parameters if each["name"] == parameter]
    assert found == schema


@pytest.mark.parametrize(("name", "required"), [("NewUser", ["email", "name"]), ("UserPatch", [])])
def test_what_is_sent_has_its_limits(name: str, required: list[str]) -> None:
    schema = DOCUMENT["components"]["schemas"][name]
    assert schema["additionalProperties"] is False
    assert schema["required"] == required
    assert schema["properties"]["name"] == {
        "type": "string",
        "minLength": 1,
        "maxLength": 200,
        "pattern": r"^[^\x00]*$",
        "description": "What the user is called. The character NUL is not allowed.",
        "examples": ["Ada"],
    }


@pytest.mark.parametrize(
    ("name", "field"),
    [("Order", "total"), ("Order", "paid"), ("ListedOrder", "total"), ("Item", "line_total"), ("Payment", "amount")],
)
def test_money_that_is_answered(name: str, field: str) -> None:
    pattern = DOCUMENT["components"]["schemas"][name]["properties"][field]["pattern"]
    assert all(re.search(pattern, text) for text in ("0.00", "9.50", "9999999999.99"))
    assert not any(re.search(pattern, text) for text in ("9", "09.00", "1e2", "NaN", "-1.00"))


def test_what_is_answered_may_grow() -> None:
    assert "additionalProperties" not in DOCUMENT["components"]["schemas"]["User"]


def test_every_header_has_examples_that_fit() -> None:
    used = {name for each in all_operations() for answer in each["responses"].values() for name in answer["headers"]}
    assert used == set(DOCUMENT["components"]["headers"])
    for header in DOCUMENT["components"]["headers"].values():
        validator = jsonschema_rs.validator_for(header["schema"], validate_formats=True)
        assert header["schema"]["examples"]
        assert all(validator.is_valid(example) for example in header["schema"]["examples"])


def test_every_reference_leads_somewhere() -> None:
    for reference in re.findall(r"'#/(components/\w+/[\w-]+)'", str(DOCUMENT)):
        node = DOCUMENT
        for step in reference.split("/"):
            node = node[step]


async def test_it_is_served(shared_client: AsyncClient) -> None:
    response = await shared_client.get("/schema/openapi.json", headers={"Authorization": ""})
    assert response.headers["Content-Type"] == "application/vnd.oai.openapi+json"
    assert response.json() == DOCUMENT


async def test_the_page_loads_nothing(shared_client: AsyncClient) -> None:
    response = await shared_client.get("/schema", headers={"Authorization": ""})
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert re.findall(r"https?:|src=|@import|\burl\(|<link|\bon\w+=|\bstyle=", response.text) == []
    assert re.sub("sha256-[^']+", "sha256-…", response.headers["Content-Security-Policy"]) == POLICY
    for operation in all_operations():
        assert f"id='{operation['operationId']}'" in response.text
    anchors = set(re.findall(r"id='(\w+)'", response.text))
    assert set(re.findall(r"href='#(\w+)'", response.text)) <= anchors
    assert "there is no user 9b1f7c52-3e0d-4a86-b1c4-5d2e8f60a713" in response.text
