"""What is said about a value of a body that does not fit its type."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Annotated, Any, Literal, NamedTuple, NewType, TypedDict
from uuid import UUID

import msgspec
import pytest
from msgspec import UNSET, Meta, Struct, UnsetType

from undercroft.errors import FieldError, Invalid
from undercroft.http.decoding import converted, decoded, unfit
from undercroft.http.emails import Email
from undercroft.http.money import Money
from undercroft.http.rules import rule_of_parameter
from undercroft.http.texts import Text


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Item(Struct, forbid_unknown_fields=True, rename={"colour": "the.colour"}):
    number: Annotated[int, Meta(ge=1)]
    colour: str | UnsetType = UNSET
    within: "Item | None" = None


class Card(Struct, tag="card"):
    number: Annotated[str, Meta(min_length=4)]


class Cash(Struct, tag="cash"):
    number: int


class Point(Struct, array_like=True):
    x: int
    y: int


class TaggedPoint(Struct, array_like=True, tag="point"):
    x: int


class Pair(NamedTuple):
    first: int
    second: str


class Options(TypedDict):
    depth: int


@dataclass
class Place:
    city: str


class Range(Struct):
    least: int
    most: int

    def __post_init__(self) -> None:
        if self.least > self.most:
            raise ValueError("least may not be above `most` - at all")


Code = Annotated[str, Meta(pattern="^[a-z]{3}$")]
Named = Annotated[str, Meta(pattern="^[a-z]+$", title="ISO code", examples=["usd", "eur"])]
Described = Annotated[
    str, Meta(pattern="^[a-z]+$", title="Name", description="A name of e.g. 3 letters, by which it is called. More.")
]
Flag = NewType("Flag", bool)

UUID_RULE = 'must be a UUID, such as "3f2b8c1e-6a4d-4f0b-9c57-1d8e2a7b6f90"'
EMAIL_RULE = 'must be text of 3 to 254 characters: an e-mail address, such as "ada@example.org"'
MONEY_RULE = 'must be text: above 0 and below 10^10, with at most two decimals, such as "4.50"'


@pytest.mark.parametrize(
    ("kind", "value", "rule"),
    [
        # Types
        pytest.param(str, 1, "must be text", id="a number for a text"),
        pytest.param(str, None, "must be text", id="null for a text"),
        pytest.param(int, "1", "must be a whole number", id="a text for a number"),
        pytest.param(int, 1.5, "must be a whole number", id="a fraction for a whole number"),
        pytest.param(float, "1", "must be a number", id="a text for a fraction"),
        pytest.param(Flag, 1, "must be true or false", id="a number for a truth value"),
        pytest.param(None, 1, "must be null", id="a number for null"),
        pytest.param(int | None, "1", "must be a whole number, or null", id="a text for a number or null"),
        pytest.param(int | str, [], "must be a whole number, or text", id="an array for a number or a text"),
        pytest.param(str | UnsetType, None, "must be text", id="null for what may be absent"),
        pytest.param(list[int], {}, "must be an array", id="an object for an array"),
        pytest.param(tuple[int, str], [1], "must be an array of 2 items", id="a tuple too short"),
        pytest.param(dict[str, int], [], "must be an object", id="an array for an object of any names"),
        pytest.param(Item, [], "must be an object", id="an array for a struct"),
        pytest.param(Point, {}, "must be an array", id="an object for a struct that is an array"),
        pytest.param(Pair, {}, "must be an array", id="an object for a named tuple"),
        pytest.param(Options, 1, "must be an object", id="a number for a typed dict"),
        pytest.param(Place, 1, "must be an object", id="a number for a dataclass"),
        pytest.param(Card | Cash, 1, "must be an object", id="a number for one of two structs"),
        # Lengths
        pytest.param(Annotated[str, Meta(min_length=1)], "", "must be text of at least 1 character", id="min_length"),
        pytest.param(
            Annotated[str, Meta(max_length=2)], "abc", "must be text of at most 2 characters", id="max_length"
        ),
        pytest.param(
            Annotated[str, Meta(min_length=2, max_length=3)], "a", "must be text of 2 to 3 characters", id="two lengths"
        ),
        pytest.param(
            Annotated[str, Meta(min_length=2, max_length=2)], "a", "must be text of 2 characters", id="one length"
        ),
        pytest.param(
            Annotated[list[int], Meta(min_length=1, max_length=9)], [], "must be an array of 1 to 9 items", id="array"
        ),
        pytest.param(
            Annotated[set[int], Meta(max_length=1)], [1, 2], "must be an array of at most 1 item", id="set too large"
        ),
        pytest.param(
            Annotated[dict[str, int], Meta(min_length=1)], {}, "must be an object of at least 1 field", id="no name"
        ),
        pytest.param(
            Annotated[bytes, Meta(max_length=1)], "AAAA", "must be text in base64 of at most 1 byte", id="bytes"
        ),
        # Bounds
        pytest.param(Annotated[int, Meta(ge=1, le=9)], 0, "must be a whole number from 1 to 9", id="ge and le"),
        pytest.param(Annotated[int, Meta(ge=1)], 0, "must be a whole number of at least 1", id="ge"),
        pytest.param(Annotated[int, Meta(le=9)], 10, "must be a whole number of at most 9", id="le"),
        pytest.param(Annotated[int, Meta(gt=0)], 0, "must be a whole number above 0", id="gt"),
        pytest.param(Annotated[int, Meta(lt=5)], 5, "must be a whole number below 5", id="lt"),
        pytest.param(
            Annotated[float, Meta(gt=0, lt=0.5)], 0.5, "must be a number above 0 and below 0.5", id="gt and lt"
        ),
        pytest.param(
            Annotated[float, Meta(ge=1, lt=2)], 2.5, "must be a number of at least 1 and below 2", id="ge and lt"
        ),
        pytest.param(
            Annotated[int, Meta(multiple_of=5)], 3, "must be a whole number that is a multiple of 5", id="multiple_of"
        ),
        pytest.param(
            Annotated[int, Meta(ge=0, le=50, multiple_of=5)],
            3,
            "must be a whole number from 0 to 50 that is a multiple of 5",
            id="multiple_of between bounds",
        ),
        # Patterns
        pytest.param(Code, "1", "must be text that matches ^[a-z]{3}$", id="a pattern of which nothing is said"),
        pytest.param(Named, "1", 'must be text: ISO code, such as "usd"', id="a pattern with a title and examples"),
        pytest.param(
            Described,
            "1",
            "must be text: a name of e.g. 3 letters, by which it is called",
            id="a pattern that is described",
        ),
        pytest.param(Named | None, "1", 'must be text, or null: ISO code, such as "usd"', id="a pattern, or null"),
        pytest.param(
            Annotated[Code | None, Meta(description="A code.")], "1", "must be text, or null: a code", id="said of both"
        ),
        pytest.param(Email, "a@", EMAIL_RULE, id="an e-mail address too short"),
        pytest.param(Email, "ada.example.org", EMAIL_RULE, id="an e-mail address without @"),
        pytest.param(Email, f"{'a' * 250}@b.org", EMAIL_RULE, id="an e-mail address too long"),
        pytest.param(Money, "0", MONEY_RULE, id="no money"),
        pytest.param(Money, 4.5, MONEY_RULE, id="a number for money"),
        pytest.param(
            Annotated[Text, Meta(max_length=9)],
            "\x00",
            "must be text of at most 9 characters: the character NUL is not allowed",
            id="NUL",
        ),
        # Choices
        pytest.param(Size, "huge", 'must be one of "small", "large"', id="an enum of texts"),
        pytest.param(Size | None, 1, 'must be one of "small", "large", or null', id="a number for an enum or null"),
        pytest.param(Level, 3, "must be one of 1, 2", id="an enum of numbers"),
        pytest.param(Literal["a", "b"], "c", 'must be one of "a", "b"', id="a literal"),
        pytest.param(Literal[1], 2, "must be 1", id="a literal of one value"),
        # Formats
        pytest.param(UUID, "1", UUID_RULE, id="UUID"),
        pytest.param(UUID, 1, UUID_RULE, id="a number for a UUID"),
        pytest.param(
            dt.datetime,
            "yesterday",
            'must be a date and a time in RFC 3339, such as "2026-11-26T08:00:00Z"',
            id="date and time",
        ),
        pytest.param(
            Annotated[dt.datetime, Meta(tz=True)],
            "2026-11-26T08:00:00",
            'must be a date and a time with a zone in RFC 3339, such as "2026-11-26T08:00:00Z"',
            id="date and time without a zone",
        ),
        pytest.param(
            Annotated[dt.datetime, Meta(tz=False)],
            "2026-11-26T08:00:00Z",
            'must be a date and a time without a zone, such as "2026-11-26T08:00:00"',
            id="date and time with a zone",
        ),
        pytest.param(dt.date, "26.11.2026", 'must be a date, such as "2026-11-26"', id="date"),
        pytest.param(dt.time, "8", 'must be a time in RFC 3339, such as "08:00:00Z"', id="time"),
        pytest.param(dt.timedelta, "1 h", 'must be a duration in ISO 8601, such as "PT1H"', id="duration"),
        pytest.param(Decimal, "much", 'must be a decimal number, such as "4.50"', id="decimal"),
        pytest.param(bytes, "@", "must be text in base64", id="base64"),
    ],
)
def test_what_a_value_must_be(kind: Any, value: object, rule: str) -> None:
    kind = msgspec.defstruct("Body", [("field", kind)])
    assert refusal(kind, {"field": value}) == FieldError("body.field", rule)
    # It says so wherever the value stands.
    assert refusal(list[kind], [{"field": value}]) == FieldError("body[0].field", rule)


@pytest.mark.parametrize(
    ("kind", "value", "path", "message"),
    [
        pytest.param(Item, {}, "body.number", "is missing", id="missing"),
        pytest.param(list[Item], [dict[str, int]()], "body[0].number", "is missing", id="missing in an item"),
        pytest.param(Item, {"number": 1, "no": 1}, "body.no", "is not a field here", id="unknown"),
        pytest.param(
            Item, {"number": 1, "a` - at `b": 1}, "body.a` - at `b", "is not a field here", id="a strange name"
        ),
        pytest.param(Item, {"number": 1, "x" * 101: 1}, f"body.{'x' * 100}", "is not a field here", id="a long name"),
        pytest.param(list[int], [1, "a"], "body[1]", "must be a whole number", id="an item"),
        pytest.param(set[int], [1, "a"], "body[1]", "must be a whole number", id="an item of a set"),
        pytest.param(tuple[int, str], [1, 2], "body[1]", "must be text", id="the second of a pair"),
        pytest.param(tuple[int, ...], [1, "a"], "body[1]", "must be a whole number", id="an item of many"),
        pytest.param(
            Item,
            {"number": 1, "within": {"number": 0}},
            "body.within.number",
            "must be a whole number of at least 1",
            id="within itself",
        ),
        pytest.param(Item, {"number": 1, "the.colour": 1}, "body.the.colour", "must be text", id="a name with a dot"),
        pytest.param(
            dict[str, list[int]], {"a": [1, "b"]}, "body[...][1]", "must be a whole number", id="under any name"
        ),
        pytest.param(
            dict[Annotated[str, Meta(max_length=2)], int],
            {"abc": 1},
            "body",
            "has a wrong name: each must be text of at most 2 characters",
            id="a name",
        ),
        pytest.param(
            Annotated[dict[int, int] | None, Meta(description="Some.")],
            {"a": 1},
            "body",
            "has a wrong name: each must be a whole number",
            id="a name of what is described",
        ),
        pytest.param(
            Card | Cash, {"type": "gold"}, "body.type", 'must be "card", or "cash"', id="a tag that there is not"
        ),
        pytest.param(
            Card | Cash,
            {"type": "card", "number": "1"},
            "body.number",
            "must be text of at least 4 characters, or a whole number",
            id="a field of two structs",
        ),
        pytest.param(Point, [1, "a"], "body[1]", "must be a whole number", id="in a struct that is an array"),
        pytest.param(TaggedPoint, ["point", "a"], "body[1]", "must be a whole number", id="behind a tag"),
        pytest.param(TaggedPoint, ["line", 1], "body[0]", 'must be "point"', id="a tag in an array"),
        pytest.param(Pair, [1, 2], "body[1]", "must be text", id="in a named tuple"),
        pytest.param(Options, {"depth": "a"}, "body.depth", "must be a whole number", id="in a typed dict"),
        pytest.param(Place, {"city": 1}, "body.city", "must be text", id="in a dataclass"),
        pytest.param(
            Annotated[Item | None, Meta(description="One.")],
            {"number": 0},
            "body.number",
            "must be a whole number of at least 1",
            id="in what is described",
        ),
        pytest.param(
            list[Range],
            [{"least": 2, "most": 1}],
            "body[0]",
            "least may not be above `most` - at all",
            id="a check of the type's own",
        ),
    ],
)
def test_where_a_value_stands(kind: Any, value: object, path: str, message: str) -> None:
    assert refusal(kind, value) == FieldError(path, message)


def refusal(kind: Any, value: object) -> FieldError:
    with pytest.raises(Invalid) as raised:
        decoded(kind, msgspec.json.encode(value), "body")
    [error] = raised.value.errors
    assert raised.value.detail == f"{error.path}: {error.message}"
    return error


def test_an_error_may_be_made_before_it_happens() -> None:
    assert unfit(Item, ".number").errors == (FieldError("body.number", "must be a whole number of at least 1"),)


def test_texts_of_a_record_are_refused_in_the_same_way() -> None:
    with pytest.raises(Invalid, match=r"^row\.size: must be one of "):
        converted(msgspec.defstruct("Record", [("size", Size)]), {"size": "huge"}, "row")


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        pytest.param(UUID | None, UUID_RULE, id="one that may be absent"),
        pytest.param(Annotated[int, Meta(ge=1, le=100)], "must be a whole number from 1 to 100", id="a number"),
        pytest.param(
            Annotated[Size | None, Meta(description="How large.")],
            'must be one of "small", "large": how large',
            id="described",
        ),
        pytest.param(Mapping[str, int], "must be an object", id="an object"),
    ],
)
def test_a_parameter_may_be_left_out_and_is_never_null(kind: Any, rule: str) -> None:
    assert rule_of_parameter(kind) == rule
