"""A name that an object of JSON has twice is found, wherever it is."""

from typing import Annotated

import pytest
from msgspec import UNSET, Meta, Struct, UnsetType

from undercroft.errors import Invalid
from undercroft.http.requests import decoded


class Item(Struct, forbid_unknown_fields=True):
    sku: str
    price: str = "1"


class Basket(Struct, forbid_unknown_fields=True):
    name: Annotated[str, Meta(max_length=20)]
    items: list[Item]
    note: str | UnsetType = UNSET


@pytest.mark.parametrize(
    ("text", "at"),
    [
        pytest.param('{"sku": "a", "sku": "b"}', "body.sku", id="at the top"),
        pytest.param('{"sku": "a", "sku": "a"}', "body.sku", id="with the same value"),
        pytest.param('{"sku": "a", "price": "1", "price": "2"}', "body.price", id="one that may be left out"),
        pytest.param('{"sku": "a", "\\u0073ku": "b"}', "body.sku", id="written in another way"),
    ],
)
def test_a_name_twice(text: str, at: str) -> None:
    with pytest.raises(Invalid) as refused:
        decoded(Item, text.encode(), "body")
    assert [(error.path, error.message) for error in refused.value.errors] == [(at, "is given more than once")]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        pytest.param('{"name": "a", "items": [{"sku": "b"}, {"sku": "c", "sku": "d"}]}', "items[1].sku", id="within"),
        pytest.param('{"name": "a", "items": [{"sku": "b", "sku": "c"}], "items": []}', "items[0].sku", id="the first"),
        pytest.param('{"name": "a", "items": [], "name": "b"}', "name", id="around a list"),
        pytest.param('{"name": "\\"name\\":", "items": [], "note": ":", "note": ""}', "note", id="among colons"),
    ],
)
def test_a_name_twice_within(text: str, at: str) -> None:
    with pytest.raises(Invalid, match="is given more than once") as refused:
        decoded(Basket, text.encode(), "body")
    assert refused.value.errors[0].path == f"body.{at}"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        pytest.param(Item, '{"sku": "a"}', id="once"),
        pytest.param(Item, '{"sku": "a:b:c"}', id="colons in a value"),
        pytest.param(Item, '{"sku": "\\"sku\\": 1"}', id="a name in a value"),
        pytest.param(Basket, '{"name": "sku", "items": [{"sku": "b"}, {"sku": "c"}]}', id="in two objects"),
        pytest.param(int, "7", id="no object"),
        pytest.param(list[int], "[" + "1" * 18 + "]", id="a long number"),
    ],
)
def test_names_that_are_there_once(kind: type, text: str) -> None:
    decoded(kind, text.encode(), "body")
