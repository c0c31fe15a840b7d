"""Where a batch puts the number of an item, so that each row says which item it belongs to."""

from pathlib import Path

import asyncpg
import pytest

from sqlwright.compile.commands.batch import numbered_rows
from sqlwright.source.macros import read_macros
from sqlwright.source.rewriting import Rewritten, rewrite
from sqlwright.source.statements import read_queries
from sqlwright.source.text import SourceFile
from undercroft.testing.databases import connect

CORPUS = Path(__file__).parent / "truth" / "corpus"
INT4 = 23

NUMBERED = {
    "before from": ("select a from t", "select a, $1::int4 from t"),
    "at the end": ("select 1 + 1", "select 1 + 1, $1::int4"),
    "before a comment": ("select a -- not from\nfrom t", "select a, $1::int4 -- not from\nfrom t"),
    "labels": ('select a as from, t.order, "from" from t', 'select a as from, t.order, "from", $1::int4 from t'),
    "is distinct from": ("select a is distinct from b from t", "select a is distinct from b, $1::int4 from t"),
    "inside parentheses": (
        "select (select 1 from t), array[(select 2 limit 1)] limit 1",
        "select (select 1 from t), array[(select 2 limit 1)], $1::int4 limit 1",
    ),
    "an aggregate's order": (
        "select mode() within group (order by a) group by b",
        "select mode() within group (order by a), $1::int4 group by b",
    ),
    "collation for": ("select collation for (a) for update", "select collation for (a), $1::int4 for update"),
    "behind with": (
        "with u (a) as (insert into t values (1) returning a) select a from u",
        "with u (a) as (insert into t values (1) returning a) select a, $1::int4 from u",
    ),
    "returning": ("with u as (select 1) delete from t returning a", None),
    "union": ("select 1 union select 2", "select q.*, $1::int4 from (\nselect 1 union select 2\n) q"),
    "union behind with": (
        "with u as (delete from t returning a) select 1 union select a from u",
        "with u as (delete from t returning a) select q.*, $1::int4 from (\nselect 1 union select a from u\n) q",
    ),
    "values": ("values (1)", "select q.*, $1::int4 from (\nvalues (1)\n) q"),
    "a statement in parentheses": ("(select 1)", "select q.*, $1::int4 from (\n(select 1)\n) q"),
}


@pytest.mark.parametrize(("sql", "numbered"), NUMBERED.values(), ids=NUMBERED)
def test_the_place(sql: str, numbered: str | None) -> None:
    assert numbered_rows(Rewritten(sql, [], [(0, 0, True)]), 1).sql == (numbered or f"{sql}, $1::int4")


async def test_every_query_with_rows_of_the_corpus_can_be_a_batch(empty_database_url: str) -> None:
    async with connect(empty_database_url) as connection:
        await connection.execute((CORPUS / "schema.sql").read_text())
        count = 0
        for path in sorted(CORPUS.glob("*.sql")):
            for statement in read_queries(SourceFile.read(path, path.name))[0].statements:
                macros = read_macros(statement)
                text = rewrite(statement, macros.edits, macros.params)
                try:
                    before = await connection.prepare(text.sql)
                except asyncpg.PostgresError:
                    continue  # not for this server
                if not before.get_attributes():
                    continue
                after = await connection.prepare(numbered_rows(text, len(before.get_parameters()) + 1).sql)
                *columns, last = after.get_attributes()
                assert (columns, last.type.oid) == (list(before.get_attributes()), INT4), statement.name
                count += 1
        assert count > 200
