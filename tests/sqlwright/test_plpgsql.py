"""Which SQL a body in PL/pgSQL sends, and which bodies cannot be read."""

import pytest

from sqlwright.source.plpgsql import Unreadable, read_routine

SENT = [
    pytest.param("return a + 1;", ["select a + 1"], id="a value"),
    pytest.param("x := (select 1); y.z = 2;", ["select (select 1)", "select 2"], id="assignments"),
    pytest.param("if a > 1 then null; elsif b then null; else return; end if;", ["select a > 1", "select b"], id="if"),
    pytest.param("if case when a then b end then null; end if;", ["select case when a then b end"], id="case in if"),
    pytest.param("case a when 1 then null; else null; end case;", ["select a", "select 1"], id="case"),
    pytest.param("while a loop exit when b; end loop;", ["select a", "select b"], id="while"),
    pytest.param("for i in reverse 9..1 by 2 loop null; end loop;", ["select 9", "select 1", "select 2"], id="numbers"),
    pytest.param("foreach e in array f(1) loop null; end loop;", ["select f(1)"], id="foreach"),
    pytest.param("<<l>> loop continue l when a; end loop l;", ["select a"], id="labels"),
    pytest.param("perform f(a) from t;", ["select f(a) from t"], id="perform"),
    pytest.param("return query select 1; return next a;", ["select 1", "select a"], id="rows"),
    pytest.param("raise notice '% %', a, f(b) using hint = c;", ["select a", "select f(b)", "select c"], id="raise"),
    pytest.param("raise;", [], id="raise again"),
    pytest.param("assert a, b;", ["select a", "select b"], id="assert"),
    pytest.param("begin delete from t; exception when others then null; end;", ["delete from t"], id="exceptions"),
    pytest.param("get diagnostics n = row_count; close c; commit;", [], id="what sends nothing"),
    pytest.param("open c for select 1;", ["select 1"], id="open"),
    pytest.param("insert into t (into_) values ('a;b') -- ;\n;", ["insert into t (into_) values ('a;b')"], id="text"),
]
INTO = [
    pytest.param("select a, b into strict x, y.z from t;", "select a, b from t", ["x", "y"], id="after the values"),
    pytest.param("select into x a from t;", "select a from t", ["x"], id="first"),
    pytest.param("select a from t into x;", "select a from t", ["x"], id="last"),
    pytest.param(
        "insert into t values (1) returning a into x;", "insert into t values (1) returning a", ["x"], id="insert"
    ),
    pytest.param("for r in select 1 loop null; end loop;", "select 1", ["r"], id="for"),
    pytest.param(
        "with w as (insert into t values (1)) select 1 into x;",
        "with w as (insert into t values (1)) select 1",
        ["x"],
        id="with",
    ),
]
UNREADABLE = [
    pytest.param("execute 'select 1';", id="execute"),
    pytest.param("for r in execute a loop null; end loop;", id="for execute"),
    pytest.param("return query execute a;", id="rows of execute"),
    pytest.param("open c for execute a;", id="open execute"),
    pytest.param("truncate t;", id="another command"),
    pytest.param("call p();", id="call"),
    pytest.param("a[f(1)] := 1;", id="a subscript that calls"),
    pytest.param("declare a int; begin declare a text; begin null; end; end;", id="one variable hides another"),
    pytest.param("declare a alias for $1; begin null; end;", id="alias"),
    pytest.param("if a then null;", id="no end"),
]


@pytest.mark.parametrize(("body", "sent"), SENT)
def test_statements(body: str, sent: list[str]) -> None:
    assert [each.sql for each in read_routine(f"begin {body} end").sent] == sent


@pytest.mark.parametrize(("body", "sql", "into"), INTO)
def test_rows_that_go_into_variables(body: str, sql: str, into: list[str]) -> None:
    [sent] = read_routine(f"begin {body} end;").sent
    assert (sent.sql, [*sent.into]) == (sql, into)


def test_variables() -> None:
    body = """
#variable_conflict use_column
declare
  a constant int not null := 1;
  b users.email%type default f(a);
  "End" numeric(10, 2);
  r record;
  c cursor (k int) for select k;
begin
  for i in 1..2 loop null; end loop;
  for each in c(1) loop null; end loop;
end"""
    routine = read_routine(body)
    assert routine.variables == {
        "a": "int",
        "b": "users.email%type",
        "End": "numeric(10, 2)",
        "r": "record",
        "k": "int",
        "c": "refcursor",
        "i": "int",
        "each": "record",
    }
    assert [each.sql for each in routine.sent] == [
        "select 1",
        "select f(a)",
        "select k",
        "select 1",
        "select 2",
        "select k",
    ]


@pytest.mark.parametrize("body", UNREADABLE)
def test_what_cannot_be_read(body: str) -> None:
    with pytest.raises(Unreadable):
        read_routine(body if body.startswith("declare") else f"begin {body} end")
