"""Examples made from types: each fits the type and the schema that is made from it."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Annotated, Any, Literal, NewType
from uuid import UUID

import jsonschema_rs
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from litestar import get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery
from msgspec import UNSET, Meta, Struct, UnsetType

from undercroft.http.failures import failures
from undercroft.openapi.description import About, Description, describe
from undercroft.openapi.facts import Field, Type, facts, shown
from undercroft.openapi.made_examples import ExampleMaker

Json = dict[str, Any]

ABOUT = About("Anything", "1", "Anything at all.", "ask for one")


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Inner(Struct):
    id: UUID
    level: Level | None


class Node(Struct):
    name: str
    parent: "Node | None"
    children: list["Node"]


class Endless(Struct):
    again: "Endless"


class Limited(Struct):
    """Limits that Litestar writes next to the choice of null."""

    number: Annotated[int, Meta(ge=100)] | None
    code: Annotated[str, Meta(pattern=r"^[a-z]{3}$")] | None


class Tagged(Struct, tag="tagged"):
    value: int


class Other(Struct, tag="other"):
    value: int


Sku = NewType("Sku", str)


def of(kind: Any) -> tuple[Json, Json]:
    """The description of a call whose answer is a struct with one field of this type, and that answer."""
    answered = msgspec.defstruct("Answered", [("field", kind)])
    return described(answered)


def described(answered: Any, **options: Any) -> tuple[Json, Json]:
    document = description(answered, **options).document
    return document, document["paths"]["/"]["get"]["responses"]["200"]["content"]["application/json"]


def description(answered: Any, **options: Any) -> Description:
    async def call() -> Any: ...

    call.__annotations__["return"] = answered
    return describe(ABOUT, [get("/", operation_id="call", **options)(call)])


def assert_fits(document: Json, media: Json) -> None:
    whole = {"components": document["components"], **media["schema"]}
    jsonschema_rs.validator_for(whole, validate_formats=True).validate(media["example"])


TYPES: list[Any] = [
    str,
    int,
    float,
    bool,
    UUID,
    Decimal,
    dt.datetime,
    dt.date,
    dt.time,
    dt.timedelta,
    bytes,
    Any,
    None,
    Sku,
    Size,
    Level,
    Literal["a", "b"],
    Literal[1],
    list[int],
    list[Size | None],
    list[list[str]],
    Sequence[UUID],
    tuple[int, str],
    tuple[UUID, ...],
    set[str],
    dict[str, int],
    Inner,
    list[Inner],
    Inner | None,
    Size | None,
    list[Inner] | None,
    Node,
    Tagged | Other,
    int | str,
    Annotated[int, Meta(ge=5)],
    Annotated[int, Meta(gt=5, lt=7)],
    Annotated[int, Meta(le=-3)],
    Annotated[int, Meta(lt=0)],
    Annotated[int, Meta(ge=10, multiple_of=7)],
    Annotated[int, Meta(le=-10, multiple_of=7)],
    Annotated[float, Meta(gt=0, lt=1)],
    Limited,
    Annotated[str, Meta(min_length=9)],
    Annotated[str, Meta(max_length=2)],
    Annotated[str, Meta(min_length=2, max_length=2, pattern="^[A-Z]+$")],
    Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")],
    Annotated[str, Meta(pattern=r"^[^@\x00]+@[^\x00]*$", min_length=3, max_length=254)],
    Annotated[str, Meta(description="What it is.", examples=["this"])],
    Annotated[list[int], Meta(min_length=3, max_length=5)],
    Annotated[dict[str, int], Meta(max_length=3)],
]


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_an_example_fits_its_type_and_the_schema_of_that(kind: Any) -> None:
    document, media = of(kind)
    assert_fits(document, media)
    if kind is not Decimal:
        # A decimal in an answer is described as money, but its type accepts any decimal.
        msgspec.convert(media["example"], msgspec.defstruct("Answered", [("field", kind)]))


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(Annotated[str, Meta(pattern="^(one|two) of these, twice$")], id="a pattern too hard to meet"),
        pytest.param(Annotated[str, Meta(min_length=100_000)], id="a text too long to show"),
        pytest.param(Annotated[int, Meta(gt=1, lt=2)], id="bounds without a number between them"),
        pytest.param(Endless, id="a type that never ends"),
        pytest.param(Annotated[list[Endless], Meta(min_length=1)], id="a list of one that never ends"),
    ],
)
def test_no_example_is_better_than_a_wrong_one(kind: Any) -> None:
    _, media = of(kind)
    assert "example" not in media


def test_what_may_be_absent_is_left_out_where_there_is_no_example_of_it() -> None:
    hard = Annotated[str, Meta(pattern="^(one|two) of these, twice$")]
    document, media = described(msgspec.defstruct("Answered", [("easy", int), ("hard", hard | UnsetType, UNSET)]))
    assert media["example"] == {"easy": 1}
    assert_fits(document, media)


PATTERNS = ["^[a-z]+$", "^[A-Z]{2}$", "^[0-9]{1,4}$", r"^\S+@\S+$", "^x?$", "^(a|b)c$"]


def bounded(kind: type, least: int, more: int) -> Any:
    return Annotated[kind, Meta(ge=least, le=least + more)]


def sized(kind: Any, least: int, more: int) -> Any:
    # Litestar does not write a maximum length of 0.
    return Annotated[kind, Meta(min_length=least, max_length=max(1, least + more))]


def matching(pattern: str, most: int) -> Any:
    return Annotated[str, Meta(pattern=pattern, max_length=most)]


FEW = st.integers(0, 4)
LEAVES: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(
        [str, int, float, bool, UUID, dt.datetime, dt.date, dt.timedelta, Size, Level, Inner, Node, Endless]
    ),
    st.builds(bounded, st.sampled_from([int, float]), st.integers(-1000, 1000), FEW),
    st.builds(sized, st.just(str), FEW, FEW),
    st.builds(matching, st.sampled_from(PATTERNS), st.integers(1, 4)),
)
KINDS: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda kind: kind | None),
        inner.map(lambda kind: list[kind]),
        inner.map(lambda kind: dict[str, kind]),
        st.builds(sized, inner.map(lambda kind: list[kind]), FEW, FEW),
    ),
    max_leaves=4,
)


@settings(max_examples=50)
@given(st.lists(KINDS, min_size=1, max_size=4), st.booleans())
def test_any_example_fits(kinds: list[Any], is_optional: bool) -> None:
    fields = [(f"field_{number}", kind | UnsetType if is_optional else kind) for number, kind in enumerate(kinds)]
    answered = msgspec.defstruct("Answered", [(*field, UNSET) if is_optional else field for field in fields])
    document, media = described(answered)
    if "example" in media:
        assert_fits(document, media)


class Row(Struct):
    """A row of GetThing."""

    id: int
    size: Size


FACTS = facts(
    tag="What there is.",
    types=[Type(Row, "Something.", name="Thing", fields={"id": Field("Which it is.", 7)})],
    fields={"size": Field("How large it is."), "note": Field("What is said of it.", "fine")},
)


def test_what_a_subject_says_is_shown() -> None:
    document, media = described(Row, opt=FACTS, tags=["things"])
    assert document["tags"] == [{"name": "things", "description": "What there is."}]
    assert media == {"schema": {"$ref": "#/components/schemas/Thing"}, "example": {"id": 7, "size": "small"}}
    thing = document["components"]["schemas"]["Thing"]
    assert thing["description"] == "Something."
    assert thing["properties"]["id"]["description"] == "Which it is."


def test_a_call_may_show_something_else() -> None:
    _, media = described(Row, opt={**FACTS, **shown({"id": 8, Size: "large"})})
    assert media["example"] == {"id": 8, "size": "large"}


def test_an_example_that_does_not_fit_any_more_gives_way() -> None:
    answered = msgspec.defstruct("Answered", [("note", int)])
    document, media = described(answered, opt=FACTS)
    assert media["example"] == {"note": 1}
    assert document["components"]["schemas"]["Answered"]["properties"]["note"]["description"] == "What is said of it."


def test_a_struct_without_a_name_in_the_api_keeps_its_own_without_row() -> None:
    more = msgspec.defstruct("FindThingsRow", [("id", int), ("note", str)], module=__name__)
    answered = msgspec.defstruct("Answered", [("one", Row), ("more", more)])
    document, media = described(answered, opt=FACTS)
    schemas = document["components"]["schemas"]
    assert {"Thing", "FindThings"} < schemas.keys()
    properties = schemas["Answered"]["properties"]
    assert properties["one"] == {"$ref": "#/components/schemas/Thing"}
    assert properties["more"] == {"$ref": "#/components/schemas/FindThings"}
    assert schemas["FindThings"]["properties"]["note"]["examples"] == ["fine"]
    assert_fits(document, media)


def test_a_name_that_is_taken_is_not_given_twice() -> None:
    thing = msgspec.defstruct("Thing", [("other", int)], module=__name__)
    document, media = described(msgspec.defstruct("Answered", [("one", Row), ("table", thing)]), opt=FACTS)
    schemas = document["components"]["schemas"]
    assert schemas["Thing"]["properties"].keys() == {"id", "size"}
    assert schemas["Thing2"]["properties"].keys() == {"other"}
    assert_fits(document, media)


def test_a_call_that_says_nothing_is_described_all_the_same() -> None:
    made = description(msgspec.defstruct("Answered", [("field", Any)]))
    assert "Problem" in made.document["components"]["schemas"]
    assert "<h2>Others</h2>" in made.as_html
    assert msgspec.json.decode(made.as_json) == made.document


def test_each_failure_is_shown_once_by_its_kind() -> None:
    document, _ = described(Row, responses=failures(404, 409))
    responses = document["paths"]["/"]["get"]["responses"]
    assert responses.keys() == {"200", "401", "403", "404", "409", "429", "500", "503", "504"}


def test_a_parameter_of_two_types_and_an_error_of_its_own() -> None:
    @get("/{id:str}", operation_id="call", responses={418: ResponseSpec(Inner), 410: ResponseSpec(None)})
    async def call(id: FromPath[UUID], either: FromQuery[int | str]) -> None: ...

    document = describe(ABOUT, [call]).document
    path, either, _ = document["paths"]["/{id}"]["get"]["parameters"]
    assert UUID(path["example"])
    assert either["schema"] == {"oneOf": [{"type": "integer", "format": "int64"}, {"type": "string"}]}
    assert "418" in document["paths"]["/{id}"]["get"]["responses"]


def test_a_value_that_is_given_for_a_schema_goes_before_all() -> None:
    assert ExampleMaker({"A": {"type": "integer"}}, {"A": 3}).of({"$ref": "#/components/schemas/A"}) == 3
