"""Calls the functions that are said to give no NULL with values that are most likely to give one."""

from itertools import product
from random import Random

from sqlwright.analyse.proofs.total_functions import is_total
from sqlwright.scratch.catalog import load_catalog
from undercroft.testing.databases import Postgres, connect

VALUES = {
    "boolean": ("true", "false"),
    "bytea": (r"\x", r"\x00ff"),
    '"char"': ("a", ""),
    "name": ("a", ""),
    "text": ("", "a", "month", "UTC", "%", "{}", "0", "2026-01-01", "year", "UTF8", "$.a"),
    "character varying": ("", "a"),
    "character": ("", "a"),
    "unknown": ("a",),
    "smallint": ("0", "1", "-1"),
    "integer": ("0", "1", "-1", "99"),
    "bigint": ("0", "1", "-1", "99"),
    "numeric": ("0", "1.5", "-2", "NaN", "Infinity", "-Infinity"),
    "real": ("0", "1.5", "-2", "NaN", "Infinity"),
    "double precision": ("0", "0.5", "-2", "NaN", "Infinity", "-Infinity"),
    "money": ("0", "1"),
    "date": ("2026-01-01", "infinity", "-infinity"),
    "time without time zone": ("00:00", "24:00"),
    "time with time zone": ("00:00+00", "24:00+01"),
    "timestamp without time zone": ("2026-01-01", "infinity", "-infinity"),
    "timestamp with time zone": ("2026-01-01", "infinity", "-infinity"),
    "interval": ("0", "1 month", "-1 day", "infinity", "-infinity"),
    "uuid": ("00000000-0000-0000-0000-000000000000", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"),
    "json": ("null", "1", "{}", "[]", '{"a": null}', "[null]", '"x"'),
    "jsonb": ("null", "1", "{}", "[]", '{"a": null}', "[null]", '"x"', "true"),
    "jsonpath": ("$", "$.a", "$.b", "$[0]", "strict $.a", "1 == 1"),
    "bit": ("0", "1"),
    "bit varying": ("", "1"),
    "inet": ("10.0.0.1", "::1/64"),
    "cidr": ("10.0.0.0/8", "::/0"),
    "macaddr": ("00:00:00:00:00:00",),
    "macaddr8": ("00:00:00:00:00:00:00:00",),
    "point": ("(0,0)", "(NaN,1)", "(1,1)"),
    "lseg": ("[(0,0),(1,1)]", "[(0,0),(0,0)]", "[(5,5),(6,7)]"),
    "box": ("(0,0),(1,1)", "(5,5),(6,6)"),
    "path": ("[(0,0),(1,1)]", "((0,0),(1,1))", "((0,0))"),
    "polygon": ("((0,0),(1,1),(1,0))", "((0,0))"),
    "line": ("{1,2,3}", "{1,2,4}", "{0,1,0}"),
    "circle": ("<(0,0),1>", "<(0,0),0>", "<(9,9),1>"),
    "tsvector": ("", "a:1 b"),
    "tsquery": ("", "a & b", "!a"),
    "int4range": ("empty", "(,)", "[1,2)"),
    "int8range": ("empty", "(,)", "[1,2)"),
    "numrange": ("empty", "(,)", "[1,2)"),
    "daterange": ("empty", "(,)", "[2026-01-01,infinity)"),
    "tsrange": ("empty", "(,)", "[2026-01-01,infinity)"),
    "tstzrange": ("empty", "(,)", "[2026-01-01,infinity)"),
    "int4multirange": ("{}", "{(,)}", "{[1,2)}"),
    "nummultirange": ("{}", "{(,)}", "{[1,2)}"),
    "anyrange": (),
    "xid": ("3", "4000000000"),
    "xid8": ("3",),
    "oid": ("0", "1259", "4000000000"),
    "regclass": ("pg_class",),
    "regtype": ("integer",),
    "tid": ("(0,1)",),
    "pg_lsn": ("0/0", "1/1"),
    "text[]": ("{}", "{NULL}", "{a,b}", "{{a,b}}"),
    "integer[]": ("{}", "{NULL}", "{1,2}", "{{1,2},{3,4}}"),
    "double precision[]": ("{}", "{1}"),
    "bigint[]": ("{}", "{1}"),
    "tid[]": ("{}",),
    "oidvector": ("", "1 2"),
    "int2vector": ("", "1 2"),
}
POLYMORPHIC = {
    "anyelement": "integer",
    "anynonarray": "integer",
    "anyarray": "integer[]",
    "anycompatible": "integer",
    "anycompatiblearray": "integer[]",
    "anycompatiblenonarray": "integer",
    "anyrange": "int4range",
    "anymultirange": "int4multirange",
    "anycompatiblerange": "int4range",
    "anycompatiblemultirange": "int4multirange",
}
CALLS = 300
"""The most calls of one function."""

ATTEMPT = """
create function pg_temp.gives_null(calls text[]) returns text language plpgsql as $$
declare
  call text;
  missing bool;
begin
  foreach call in array calls loop
    begin
      execute 'select (' || call || ') is null and not (' || call || ') is not null' into missing;
    exception when others then
      missing := false;
    end;
    if missing then
      return call;
    end if;
  end loop;
  return null;
end $$"""


async def test_total_functions_give_no_null(postgres: Postgres) -> None:
    async with postgres.database() as name, connect(postgres.url(name)) as connection:
        await connection.execute(ATTEMPT)
        catalog = await load_catalog(connection)
        # Functions that change something, sleep or end sessions are volatile, and are not called.
        rows = await connection.fetch(
            "select oid::bigint, proname::text, array(select format_type(t, null) from unnest(proargtypes) t) from pg_proc"
        )
        called = 0
        wrong: list[str] = []
        for oid, function, types in rows:
            if not is_total(catalog.functions[oid]) or catalog.functions[oid].volatile or not types:
                continue
            plain = [str(POLYMORPHIC.get(kind, kind)) for kind in types]
            arguments = [[f"'{value}'::{kind}" for value in VALUES.get(kind, ())] for kind in plain]
            if not all(arguments):
                continue
            given = list(product(*arguments))
            chosen = Random(str(function)).sample(given, min(len(given), CALLS))
            calls = [f'pg_catalog."{function}"({", ".join(values)})' for values in chosen]
            called += 1
            if found := await connection.fetchval("select pg_temp.gives_null($1)", calls):
                wrong.append(found)
    assert called > 1500
    assert wrong == []
