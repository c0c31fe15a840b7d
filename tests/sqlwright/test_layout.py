"""What the printer writes is Python that means the text it was given."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqlwright.emit.layout import docstring, sql_literal, text_literal
from sqlwright.emit.names import constant, fields, method, pascal, singular

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
        (["?column?", "x", "?column?"], ["column_1", "x", "column_3"]),
        (["class", "with space", "2nd", "naïve"], ["class_", "with_space", "_2nd", "naïve"]),
        (["__private"], ["f__private"]),
    ],
    ids=["plain", "twice", "taken", "unnamed", "illegal", "private"],
)
def test_column_names_in_python(columns: list[str], names: list[str]) -> None:
    assert fields(columns) == names


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
