"""What the analysis reads in the bodies of PL/pgSQL trigger functions."""

import pytest

from sqlwright.analyse.triggers.bodies import UNREADABLE, Body, read_body


@pytest.mark.parametrize(
    ("statements", "assigned"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("new.x := 1;", ["x"], id="assignment"),
        pytest.param("NEW.X = 1;", ["x"], id="equals-and-case"),
        pytest.param('new."X" := 1;', ["X"], id="quoted-column"),
        pytest.param('"new".x := 1;', ["x"], id="quoted-new"),
        pytest.param("new.x[1] := 1; new.y.z := 2;", ["x", "y"], id="part-of-a-column"),
        pytest.param("if new.x = 1 then raise exception 'no'; end if;", [], id="comparison"),
        pytest.param("if new.x = 1 then new.y := 2; else new.z := 3; end if;", ["y", "z"], id="branches"),
        pytest.param("loop new.x := 1; exit; end loop;", ["x"], id="loop"),
        pytest.param("<<here>> begin new.x := 1; end;", ["x"], id="label"),
        pytest.param("begin perform 1; exception when others then new.x := 1; end;", ["x"], id="exception"),
        pytest.param("select 1 into new.x;", ["x"], id="into"),
        pytest.param("select 1, 2, 3 into strict a, new.x, new.y from t;", ["x", "y"], id="into-several"),
        pytest.param("execute 'select 1' into a.b, new.x using new.y;", ["x"], id="execute"),
        pytest.param("insert into log values (new.x) returning id into new.y;", ["y"], id="returning"),
        pytest.param("insert into log (a) select new.x;", [], id="insert"),
        pytest.param("fetch c into a[1], new.x;", ["x"], id="fetch"),
        pytest.param("get stacked diagnostics a = row_count, new.x = message_text;", ["x"], id="diagnostics"),
        pytest.param("for r in select new.x loop perform r; end loop;", [], id="loop-over-a-query"),
        pytest.param("for r, new.x in select 1, 2 loop null; end loop;", ["x"], id="loop-variable"),
        pytest.param("perform f(new.x, new.y);", [], id="arguments"),
        pytest.param("if tg_op = 'DELETE' then return old; end if;", [], id="of-delete"),
        pytest.param("if (TG_OP = 'DELETE') then insert into log select old.*; return old; end if;", [], id="logged"),
        pytest.param("a := new;", [], id="copied"),
        pytest.param("/* new.x := 1; */ -- new.x := 1;\nperform 'new.x := 1;', $q$new.x := 1;$q$;", [], id="no-code"),
    ],
)
def test_assigned_columns_are_read(statements: str, assigned: list[str]) -> None:
    assert read_body(f"begin {statements} return new; end") == Body(frozenset(assigned), drops=False)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("begin new := f(new); return new; end", id="whole-row"),
        pytest.param("begin select * into new from t; return new; end", id="into-the-row"),
        pytest.param("declare new t; begin return new; end", id="declared"),
        pytest.param("declare a int; new t; begin return new; end", id="declared-later"),
        pytest.param("declare row alias for new; begin row.x := 1; return new; end", id="alias"),
        pytest.param("begin for new in select * from t loop null; end loop; return new; end", id="loop-variable"),
        pytest.param("begin f.new.x := 1; return new; end", id="label-before-it"),
        pytest.param("begin call p(new.x); return new; end", id="call"),
        pytest.param("begin get diagnostics new = row_count; return new; end", id="diagnostics"),
        pytest.param("begin return old; end", id="old"),
        pytest.param("declare tg_op text; begin if tg_op = 'DELETE' then return old; end if; end", id="other-tg-op"),
        pytest.param("begin if tg_op = 'UPDATE' then return old; end if; return new; end", id="old-of-update"),
        pytest.param("begin if a or tg_op = 'DELETE' then return old; end if; return new; end", id="old-or-else"),
        pytest.param("begin if tg_op = 'DELETE' then null; else return old; end if; return new; end", id="old-else"),
        pytest.param("begin if not (tg_op = 'DELETE') then return old; end if; return new; end", id="old-if-not"),
        pytest.param("begin return changed; end", id="another-row"),
        pytest.param("begin return coalesce(new, old); end", id="expression"),
        pytest.param('begin u&"new".x := 1; return new; end', id="escaped"),
        pytest.param("begin return new; end '", id="no-end-of-a-quote"),
    ],
)
def test_a_body_that_does_something_else_is_not_read(body: str) -> None:
    assert read_body(body) == UNREADABLE


def test_a_row_may_be_dropped() -> None:
    body = "begin if new.x then return null; end if; new.y := 1; return new; end"
    assert read_body(body) == Body(frozenset(["y"]), drops=True)
