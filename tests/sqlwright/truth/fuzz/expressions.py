"""Random expressions of a given type over the columns in sight."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from .schemas import TYPES, Schema, literal

__all__ = ["Expressions", "Visible"]

Subquery = Callable[[Sequence["Visible"], Sequence[str]], str]


@dataclass(frozen=True)
class Visible:
    """A column in sight, as it is written."""

    text: str
    type: str


@dataclass
class Expressions:
    random: Random
    schema: Schema
    subquery: Subquery
    """Makes a query of these output types, which may look at these columns from inside."""
    params: list[str] = field(default_factory=list[str])
    depth: int = 0

    def of(self, kind: str, scope: Sequence[Visible], depth: int = 2) -> str:
        if depth <= 0 or self.random.random() < 0.25:
            return self.leaf(kind, scope)
        return self.random.choice((self.general, self.special, self.special))(kind, scope, depth - 1)

    def leaf(self, kind: str, scope: Sequence[Visible]) -> str:
        matching = [column.text for column in scope if column.type == kind]
        chance = self.random.random()
        if matching and chance < 0.85:
            return self.random.choice(matching)
        if chance > 0.96:
            return f"null::{kind}"
        if chance > 0.9 and len(self.params) < 12:
            self.params.append(kind)
            return f"${len(self.params)}::{kind}"
        return f"({literal(self.random, kind)})"

    def general(self, kind: str, scope: Sequence[Visible], depth: int) -> str:
        def e(kind: str = kind) -> str:
            return self.of(kind, scope, depth)

        shapes: list[Callable[[], str]] = [
            lambda: f"coalesce({e()}, {e()})",
            lambda: f"coalesce({e()}, {e()})",
            lambda: f"nullif({e()}, {e()})",
            lambda: f"case when {e('bool')} then {e()} else {e()} end",
            lambda: f"case when {e('bool')} then {e()} when {e('bool')} then {e()} end",
            lambda: self.narrowed(kind, scope, depth),
            lambda: self.narrowed(kind, scope, depth),
            lambda: f"greatest({e()}, {e()})" if kind not in ("jsonb", "bool") else e(),
            lambda: f"(array[{e()}, {e()}])[{e('int')}]" if "[]" not in kind else e(),
            lambda: f"({self.inner(scope, [kind], depth)})",
        ]
        return self.random.choice(shapes)()

    def narrowed(self, kind: str, scope: Sequence[Visible], depth: int) -> str:
        """A branch that its condition says something about."""
        value = self.of(kind, scope, depth)
        other = self.of(kind, scope, depth)
        columns = list(scope)
        seen = self.random.choice(columns).text if columns else value
        return self.random.choice(
            (
                f"case when {value} is null then {other} else {value} end",
                f"case when {value} is not null then {value} else {other} end",
                f"case when {seen} is not null then {value} else {other} end",
                f"case {value} when {other} then {value} else {other} end",
            )
        )

    def inner(self, scope: Sequence[Visible], kinds: Sequence[str], depth: int) -> str:
        if self.depth > 2 or depth <= 0:
            return "select " + ", ".join(self.leaf(kind, scope) for kind in kinds)
        self.depth += 1
        try:
            return self.subquery(scope, kinds)
        finally:
            self.depth -= 1

    def special(self, kind: str, scope: Sequence[Visible], depth: int) -> str:
        def e(kind: str) -> str:
            return self.of(kind, scope, depth)

        choose = self.random.choice
        shapes: list[Callable[[], str]]
        match kind:
            case "int":
                shapes = [
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
                    lambda: f"({e('int')})::sure" if self.random.random() < 0.1 else e("int"),
                    lambda: self.function(scope, depth),
                    lambda: self.function(scope, depth),
                    lambda: f"strpos({e('text')}, {e('text')})",
                    lambda: f"(select count(*)::int from ({self.inner(scope, ['int'], depth)}) as counted (n))",
                    lambda: f"jsonb_array_length('[1]'::jsonb || {e('jsonb')})",
                ]
            case "text":
                shapes = [
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
                ]
            case "bool":
                other = choose(TYPES)
                compared = other if other != "jsonb" else "int"
                shapes = [
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
                    lambda: f"({e('int')} {choose(('in', 'not in'))} ({self.inner(scope, ['int'], depth)}))",
                    lambda: f"exists ({self.inner(scope, ['int'], depth)})",
                    lambda: f"({e('int')} > {choose(('any', 'all'))} ({self.inner(scope, ['int'], depth)}))",
                    lambda: f"({e('int')} between {e('int')} and {e('int')})",
                    lambda: f"({e('text')} {choose(('like', 'ilike', '~'))} 'a')",
                    lambda: f"(({e('int')}, {e('text')}) {choose(('=', '<', '<>'))} ({e('int')}, {e('text')}))",
                    lambda: f"(({e('int')}, {e('text')}) is {choose(('', 'not '))}null)",
                    lambda: f"(({e('int')}, {e('text')}) in ({self.inner(scope, ['int', 'text'], depth)}))",
                    lambda: f"({e('jsonb')} ? 'k')",
                    lambda: f"({e('int[]')} @> {e('int[]')})",
                    lambda: f"coalesce({e('bool')}, {choose(('true', 'false'))})",
                    lambda: self.whole_row(scope),
                    lambda: f"({e('int')} = any (array[{e('jsonb')}, {e('jsonb')}]::int[]))",
                    lambda: f"({e('int')}::text <> all ({e('int[]')}::text[]))",
                    lambda: f"(case when {e('bool')} then {e('bool')} else false end)",
                ]
            case "numeric":
                shapes = [
                    lambda: f"({e('int')})::numeric",
                    lambda: f"round({e('numeric')}, 1)",
                    lambda: f"({e('numeric')} + {e('numeric')})",
                    lambda: f"({e('numeric')} / nullif({e('numeric')}, 0))",
                    lambda: f"trunc({e('numeric')})",
                ]
            case "timestamp":
                shapes = [
                    lambda: f"({e('timestamp')} + interval '1 day')",
                    lambda: f"date_trunc('day', {e('timestamp')})",
                    lambda: "localtimestamp",
                ]
            case "jsonb":
                shapes = [
                    lambda: f"jsonb_build_object('k', {e('int')})",
                    lambda: f"({e('jsonb')} -> 'k')",
                    lambda: f"({e('jsonb')} -> 0)",
                    lambda: f"to_jsonb({e('int')})",
                    lambda: f"({e('jsonb')} || {e('jsonb')})",
                    lambda: f"({e('jsonb')})['k']",
                    lambda: f"jsonb_set({e('jsonb')}, '{{k}}', {e('jsonb')})",
                    lambda: f"({e('jsonb')} #> '{{k}}')",
                ]
            case "int[]":
                shapes = [
                    lambda: f"array[{e('int')}, {e('int')}]",
                    lambda: f"array({self.inner(scope, ['int'], depth)})",
                    lambda: f"array_append({e('int[]')}, {e('int')})",
                    lambda: f"({e('int[]')} || {e('int[]')})",
                    lambda: f"({e('int[]')})[1:{e('int')}]",
                    lambda: f"array_remove({e('int[]')}, {e('int')})",
                ]
            case "text[]":
                shapes = [
                    lambda: f"array[{e('text')}]",
                    lambda: f"string_to_array({e('text')}, ',')",
                    lambda: f"regexp_split_to_array({e('text')}, ',')",
                    lambda: f"({e('text[]')} || {e('text')})",
                    lambda: f"regexp_match({e('text')}, 'a')",
                ]
            case _:
                shapes = [lambda: f"coalesce({e(kind)}, {e(kind)})"]
        return choose(shapes)()

    def whole_row(self, scope: Sequence[Visible]) -> str:
        names = [column.text.partition(".")[0] for column in scope if "." in column.text and "(" not in column.text]
        test = self.random.choice(("is null", "is not null"))
        return f"({self.random.choice(names)} {test})" if names else "true"

    def function(self, scope: Sequence[Visible], depth: int) -> str:
        name, arguments, _ = self.random.choice(self.schema.functions)
        return f"{name}({', '.join(self.of(kind, scope, depth) for kind in arguments)})"

    def aggregate(self, kind: str, scope: Sequence[Visible]) -> str:
        """Of a group's rows."""

        def e(kind: str = kind) -> str:
            return self.of(kind, scope, 1)

        choose = self.random.choice
        shapes = {
            "int": (
                *("count(*)::int", f"count({e()})::int", f"sum({e()})::int", f"max({e()})", f"min({e()})"),
                *(f"rank({literal(self.random, 'int')}) within group (order by {e()})", f"bit_and({e()})"),
            ),
            "text": (f"string_agg({e()}, ',')", f"max({e()})", f"mode() within group (order by {e()})"),
            "bool": (f"bool_and({e()})", f"every({e()})"),
            "numeric": (f"avg({e()})", f"sum({e()})", f"stddev({e()})", f"var_pop({e()})"),
            "timestamp": (f"max({e()})",),
            "jsonb": (f"jsonb_agg({e()})", f"jsonb_object_agg('k', {e('int')})"),
            "int[]": (f"array_agg({e('int')})",),
            "text[]": (f"array_agg({e('text')} order by {e('int')})",),
            "mood": (f"max({e()})",),
        }
        found = choose(shapes[kind])
        if self.random.random() < 0.15 and not found.endswith("::int"):
            found = f"{found} filter (where {e('bool')})"
        return found

    def window(self, kind: str, scope: Sequence[Visible]) -> str:
        def e(kind: str = kind) -> str:
            return self.of(kind, scope, 1)

        choose = self.random.choice
        order = f"order by {self.of('int', scope, 0)}"
        partition = choose(("", f"partition by {self.of('text', scope, 0)} "))
        start = choose(("unbounded preceding", "1 preceding", "current row", "1 following"))
        end = choose(("unbounded following", "1 following", "current row", "1 preceding"))
        exclude = choose(("", "", " exclude current row", " exclude ties", " exclude group"))
        frame = f" {choose(('rows', 'groups', 'range'))} between {start} and {end}{exclude}"
        over = f"({partition}{order}{choose(('', frame))})"
        calls = [f"lag({e()}) over {over}", f"lead({e()}, 1, {e()}) over {over}", f"first_value({e()}) over {over}"]
        calls += [f"last_value({e()}) over {over}", f"nth_value({e()}, 2) over {over}", f"lag({e()}, 0) over {over}"]
        calls += [f"array_agg({e(kind[:-2])}) over {over}"] if kind.endswith("[]") else []
        if kind == "int":
            calls += [f"{name}() over {over}" for name in ("row_number", "rank", "dense_rank")]
            calls = [f"({call})::int" for call in [*calls, f"sum({e()}) over {over}", f"ntile({e()}) over {over}"]]
        elif kind not in ("bool", "jsonb"):
            calls += [] if "[]" in kind else [f"max({e()}) over {over}"]
        # A window looks at other rows than the one that a condition beside it speaks of.
        same = [column.text for column in scope if column.type == kind]
        if same and self.random.random() < 0.3:
            column = choose(same)
            call = choose((f"lag({column}, 1, {column})", f"first_value({column})", f"last_value({column})"))
            return f"case when {column} is not null then {call} over {over} else {literal(self.random, kind)} end"
        return choose(calls)
