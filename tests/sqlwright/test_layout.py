"""The Python that the printer writes means the text that it was given."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqlwright.emit.enum_members import member_name, member_names
from sqlwright.emit.layout import docstring, sql_literal, text_literal
from sqlwright.emit.names import (
    constant,
    method,
    pascal,
    singular,
)
from sqlwright.emit.project_names import Names

# Neither reaches the printer: files are read with universal newlines, and refused with a NUL.
TEXTS = st.text(st.characters(blacklist_characters="\r\0", blacklist_categories=["Cs"]))
QUOTES = st.text("\"'\\ab\n")


@given(TEXTS | QUOTES)
def test_sql_literal_is_the_sql(sql: str) -> None:
    assert ast.literal_eval(sql_literal(sql)) == sql


@given(TEXTS | QUOTES)
def test_text_literal_is_the_text(text: str) -> None:
    assert ast.literal_eval(text_literal(text)) == text


@given(TEXTS | QUOTES)
def test_docstring_is_the_comment_but_for_space_around_lines(comment: str) -> None:
    written = ast.literal_eval(docstring(comment.split("\n")))
    assert [line.rstrip() for line in written.strip().split("\n")] == [
        line.rstrip() for line in comment.strip().split("\n")
    ]


@pytest.mark.parametrize(
    ("query", "python", "constant_name", "class_name"),
    [
        ("GetUser", "get_user", "GET_USER", "GetUser"),
        ("get_user", "get_user", "GET_USER", "GetUser"),
        ("ListIDs", "list_ids", "LIST_IDS", "ListIDs"),
        ("HTTPServer", "http_server", "HTTP_SERVER", "HTTPServer"),
        ("GetUserByID2", "get_user_by_id2", "GET_USER_BY_ID2", "GetUserByID2"),
        ("list_v2", "list_v2", "LIST_V2", "ListV2"),
        ("Import", "import_", "IMPORT", "Import"),
        ("GetNaïveÉclairs", "get_naïve_éclairs", "GET_NAÏVE_ÉCLAIRS", "GetNaïveÉclairs"),
        ("2nd", "n2_nd", "N2_ND", "N2Nd"),
        ("none", "none", "NONE", "None_"),
        ("नमस्ते_日本", "नमस्ते_日本", "नमस्ते_日本", "नमस्ते日本"),
    ],
    ids=lambda value: value,
)
def test_a_query_name_in_python(query: str, python: str, constant_name: str, class_name: str) -> None:
    assert (method(query), constant(query), pascal(query)) == (python, constant_name, class_name)


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        (["id", "name"], ["id", "name"]),
        (["id", "id", "id"], ["id", "id_2", "id_3"]),
        (["id", "id_2", "id"], ["id", "id_2", "id_3"]),
        (["id", "id", "id_2"], ["id", "id_3", "id_2"]),
        (["a-b", "a b", "a_b"], ["a_b_2", "a_b_3", "a_b"]),
        (["?column?", "x", "?column?"], ["column_1", "x", "column_3"]),
        (["class", "with space", "2nd", "naïve"], ["class_", "with_space", "n2nd", "naïve"]),
        (["class", "class_"], ["class__2", "class_"]),
        (["price ($)", "😀", " ", "!"], ["price", "column_2", "column_3", "column_4"]),
        (["ﬁne", "x²", "日本語", "٣"], ["fine", "x2", "日本語", "n٣"]),
        (["__private", "_one", "_", "__class__"], ["f__private", "_one", "_", "f__class__"]),
    ],
    ids=[
        *("plain", "twice", "taken", "taken later", "alike", "unnamed", "illegal", "reserved", "symbols", "unicode"),
        "private",
    ],
)
def test_column_names_in_python(columns: list[str], names: list[str]) -> None:
    assert Names().fields(columns) == names


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("users", "user"),
        ("api_keys", "api_key"),
        ("categories", "category"),
        ("statuses", "status"),
        ("status", "status"),
        ("boxes", "box"),
        ("addresses", "address"),
        ("people", "person"),
        ("series", "series"),
        ("news", "news"),
        ("analyses", "analysis"),
        ("heroes", "hero"),
        ("shelves", "shelf"),
        ("order_items", "order_item"),
        ("data", "data"),
        ("s", "s"),
        ("houses", "house"),
        ("databases", "database"),
        ("movies", "movie"),
        ("caches", "cache"),
        ("branches", "branch"),
        ("invoices", "invoice"),
        ("buses", "bus"),
        ("axes", "axis"),
        ("bases", "basis"),
        ("phases", "phase"),
    ],
    ids=lambda value: value,
)
def test_a_table_name_in_the_singular(table: str, row: str) -> None:
    assert singular(table) == row


@pytest.mark.parametrize(
    ("label", "member"),
    [
        ("so-so", "SO_SO"),
        ("", "EMPTY"),
        ("2nd", "N2_ND"),
        ("+", "PLUS_SIGN"),
        ("😀", "GRINNING_FACE"),
        ("None", "NONE"),
        ("A+", "A_PLUS"),
        ("A-", "A_MINUS"),
        ("text/html", "TEXT_HTML"),
        ("_x", "UNDERSCORE_X"),
        ("I", "I_"),
        ("l", "L"),
    ],
)
def test_an_enum_label_in_python(label: str, member: str) -> None:
    assert member_name(label) == member


@pytest.mark.parametrize(
    ("labels", "members"),
    [
        pytest.param(["A+", "A-", "A"], ["A_PLUS", "A_MINUS", "A"], id="signs"),
        pytest.param(["a b", "a-b"], ["A_SPACE_B", "A_MINUS_B"], id="separators"),
        pytest.param(["open", "Open", "OPEN"], ["OPEN_LOWERCASE", "OPEN_MIXED_CASE", "OPEN_UPPERCASE"], id="case"),
    ],
)
def test_labels_that_would_share_a_member(labels: list[str], members: list[str]) -> None:
    assert member_names(labels) == members


LABELS = st.lists(st.text(st.sampled_from("aAbB_- +.1é😀"), max_size=5), min_size=1, max_size=8, unique=True)


@given(LABELS, st.text(st.sampled_from("aAbB_- +.1é😀"), max_size=5))
def test_a_label_added_later_never_takes_the_member_of_another(labels: list[str], label: str) -> None:
    before = dict(zip(member_names(labels), labels, strict=True))
    assert len(before) == len(labels)
    assert all(name.isidentifier() and not name.startswith("__") for name in before)
    if label not in labels:
        added = member_names([*labels, label])[-1]
        assert added not in before
