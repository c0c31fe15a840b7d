"""The functions, operators and constructs that give a value of a type."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from .schemas import TYPES

__all__ = ["shapes"]

_T = TypeVar("_T")


class _Choose(Protocol):
    def __call__(self, choices: Sequence[_T], /) -> _T: ...


def shapes(
    kind: str, e: Callable[[str], str], inner: Callable[..., str], choose: _Choose
) -> Sequence[Callable[[], str]]:
    """`e` makes an expression of a type, and `inner` a query with columns of these types."""
    found: list[Callable[[], str]]
    match kind:
        case "int":
            found = [
                lambda: f"({e('int')} {choose('+-*')} {e('int')})",
                lambda: f"length({e('text')})",
                lambda: f"cardinality({e('int[]')})",
                lambda: f"array_length({e('text[]')}, 1)",
                lambda: f"({e('int[]')})[{e('int')}]",
                lambda: f"({e('jsonb')} ->> 'k')::int",
                lambda: f"({e('jsonb')} -> 'k')::int",
                lambda: f"abs({e('int')})",
                lambda: f"extract({choose(('year', 'month', 'epoch'))} from {e('timestamp')})::text::numeric::int",
                lambda: f"round({e('numeric')})::int",
                lambda: f"array_position({e('int[]')}, {e('int')})",
                lambda: f"num_nulls({e('int')}, {e('text')})",
                lambda: f"({e('int')})::sure" if choose(range(10)) == 0 else e("int"),
                lambda: f"strpos({e('text')}, {e('text')})",
                lambda: f"(select count(*)::int from ({inner('int')}) as counted (n))",
                lambda: f"jsonb_array_length('[1]'::jsonb || {e('jsonb')})",
                lambda: f"({e('pair')}).x",
                lambda: f"width_bucket({e('numeric')}, 0, 10, 5)",
                lambda: f"json_value({e('jsonb')}, '$.k' returning int)",
                lambda: f"json_value({e('jsonb')}, '$.k' returning int default 0 on empty default 1 on error)",
                lambda: f"(array[[{e('int')}, 1], [2, {e('int')}]])[1][{e('int')}]",
                lambda: f"array_upper({e('int[]')}, 1)",
                lambda: f"(select {e('int')} from generate_series(1, 1))",
                lambda: f"coalesce((select * from ({inner('int')}) one limit 1), {e('int')})",
            ]
        case "text":
            found = [
                lambda: f"({e('text')} || {e('text')})",
                lambda: f"upper({e('text')})",
                lambda: f"concat({e('text')}, {e('int')})",
                lambda: f"concat_ws({e('text')}, {e('text')}, 'x')",
                lambda: f"({e('jsonb')} ->> {choose(('0', chr(39) + 'k' + chr(39)))})",
                lambda: f"substring({e('text')} from 'a')",
                lambda: f"array_to_string({e('text[]')}, ',')",
                lambda: f"format('%s-%s', {e('text')}, {e('int')})",
                lambda: f"split_part({e('text')}, ',', 1)",
                lambda: f"({e('int')})::text",
                lambda: f"({e('mood')})::text",
                lambda: f"to_char({e('timestamp')}, 'YYYY')",
                lambda: f"regexp_replace({e('text')}, 'a', 'b')",
                lambda: f"json_build_object('a', {e('text')})::text",
                lambda: f"quote_nullable({e('text')})",
                lambda: f"({e('text[]')})[1]",
                lambda: f'({e("text")} collate "C")',
                lambda: f"pg_typeof({e('int')})::text",
                lambda: f"({e('pair')}).y",
                lambda: f"json_object('k': {e('text')})::text",
                lambda: f"json_array({e('text')}, {e('int')})::text",
                lambda: f"json_array({e('int')}, {e('int')} null on null)::text",
                lambda: f"json_serialize(json_query({e('jsonb')}, '$.l' with wrapper))",
                lambda: f"json_scalar({e('text')})::text",
                lambda: f"row({e('int')}, {e('text')})::text",
                lambda: f"string_to_array({e('text')}, {e('text')})::text",
                lambda: f"to_char({e('int')}, '99')",
                lambda: f"overlay({e('text')} placing {e('text')} from 1)",
                lambda: f"trim({e('text')})",
                lambda: f"nullif({e('text')}, '')",
                lambda: "to_char(now(), 'YYYY')",
            ]
        case "bool":
            other = choose(TYPES)
            compared = other if other != "jsonb" else "int"
            found = [
                lambda: f"({e(compared)} {choose(('=', '<>', '<', '>='))} {e(compared)})",
                lambda: f"({e('int')} {choose(('=', '<>', '<', '>='))} {e('int')})",
                lambda: f"({e(other)} is {choose(('', 'not '))}null)",
                lambda: f"({e(other)} is {choose(('', 'not '))}null)",
                lambda: f"({e('bool')} and {e('bool')})",
                lambda: f"({e('bool')} or {e('bool')})",
                lambda: f"(not {e('bool')})",
                lambda: f"({e(compared)} is {choose(('', 'not '))}distinct from {e(compared)})",
                lambda: f"({e('bool')} is {choose(('', 'not '))}{choose(('true', 'false', 'unknown'))})",
                lambda: f"({e('int')} in (0, 1, {e('int')}))",
                lambda: f"({e('int')} {choose(('= any', '<> all', '> any'))} ({e('int[]')}))",
                lambda: f"({e('int')} {choose(('in', 'not in'))} ({inner('int')}))",
                lambda: f"exists ({inner('int')})",
                lambda: f"({e('int')} > {choose(('any', 'all'))} ({inner('int')}))",
                lambda: f"({e('int')} between {e('int')} and {e('int')})",
                lambda: f"({e('text')} {choose(('like', 'ilike', '~'))} 'a')",
                lambda: f"(({e('int')}, {e('text')}) {choose(('=', '<', '<>'))} ({e('int')}, {e('text')}))",
                lambda: f"(({e('int')}, {e('text')}) is {choose(('', 'not '))}null)",
                lambda: f"(({e('int')}, {e('text')}) in ({inner('int', 'text')}))",
                lambda: f"({e('jsonb')} ? 'k')",
                lambda: f"({e('int[]')} @> {e('int[]')})",
                lambda: f"coalesce({e('bool')}, {choose(('true', 'false'))})",
                lambda: f"({e('int')} = any (array[{e('jsonb')}, {e('jsonb')}]::int[]))",
                lambda: f"({e('int')}::text <> all ({e('int[]')}::text[]))",
                lambda: f"(case when {e('bool')} then {e('bool')} else false end)",
                lambda: f"(({e('int')}, {e('text')}) = (select * from ({inner('int', 'text')}) one limit 1))",
                lambda: f"({e('pair')} is {choose(('', 'not '))}null)",
                lambda: f"({e('pair')} = {e('pair')})",
                lambda: f"({e('text')} is json {choose(('', 'object', 'scalar'))})",
                lambda: f"json_exists({e('jsonb')}, '$.k')",
                lambda: f"({e('text')} like any ({e('text[]')}))",
                lambda: f"({e('text')} = any ({inner('text')}))",
                lambda: f"isfinite({e('timestamp')})",
                lambda: f"(({e('timestamp')}, {e('timestamp')}) overlaps ({e('timestamp')}, {e('timestamp')}))",
                lambda: f"({e('int')} between symmetric {e('int')} and {e('int')})",
            ]
        case "numeric":
            found = [
                lambda: f"({e('int')})::numeric",
                lambda: f"round({e('numeric')}, 1)",
                lambda: f"({e('numeric')} + {e('numeric')})",
                lambda: f"({e('numeric')} / nullif({e('numeric')}, 0))",
                lambda: f"trunc({e('numeric')})",
            ]
        case "timestamp":
            found = [
                lambda: f"({e('timestamp')} + interval '1 day')",
                lambda: f"date_trunc('day', {e('timestamp')})",
                lambda: "localtimestamp",
                lambda: f"({e('timestamp')} at time zone 'UTC' at time zone 'UTC')",
                lambda: "make_timestamp(2026, 1, 1, 0, 0, 0)",
                lambda: f"greatest({e('timestamp')}, {e('timestamp')})",
                lambda: "(now() at time zone 'UTC')",
            ]
        case "jsonb":
            found = [
                lambda: f"jsonb_build_object('k', {e('int')})",
                lambda: f"({e('jsonb')} -> 'k')",
                lambda: f"({e('jsonb')} -> 0)",
                lambda: f"to_jsonb({e('int')})",
                lambda: f"({e('jsonb')} || {e('jsonb')})",
                lambda: f"({e('jsonb')})['k']",
                lambda: f"jsonb_set({e('jsonb')}, '{{k}}', {e('jsonb')})",
                lambda: f"({e('jsonb')} #> '{{k}}')",
                lambda: f"json_query({e('jsonb')}, '$.k')",
                lambda: f"({e('jsonb')} - 'k')",
                lambda: f"jsonb_strip_nulls({e('jsonb')})",
                lambda: f"to_jsonb({e('pair')})",
                lambda: f"jsonb_path_query_first({e('jsonb')}, '$.k')",
            ]
        case "int[]":
            found = [
                lambda: f"array[{e('int')}, {e('int')}]",
                lambda: f"array({inner('int')})",
                lambda: f"array_append({e('int[]')}, {e('int')})",
                lambda: f"({e('int[]')} || {e('int[]')})",
                lambda: f"({e('int[]')})[1:{e('int')}]",
                lambda: f"array_remove({e('int[]')}, {e('int')})",
                lambda: f"array_prepend({e('int')}, {e('int[]')})",
                lambda: f"array_fill({e('int')}, array[2])",
                lambda: f"array_cat({e('int[]')}, {e('int[]')})",
                lambda: f"{e('int[]')}::ints",
                lambda: f"array(select generate_series(1, {e('int')}))",
            ]
        case "text[]":
            found = [
                lambda: f"array[{e('text')}]",
                lambda: f"string_to_array({e('text')}, ',')",
                lambda: f"regexp_split_to_array({e('text')}, ',')",
                lambda: f"({e('text[]')} || {e('text')}::text)",
                lambda: f"regexp_match({e('text')}, 'a')",
            ]
        case "pair":
            found = [
                lambda: f"row({e('int')}, {e('text')})::pair",
                lambda: f"jsonb_populate_record(null::pair, {e('jsonb')})",
                lambda: f"jsonb_populate_record({e('pair')}, {e('jsonb')})",
                lambda: f"(array[{e('pair')}])[1]",
            ]
        case _:
            found = [lambda: f"coalesce({e(kind)}, {e(kind)})"]
    return found
