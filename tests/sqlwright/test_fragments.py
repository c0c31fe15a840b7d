"""Fragments: what is expanded is what a hand would have written, its places are right, and it runs."""

from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqlwright.source.fragments import read_fragments
from sqlwright.source.parsed_tree import parsed
from sqlwright.source.statements import QueryFile, Statement, read_queries
from sqlwright.source.text import SourceFile
from sqlwright.source.tokens import scan
from tests.sqlwright.cases.fragments.generated import init_connection
from tests.sqlwright.cases.fragments.generated.articles import (
    ArticlesQueries,
    GetArticleAuthor,
    GetArticleRow,
    ListArticlesOfAuthor,
    PlaceArticleRow,
)
from tests.sqlwright.cases.fragments.generated.models import Article
from undercroft.testing.databases import Connection, Postgres, connect

SCHEMA = (Path(__file__).parent / "cases/fragments/schema/1.sql").read_text()


class Written(NamedTuple):
    """An expression by hand, and the same with fragments."""

    hand: str
    used: str
    fragments: Sequence[str] = ()


LEAVES = [
    *("t.c", "t.d", '"T c"', "7", "-7", "'a - a'", "$1", "$2", "null", "lower('a')", "(1 + 2)", "array[1, 2]"),
    *("interval '1 day'", "t.c::int", "t.c[1]", "count(*) over ()", "(select max(s.a) from s)"),
]
TEMPLATES = [
    *("{a} + {b}", "{a} * {b}", "{a} = {b}", "{a} || 'a' || {b}", "- {a} - {b}", "{a} is null", "not {a}"),
    *("{a} and {b}", "{a} or {b}", "{a} and not {b} and {c}", "{a} between {b} and {c}", "{a} in ({b}, {c})"),
    *("case when {a} then {b} else {c} end", "case {a} when {b} then 1 end", "coalesce({a}, {b}, 1)", "{a}::text"),
    *("{a}[1]", "({a}).x", "array[{a}, {b}]", "({a}, {b}) < (1, 2)", '{a} collate "C"', "{a} at time zone {b}"),
    *("{a} = any ({b})", "exists (select from s x where x.b = 'b')  or {a}", "f({a}, b => {b})", "{a} -- a, b\n + 1"),
    *("cast({a} as text)", "extract(a from {a})", "substring({a} from {b})", "{a} /* a */ is distinct from {b}"),
]


def in_parentheses(template: str, values: Sequence[str]) -> str:
    return template.format(**{name: f"({value})" for name, value in zip("abc", values, strict=False)})


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> Written:
    if not depth or draw(st.integers(0, 4)) == 0:
        leaf = draw(st.sampled_from(LEAVES))
        return Written(leaf, leaf)
    template = draw(st.sampled_from(TEMPLATES))
    names = [name for name in "abc" if f"{{{name}}}" in template]
    parts = [draw(expressions(depth - 1)) for _ in names]
    fragments = [fragment for part in parts for fragment in part.fragments]
    hand = in_parentheses(template, [part.hand for part in parts])
    if draw(st.booleans()):
        return Written(hand, f"({in_parentheses(template, [part.used for part in parts])})", fragments)
    name = f"f{TEMPLATES.index(template)}"
    header = f"({', '.join(names)})"
    made = [f"-- fragment: {name}{header}\n{template.format(**{each: each for each in names})};\n"]
    if draw(st.booleans()):
        made.append(f"-- fragment: of_{name}{header}\nsqlc.fragment({name}, {', '.join(names)});\n")
        name = f"of_{name}"
    return Written(hand, f"sqlc.fragment({', '.join([name, *(part.used for part in parts)])})", [*fragments, *made])


QUERIES = [
    *("select {a} from t", "select {a} as x, 1 + {a} from t", "select 1 from t where {a}", "select f({a}) from t"),
    *("select 1 from t where t.c and {a} and t.d", "select 1 from t join u on {a} left join v on {a}"),
    *("select {a} from t group by {a} having {a} order by {a} desc, {a} limit {a}", "select ({a}) from t"),
    *(
        "update t set c = {a}, d = 1 where {a} returning {a}",
        "insert into t values ({a}, {a})",
        "select 1 - {a} from t",
    ),
]


@settings(max_examples=300)
@given(expressions(), st.sampled_from(QUERIES))
def test_what_is_expanded_is_what_a_hand_would_have_written(written: Written, query: str) -> None:
    text = "".join(dict.fromkeys(written.fragments)) + f"-- name: Q :many\n{query.format(a=written.used)};\n"
    statement = the_statement(text)
    expanded = statement.file.text[statement.start : statement.end]
    assert "sqlc" not in expanded
    assert parsed(expanded) == parsed(query.format(a=f"({written.hand})"))
    scanned = scan(SourceFile("", expanded))
    moved = [(each.kind, each.text, each.start - statement.start) for each in statement.tokens]
    assert moved == [(each.kind, each.text, each.start) for each in scanned]


def read(text: str) -> QueryFile:
    file = SourceFile("q.sql", text)
    found, problems = read_queries(file, read_fragments([file]))
    assert not problems, problems[0]
    return found


def the_statement(text: str) -> Statement:
    (statement,) = read(text).statements
    return statement


EXPANDED = {
    "columns": ("a.id, a.name as label, a.*", "select sqlc.fragment(f, u)", "select u.id, u.name as label, u.*"),
    "a table": (
        "users u join articles a2 on u.id = a.id",
        "select 1 from sqlc.fragment(f, x)",
        "select 1 from users u join articles a2 on u.id = x.id",
    ),
    "a table's name": (
        "select count(*) from a where a.b = 1",
        "select sqlc.fragment(f, users)",
        "select (select count(*) from users where users.b = 1)",
    ),
    "joins": (
        "left join users u using (id) join b on b.id = a.id",
        "select 1 from x sqlc.fragment(f, x)",
        "select 1 from x left join users u using (id) join b on b.id = x.id",
    ),
    "an order": (
        "a.b desc nulls last, a.c",
        "select 1 from x order by sqlc.fragment(f, x)",
        "select 1 from x order by x.b desc nulls last, x.c",
    ),
    "assignments": (
        "name = a, at = now()",
        "update x set sqlc.fragment(f, @name) where id = 1",
        "update x set name = @name, at = now() where id = 1",
    ),
    "a query": (
        "select 1 from t where t.x = a.x",
        "select 1 from u where exists (sqlc.fragment(f, u))",
        "select 1 from u where exists (select 1 from t where t.x = u.x)",
    ),
    "the whole query": ("select * from t where t.x = a", "sqlc.fragment(f, @x)", "select * from t where t.x = @x"),
    "names that are no references": (
        "a.id, b.a, @a, sqlc.arg(a), 'a', \"a\", f(a => 1), a(1), 1::a, a '1', $$a$$, 1 as a, a",
        "select sqlc.fragment(f, u)",
        "select u.id, b.a, @a, sqlc.arg(a), 'a', \"a\", f(a => 1), a(1), 1::a, a '1', $$a$$, 1 as a, u",
    ),
    "macros": (
        "sqlc.embed(a), sqlc.narg(x), a.id in (sqlc.slice(ids))",
        "select sqlc.fragment(f, u)",
        "select sqlc.embed(u), sqlc.narg(x), u.id in (sqlc.slice(ids))",
    ),
    "an argument of the query": (
        "a.id = any (sqlc.slice(b))",
        "select sqlc . fragment ( F , /* u */ u -- u\n)",
        "select u.id = any (sqlc.slice(b))",
    ),
    "an operator beside @name": ("1=a", "select 2=sqlc.fragment(f, @x)", "select 2=(1= @x)"),
    "indentation": (
        "coalesce(\n  a.b, -- b\n\n  'x\ny'\n)",
        "select\n    sqlc.fragment(f, u)",
        "select\n    coalesce(\n      u.b, -- b\n\n      'x\ny'\n    )",
    ),
    "letters outside ASCII": (
        "'ä' || a.ö || a.id",
        "select 'ü', sqlc.fragment(f, x)",
        "select 'ü', 'ä' || x.ö || x.id",
    ),
}


@pytest.mark.parametrize(("body", "query", "expanded"), EXPANDED.values(), ids=EXPANDED)
def test_what_is_sent(body: str, query: str, expanded: str) -> None:
    statement = the_statement(f"-- fragment: F(a)\n{body};\n\n-- name: Q :many\n{query};")
    assert statement.file.text[statement.start : statement.end] == expanded


def test_fragments_leave_the_other_statements_alone() -> None:
    text = "-- The file.\n\n-- name: A :one\nselect 1;\ncreate table t ();\n-- fragment: f()\n1;\n-- name: B :one\nselect 2;"
    found = read(text)
    assert found.comments == ["The file."]
    assert found.unnamed == [5]
    assert [(each.name, each.line, each.comments) for each in found.statements] == [("A", 3, []), ("B", 8, [])]


def test_a_parameter_in_a_fragment_is_one_of_the_query_for_its_comments() -> None:
    text = "-- fragment: f()\n@page;\n-- name: Q :one\n-- @page which one, from 1.\nselect sqlc.fragment(f);"
    assert the_statement(text).comments == ["@page which one, from 1."]


@pytest.fixture
async def queries(postgres: Postgres) -> AsyncGenerator[tuple[ArticlesQueries, Connection]]:
    async with postgres.database() as name, connect(postgres.url(name)) as connection:
        await connection.execute(SCHEMA)
        await connection.execute("insert into users (name, bio) values ('Ann', 'writes'), ('Bob', null)")
        await init_connection(connection)
        yield ArticlesQueries(connection), connection


async def test_what_they_give(queries: tuple[ArticlesQueries, Connection]) -> None:
    articles, connection = queries
    placed = await articles.place_article(author_id=1, title="One")
    assert placed == PlaceArticleRow(id=1, title="One", favourites=0)
    author = GetArticleAuthor(id=1, name="Ann", bio="writes")
    assert await articles.get_article(id=1, viewer=1) == GetArticleRow(id=1, author=author)
    assert await articles.get_article(id=1, viewer=2) is None
    assert (await articles.list_articles(viewer=2)).items == []
    page = await articles.list_articles(viewer=1, title="One", limit=1)
    assert [(row.id, row.favourites, row.author.name, row.ar.title) for row in page.items] == [(1, 0, "Ann", "One")]
    assert [type(row) for row in await articles.recent_articles(1)] == [Article]
    assert await articles.recent_titles(0) == ["One"]
    assert await articles.list_articles_of(ids=[1], viewer=2) == [ListArticlesOfAuthor(id=1, name="Ann", bio="writes")]
    assert await articles.filtered_articles(title="One") == []
    await connection.execute("update articles set public = true")
    (filtered,) = await articles.filtered_articles(title="One")
    assert (filtered.title, filtered.author_name) == ("One", "Ann")
    assert await articles.filtered_articles(author=2) == []
