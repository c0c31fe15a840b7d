"""Leaving out a parameter removes exactly the parts of a statement that PostgreSQL's parser sees around it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqlwright.source.conjuncts import edits_without, runs
from sqlwright.source.parsed_tree import parsed
from sqlwright.source.removable import Run
from sqlwright.source.rewriting import Rewritten, edited
from sqlwright.source.tokens import words_of


def without(sql: str, *numbers: int) -> str:
    tokens = words_of(sql)

    def unset(run: Run) -> str:
        return f"{tokens[run.first].text} = t.{tokens[run.first].text}"

    edits = list(edits_without(tokens, runs(tokens), frozenset(numbers), unset))
    return edited(Rewritten(sql, [], [(0, 0, True)]), edits).sql


WITHOUT = {
    "the only condition": ("select a from t where a = $1 order by a", "select a from t order by a"),
    "the first": ("select a from t where a = $1 and b", "select a from t where b"),
    "the last": ("select a from t where b\n  and a = $1\nlimit 1", "select a from t where b\nlimit 1"),
    "in the middle": ("select a from t where b and a = $1 and c", "select a from t where b and c"),
    "between": ("select a from t where a between 1 and $1 and b", "select a from t where b"),
    "or": ("select a from t where b and a = $1 or c", "select a from t"),
    "or in parentheses": ("select a from t where (a = $1 or c) and b", "select a from t where b"),
    "and in parentheses": ("select a from t where (a = $1 and c) and b", "select a from t where (c) and b"),
    "not": ("select a from t where not (a = $1 and c) and b", "select a from t where b"),
    "case": ("select a from t where case when b and a = $1 then c else d end and e", "select a from t where e"),
    "a row": ("select a from t where (a, b) = ($1, 2) and c", "select a from t where c"),
    "exists": ("select a from t where exists (select from u where c = $1 and d)", "select a from t"),
    "a subquery in from": ("select a from (select a from t where a = $1) u", "select a from (select a from t) u"),
    "a scalar subquery": (
        "select (select c from u where d and c = $1) from t",
        "select (select c from u where d) from t",
    ),
    "a cte": ("with u as (select a from t where a = $1) table u", "with u as (select a from t) table u"),
    "on": ("select a from t join u on a = $1 and b left join v on c", "select a from t join u on b left join v on c"),
    "all of on": ("select a from t left join u on a = $1 where b", "select a from t left join u on true where b"),
    "a function called left": ("select a from t where left(a, 2) = $1 and b", "select a from t where b"),
    "having": ("select a from t group by a having count(*) > $1", "select a from t group by a having true"),
    "filter": ("select count(*) filter (where a = $1) from t", "select count(*) filter (where true) from t"),
    "is distinct from": ("select a from t where a is distinct from $1 and b", "select a from t where b"),
    "set": ("update t set a = $1, b = 2 where c returning a", "update t set b = 2 where c returning a"),
    "all of set": ("update t set a = $1 where c", "update t set a = t.a where c"),
    "on conflict": (
        "insert into t values (1) on conflict (a) do update set b = 1, c = $1 where t.c > $1",
        "insert into t values (1) on conflict (a) do update set b = 1",
    ),
    "merge": (
        "merge into t using u on a when matched then update set a = $1, b = 2",
        "merge into t using u on a when matched then update set b = 2",
    ),
    "values": (
        "insert into t (a, b) values (1, $1), (lower($1), 2) returning a",
        "insert into t (a, b) values (1, default), (default, 2) returning a",
    ),
    "values without columns": ("insert into t values ($1, 1)", "insert into t values (default, 1)"),
    "values and what conflicts": (
        "insert into t as u (a, b) overriding user value values ($1, $2) on conflict (a) do update set b = $1, c = 2",
        "insert into t as u (a, b) overriding user value values (default, $2) on conflict (a) do update set c = 2",
    ),
    "values of merge": (
        "merge into t using u on a when not matched then insert (a, b) values ($1, b) when matched then delete",
        "merge into t using u on a when not matched then insert (a, b) values (default, b) when matched then delete",
    ),
    "a column of insert": (
        "insert into s.t (a, b, c) select a, $1, c from u where d = $1 on conflict do nothing",
        "insert into s.t (a, c) select a, c from u on conflict do nothing",
    ),
    "the first columns of insert": (
        "with i as (insert into t (a, b, c) select $1, max(d, $1), e returning a) table i",
        "with i as (insert into t (c) select e returning a) table i",
    ),
    "limit": ("select a from t order by b limit $1", "select a from t order by b"),
    "offset": ("select a from t limit 3 offset ($1 - 1) * 3", "select a from t limit 3"),
    "fetch": ("select a from t offset 1 fetch first $1 rows only for update", "select a from t offset 1 for update"),
    "order by": ("select a from t order by b, c <-> $1 desc, d", "select a from t order by b, d"),
    "all of order by": (
        "select a from (select a from t order by b = $1 limit 1) u",
        "select a from (select a from t limit 1) u",
    ),
    "a set operation": (
        "select a from t where a = $1 union select a from u where b and a = $1",
        "select a from t union select a from u where b",
    ),
    "a name like a keyword": ('select "where" from t where "and" = $1 and t.or', 'select "where" from t where t.or'),
    "a json function": (
        "select a from t where json_value(b, '$' default 0 on empty) = $1 and c",
        "select a from t where c",
    ),
}


@pytest.mark.parametrize(("sql", "expected"), WITHOUT.values(), ids=WITHOUT)
def test_what_goes(sql: str, expected: str) -> None:
    assert without(sql, 1) == expected
    assert parsed(expected) == parsed(sql, frozenset([1]))


ATOMS = [
    *("a = {}", "a between {} and 9", "not a = {}", "a is distinct from {}", "(a = {} or b)", "a in (1, {})"),
    *("case when a and b = {} then c end", "exists (select from u where a and c = {})", "left(a, {}) = b"),
    "a = (select max(c) from u where (d or c = {}) group by e having true)",
]


class Atom(NamedTuple):
    """A condition on a parameter, or on a constant if its number is 0."""

    text: str
    number: int


Tree = Atom | list["Tree"]
"""A condition, or a conjunction of them."""


@st.composite
def conjunctions(draw: st.DrawFn, depth: int = 2) -> "list[Tree]":
    count = draw(st.integers(1, 4))
    atoms = st.builds(Atom, st.sampled_from(ATOMS), st.integers(0, 3))
    parts = atoms if depth == 0 else st.one_of(atoms, conjunctions(depth - 1))
    return [draw(parts) for _ in range(count)]


def written(part: "Tree", left_out: frozenset[int], between: str) -> str | None:
    """A conjunction as it is written by hand without those parameters."""
    if isinstance(part, Atom):
        return None if part.number in left_out else part.text.format(f"${part.number}" if part.number else "7")
    kept = [text for inner in part if (text := written(inner, left_out, between))]
    return f"({between.join(kept)})" if kept else None


PLACES: Sequence[tuple[str, str, str]] = (
    ("select a from t{}", " where ", ""),
    ("select a from t join u on {} where b order by a", "", "true"),
    ("with v as (select a from t{} limit 3) select a from v where b", "\nwhere ", ""),
    ("select a from t group by a having {}", "", "true"),
    ("select (select a from u{}) from t where b", " where ", ""),
    ("update t set a = 1 where b and {} returning a", "", "true"),
)


@given(
    conjunctions(), st.sampled_from(PLACES), st.sampled_from([" and ", "\n  and "]), st.frozensets(st.integers(1, 3))
)
def test_it_is_as_if_it_had_been_written_without(
    tree: list[Tree], place: tuple[str, str, str], between: str, left_out: frozenset[int]
) -> None:
    frame, keyword, nothing = place

    def statement(left_out: frozenset[int]) -> str:
        condition = written(tree, left_out, between)
        return frame.format(f"{keyword}{condition}" if condition else nothing)

    compared(statement, left_out)


def compared(statement: Callable[[frozenset[int]], str], left_out: frozenset[int]) -> None:
    """Compares what is left of the whole statement with what is written by hand, and with the tree's own parts."""
    whole = statement(frozenset())
    found = parsed(without(whole, *left_out))
    assert found == parsed(statement(left_out))
    assert found == parsed(whole, left_out)


VALUES = ["{}", "lower({})", "coalesce({}, b, 'c,d')", "(select max(a) from u where b and c = {})", "array[{}, 1]"]
values = st.lists(st.builds(Atom, st.sampled_from(VALUES), st.integers(0, 3)), min_size=1, max_size=4)


def value(atom: Atom) -> str:
    return atom.text.format(f"${atom.number}" if atom.number else "7")


@given(st.lists(values, min_size=1, max_size=3), st.frozensets(st.integers(1, 3)), st.booleans())
def test_values_become_default(rows: list[list[Atom]], left_out: frozenset[int], merges: bool) -> None:
    def statement(left_out: frozenset[int]) -> str:
        lists = [", ".join("default" if each.number in left_out else value(each) for each in row) for row in rows]
        if merges:
            return f"merge into t using u on a when not matched then insert values ({lists[0]})"
        return f"insert into t values {', '.join(f'({row})' for row in lists)} on conflict do nothing returning a"

    compared(statement, left_out)


@given(
    values,
    st.frozensets(st.integers(1, 3)),
    st.sampled_from(["", " from u where d or e group by f order by g", " limit 1 on conflict do nothing returning a"]),
)
def test_columns_go_with_their_values(row: list[Atom], left_out: frozenset[int], tail: str) -> None:
    row = [*row, Atom("x", 0)]

    def statement(left_out: frozenset[int]) -> str:
        kept = [(f"c{index}", value(each)) for index, each in enumerate(row) if each.number not in left_out]
        names, items = (", ".join(parts) for parts in zip(*kept, strict=True))
        return f"insert into t ({names}) select {items}{tail}"

    compared(statement, left_out)


@given(
    values,
    st.frozensets(st.integers(1, 3)),
    st.tuples(*[st.integers(0, 3)] * 2),
    st.sampled_from(["select a from t{}", "with q as (select a from t{}) select a from q", "(select a from t{})"]),
)
def test_orders_and_limits_go(row: list[Atom], left_out: frozenset[int], bounds: tuple[int, int], frame: str) -> None:
    def statement(left_out: frozenset[int]) -> str:
        items = [f"{value(each)} desc" for each in row if each.number not in left_out]
        text = f" order by {', '.join(items)}" if items else ""
        for word, number in zip(("limit", "offset"), bounds, strict=True):
            text += "" if number in left_out else f" {word} {value(Atom('{}', number))}"
        return frame.format(text)

    compared(statement, left_out)
