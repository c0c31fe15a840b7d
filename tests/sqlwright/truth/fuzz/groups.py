"""Random aggregates and window functions."""

import re
from collections.abc import Callable, Sequence
from random import Random

from .schemas import literal

__all__ = ["aggregate", "window"]


def aggregate(kind: str, of: Callable[[str], str], random: Random) -> str:
    """An aggregate over a group's rows; `of` makes an expression over one of them."""

    def e(kind: str = kind) -> str:
        return of(kind)

    choose = random.choice
    shapes = {
        "int": (
            *("count(*)::int", f"count({e()})::int", f"sum({e()})::int", f"max({e()})", f"min({e()})"),
            *(f"rank({literal(random, 'int')}) within group (order by {e()})::int", f"bit_and({e()})"),
            *(f"percentile_disc(0.5) within group (order by {e()})", f"count(distinct {e('text')})::int"),
        ),
        "text": (
            *(f"string_agg({e()}, ',')", f"max({e()})", f"mode() within group (order by {e()})"),
            f"json_arrayagg({e()} {choose(('null', 'absent'))} on null)::text",
            f"json_objectagg('k': {e()} absent on null)::text",
        ),
        "bool": (f"bool_and({e()})", f"every({e()})", f"bool_or({e()})"),
        "numeric": (
            f"avg({e()})",
            f"sum({e()})",
            f"stddev({e()})",
            f"var_pop({e()})",
            f"percentile_cont(0.5) within group (order by {e('int')})::numeric",
        ),
        "timestamp": (f"max({e()})",),
        "jsonb": (f"jsonb_agg({e()})", f"jsonb_object_agg('k', {e('int')})"),
        "int[]": (f"array_agg({e('int')})",),
        "text[]": (f"array_agg({e('text')} order by {e('int')})",),
        "mood": (f"max({e()})",),
        "pair": (f"(array_agg({e()}))[1]", f"mode() within group (order by {e()})"),
    }
    found = choose(shapes[kind])
    call = re.fullmatch(r"(.*\))(::\w+)?", found)
    if call is not None and random.random() < 0.15:
        found = f"{call[1]} filter (where {e('bool')}){call[2] or ''}"
    return found


def window(kind: str, of: Callable[[str, int], str], same: Sequence[str], random: Random) -> str:
    """A window function over rows that have these columns of its type; `of` makes an expression of this depth."""

    def e(kind: str = kind) -> str:
        return of(kind, 1)

    choose = random.choice
    order = f"order by {of('int', 0)}"
    partition = choose(("", f"partition by {of('text', 0)} "))
    places = ("unbounded preceding", "1 preceding", "current row", "1 following", "unbounded following")
    first = random.randrange(4)
    start, end = places[first], places[random.randrange(max(first, 1), 5)]
    exclude = choose(("", "", " exclude current row", " exclude ties", " exclude group"))
    frame = f" {choose(('rows', 'groups', 'range'))} between {start} and {end}{exclude}"
    over = f"({partition}{order}{choose(('', frame))})"
    calls = [f"lag({e()}) over {over}", f"lead({e()}, 1, {e()}) over {over}", f"first_value({e()}) over {over}"]
    calls += [f"last_value({e()}) over {over}", f"nth_value({e()}, 2) over {over}", f"lag({e()}, 0) over {over}"]
    calls += [f"array_agg({e(kind[:-2])}) over {over}"] if kind.endswith("[]") else []
    if kind == "int":
        calls += [f"{name}() over {over}" for name in ("row_number", "rank", "dense_rank")]
        calls += [f"count({e()}) over {over}", f"count(*) filter (where {e('bool')}) over {over}"]
        calls = [f"({call})::int" for call in [*calls, f"sum({e()}) over {over}", f"ntile({e()}) over {over}"]]
    elif kind not in ("bool", "jsonb", "pair"):
        calls += [] if "[]" in kind else [f"max({e()}) over {over}"]
    # A window function sees other rows than the one that a condition next to it is about.
    if same and random.random() < 0.3:
        column = choose(same)
        call = choose((f"lag({column}, 1, {column})", f"first_value({column})", f"last_value({column})"))
        return f"case when {column} is not null then {call} over {over} else {literal(random, kind)} end"
    return choose(calls)
