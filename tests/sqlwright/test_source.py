"""From a file to statements, and from an offset in rewritten SQL back to the file."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqlwright.errors import CompileError, Problem
from sqlwright.scratch.migrations import read_migration
from sqlwright.scratch.psql_syntax import without_psql
from sqlwright.source.macros import read_macros
from sqlwright.source.rewriting import Rewritten, rewrite
from sqlwright.source.statements import QueryFile, read_queries
from sqlwright.source.text import SourceFile


def read(text: str) -> QueryFile:
    file, problems = read_queries(SourceFile("q.sql", text))
    assert not problems
    return file


def rewritten(sql: str) -> Rewritten:
    statement = read(f"-- name: Q :exec\n{sql};").statements[0]
    macros = read_macros(statement)
    return rewrite(statement, macros.edits, macros.params)


@pytest.mark.parametrize(
    ("sql", "sent", "names"),
    [
        ("select @a", "select $1", ["a"]),
        ("select sqlc.arg(a), sqlc.narg('b')", "select $1, $2", ["a", "b"]),
        ("select @a, sqlc.arg(a), @b", "select $1, $1, $2", ["a", "b"]),
        ("select sqlc.arg(\n  a -- why\n)", "select $1", ["a"]),
        ("select SQLC.ARG(A)", "select $1", ["a"]),
        ('select @"Ünï", @from::int', "select $1, $2::int", ["Ünï", "from"]),
        ("select x=@a and y<>@b", "select x=$1 and y<>$2", ["a", "b"]),
        ("select x <@ y, x <@y, @ -5, x @> y", "select x <@ y, x <@y, @ -5, x @> y", []),
        ("select '@a', $$@b$$, \"@c\" -- @d", "select '@a', $$@b$$, \"@c\"", []),
        ("select $2, $1", "select $2, $1", [None, None]),
        ("select x in (sqlc.slice(ids))", "select x = any ($1)", ["ids"]),
        ("select x not in ( sqlc.slice('ids') ) and y", "select x <> all ( $1 ) and y", ["ids"]),
        ("select x = any(sqlc.slice(ids)::int[])", "select x = any($1::int[])", ["ids"]),
        ("select -@x, j->>@key, v<->@to, j <@y", "select -$1, j->>$2, v<->$3, j <@y", ["x", "key", "to"]),
        ("select @a, $2, sqlc.narg(b), $1, @a", "select $3, $2, $4, $1, $3", [None, None, "a", "b"]),
        ("select @a, $2", "select $1, $2", ["a", None]),
    ],
    ids=[
        "at",
        "arg",
        "same",
        "spread",
        "case",
        "quoted",
        "tight",
        "operators",
        "strings",
        "positional",
        "slice",
        "not in",
        "slice in any",
        "tight minus",
        "named and positional",
        "named between",
    ],
)
def test_macros_become_parameters(sql: str, sent: str, names: list[str | None]) -> None:
    found = rewritten(sql)
    assert found.sql == sent
    assert [param.name for param in found.params] == names
    assert [param.number for param in found.params] == list(range(1, len(names) + 1))


@given(st.lists(st.sampled_from(["é", "x", "\n", " ", "@name ", "sqlc.arg(other) ", "'@s'", "日本"]), max_size=12))
def test_every_character_that_is_kept_knows_where_it_was(parts: list[str]) -> None:
    text = f"-- name: Q :exec\nselect {' '.join(parts)} 1;"
    statement = read(text).statements[0]
    macros = read_macros(statement)
    found = rewrite(statement, macros.edits, macros.params)
    numbers = [match.span() for match in re.finditer(r"\$\d+", found.sql)]
    for offset, char in enumerate(found.sql):
        start = next((start for start, end in numbers if start <= offset < end), None)
        if start is None:
            assert text[found.at(offset)] == char
        else:
            assert text[found.at(offset)] in "@s"
            assert found.at(offset) == found.at(start)


@pytest.mark.parametrize(
    ("text", "names", "sqls"),
    [
        ("", [], []),
        ("-- only words", [], []),
        ("-- name: A :one\nselect 1;\n\n-- name: B :many\nselect 2", ["A", "B"], ["select 1", "select 2"]),
        ("-- name: A :one\nselect ';', $$;$$, (1);", ["A"], ["select ';', $$;$$, (1)"]),
        ("/* name: A :one */ select 1", ["A"], ["select 1"]),
        ("--name: A :one\r\nselect 1;", ["A"], ["select 1"]),
        (
            "-- name: A :exec\ncreate function f() returns int begin atomic select case when true then 1 end; end;",
            ["A"],
            ["create function f() returns int begin atomic select case when true then 1 end; end"],
        ),
        (";;-- name: A :one\nselect 1;;", ["A"], ["select 1"]),
    ],
    ids=["empty", "comment", "two", "quotes", "block", "crlf", "atomic", "semicolons"],
)
def test_a_file_is_split(text: str, names: list[str], sqls: list[str]) -> None:
    file = read(text)
    assert [statement.name for statement in file.statements] == names
    assert [file.file.text[statement.start : statement.end] for statement in file.statements] == sqls


@pytest.mark.parametrize(
    ("name", "text", "applied", "transaction"),
    [
        ("plain", "create table t ();", "create table t ();", False),
        ("dbmate", "-- migrate:up\nup;\n-- migrate:down\ndown;", "up;", True),
        ("dbmate alone", "-- migrate:up transaction:false\nup;", "up;", False),
        ("goose", "-- +goose Up\nup;\n-- +goose Down\ndown;", "up;", True),
        ("goose alone", "-- +goose NO TRANSACTION\n-- +goose Up\nup;", "up;", False),
        ("pg_dump", "\\restrict abc\nup;\n\\unrestrict abc", "up;", False),
        ("down first", "-- migrate:down\ndown;\n-- migrate:up\nup;", "up;", True),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else None,
)
def test_the_up_part_of_a_migration(name: str, text: str, applied: str, transaction: bool) -> None:
    migration = read_migration(SourceFile("1.sql", text))
    assert migration.sql.strip() == applied
    assert migration.transaction is transaction
    assert migration.sql.index(applied) == text.index(applied)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\\set x 1\nselect 1;\n  \\echo hello\nselect 2;", "select 1; select 2;"),
        ("select 'create database x' \\gexec\nselect 2;", "select 'create database x' ; select 2;"),
        ("select 'a\n\\b', E'\\'\n\\b', \"c\n\\d\", $x$\n\\e$$$x$;", None),
        ("-- a\\b\n/* /* \\c */ \\d */ select 1;", None),
        ("create table a$b (\n\\r\nc$d int);", "create table a$b ( c$d int);"),
        ("copy t (a) from stdin;\n1\tit's\n\\N\t$$\n\\.\nselect 1;", "select 1;"),
        ("COPY t FROM stdin WITH (format csv);\n'\\\n", ""),
        ("copy t from 'a\\b';\nselect 1;", None),
    ],
    ids=["commands", "gexec", "strings", "comments", "in a statement", "rows", "rows to the end", "no rows"],
)
def test_what_only_psql_understands_is_blank(text: str, kept: str | None) -> None:
    found = without_psql(text)
    assert len(found) == len(text)
    assert found == text if kept is None else found.split() == kept.split()


def test_a_problem_shows_its_place() -> None:
    file = SourceFile("q.sql", "select 1;\n\tselect é wrong;\n")
    problem = file.problem(file.text.index("wrong"), "not so", hint="write right", detail="since")
    assert (
        str(problem) == "q.sql:2:11: not so\n  \tselect é wrong;\n  \t         ^\n  detail: since\n  hint: write right"
    )


def test_a_problem_at_the_end_shows_the_last_line() -> None:
    file = SourceFile("q.sql", "select (\n\n")
    assert file.problem(len(file.text), "ends too early") == Problem("q.sql", 1, 9, "ends too early", source="select (")


_MARKS = ("<" * 7, "=" * 7, ">" * 7)
"""Of a conflict; whole lines of them would look like one in this file."""


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            "select 'ä',\n  'é ö'".encode() + "ü".encode("latin-1"),
            "q.sql:2:8: byte 0xfc is not UTF-8\n  hint: save the file in that encoding",
        ),
        ("select 1".encode("utf-16"), "q.sql:1:1: byte 0xff is not UTF-8\n  hint: save the file in that encoding"),
        (
            "select 1;\n{} ours\nselect 2;\n{}\nselect 3;\n{} theirs\n".format(*_MARKS).encode(),
            (
                f"q.sql:2:1: a merge conflict that is not resolved\n  {_MARKS[0]} ours\n  ^\n"
                "  hint: keep what you want of the lines down to 6, and remove the marks"
            ),
        ),
    ],
    ids=["latin-1", "utf-16", "conflict"],
)
def test_a_file_that_is_not_ready_says_where(content: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_bytes(content)
    with pytest.raises(CompileError) as caught:
        SourceFile.read(tmp_path / "q.sql", "q.sql")
    assert str(caught.value) == told


def test_marks_that_are_no_conflict_are_text(tmp_path: Path) -> None:
    text = f"select '\n{_MARKS[0]} a\n', '\n{_MARKS[2]} b\n';"
    (tmp_path / "q.sql").write_text(text)
    assert SourceFile.read(tmp_path / "q.sql", "q.sql").text == text
