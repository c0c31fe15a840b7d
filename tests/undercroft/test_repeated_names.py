"""A name that an object of JSON has twice is found, wherever it is."""

from typing import Annotated, Any

import pytest
from msgspec import UNSET, Meta, Struct, UnsetType

from undercroft.errors import Invalid
from undercroft.http.decoding import decoded


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


class Crate(Struct):
    label: str
    crates: list["Crate"]


class Pair(Struct, array_like=True):
    first: dict[str, int]
    second: int


class Filled(Struct):
    items: list[Item]

    def __post_init__(self) -> None:
        self.items += [Item("b"), Item("c")]


@pytest.mark.parametrize(
    ("kind", "text", "at"),
    [
        pytest.param(list[Item], '[{"sku": "a"}, {"sku": "b", "sku": "c"}]', "[1].sku", id="in a list"),
        pytest.param(list[list[Item]], '[[{"sku": "a", "sku": "b"}], []]', "[0][0].sku", id="in a list of lists"),
        pytest.param(
            Crate,
            '{"label": "a", "crates": [{"label": "b", "crates": [], "label": "c"}]}',
            ".crates[0].label",
            id="in a type that is within itself",
        ),
        pytest.param(
            Crate,
            '{"label": "a", "crates": [{"label": "b", "crates": []}], "crates": [{"label": "c", "crates": []}]}',
            ".crates",
            id="a list twice",
        ),
        pytest.param(Pair, '[{"a": 1, "a": 2}, 1]', "[0].a", id="in a struct that is an array"),
        pytest.param(Filled, '{"items": [{"sku": "a", "sku": "b"}]}', ".items[0].sku", id="where items are added"),
        pytest.param(
            Annotated[list[Item], Meta(description="All.")], '[{"sku": "a", "sku": "b"}]', "[0].sku", id="described"
        ),
    ],
)
def test_a_name_twice_in_other_types(kind: Any, text: str, at: str) -> None:
    with pytest.raises(Invalid, match="is given more than once") as refused:
        decoded(kind, text.encode(), "body")
    assert refused.value.errors[0].path == f"body{at}"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        pytest.param(Item, '{"sku": "a"}', id="once"),
        pytest.param(Crate, '{"label": "a", "crates": [{"label": "b", "crates": []}]}', id="within itself"),
        pytest.param(Item, '{"sku": "a:b:c"}', id="colons in a value"),
        pytest.param(Item, '{"sku": "\\"sku\\": 1"}', id="a name in a value"),
        pytest.param(Basket, '{"name": "sku", "items": [{"sku": "b"}, {"sku": "c"}]}', id="in two objects"),
        pytest.param(int, "7", id="no object"),
        pytest.param(list[int], "[" + "1" * 18 + "]", id="a long number"),
    ],
)
def test_names_that_are_there_once(kind: type, text: str) -> None:
    decoded(kind, text.encode(), "body")
