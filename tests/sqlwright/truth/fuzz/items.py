"""Random FROM clauses: tables, subqueries, functions and joins of them."""

from collections.abc import Callable, Sequence

from .context import Context, Maker, columns_of
from .expressions import Expressions, Visible
from .schemas import TYPES, Column

__all__ = ["Items"]


class Items(Maker):
    def __init__(
        self,
        context: Context,
        expressions: Expressions,
        query: Callable[[Sequence[Visible], Sequence[str]], str],
        condition: Callable[[Sequence[Visible]], str],
    ) -> None:
        super().__init__(context, expressions)
        self.query = query
        self.condition = condition

    def from_clause(self, outer: Sequence[Visible]) -> tuple[str, list[Visible]]:
        text, scope = self.joined(outer, self.random.choice((0, 1, 1, 2)))
        if self.chance(0.12):
            more, columns = self.item(outer, scope)
            return f" from {text}, {more}", [*scope, *columns]
        return f" from {text}", scope

    def joined(self, outer: Sequence[Visible], depth: int) -> tuple[str, list[Visible]]:
        if depth <= 0 or self.context.budget < 0:
            return self.item(outer, [])
        left, left_scope = self.joined(outer, depth - 1)
        kind = self.random.choice(("join", "left join", "left join", "right join", "full join", "cross join"))
        lateral = left_scope if kind in ("join", "left join", "cross join") else []
        deep = self.chance(0.3)
        nested = deep and depth > 1 and self.context.budget >= 0
        right, right_scope = self.joined(outer, depth - 1) if deep else self.item(outer, lateral)
        scope = [*left_scope, *right_scope]
        if nested:
            right = f"({right})"
        if kind == "cross join":
            return f"{left} cross join {right}", scope
        shared = self.shared(left_scope, right_scope)
        if shared and not deep and " " not in left and self.chance(0.35):
            return f"{left} {kind} {right} using ({shared.name})", [
                Visible(shared.name, shared.type),
                *(column for column in scope if self.random.random() < 0.5),
            ]
        condition = "true"
        ints = [[c.text for c in part if c.type == "int"] for part in (left_scope, right_scope)]
        if kind == "full join":
            pairs = [(a, b) for a in left_scope for b in right_scope if a.type == b.type and a.type != "jsonb"]
            if not pairs:
                return f"{left} cross join {right}", scope
            one, other = self.random.choice(pairs)
            condition = f"{one.text} = {other.text}"
            if self.chance(0.3):
                scope = [Visible(f"coalesce({one.text}, {other.text})", one.type), *scope]
        elif all(ints) and self.chance(0.6):
            condition = f"{self.random.choice(ints[0])} = {self.random.choice(ints[1])}"
            if self.chance(0.3):
                condition += f" and {self.condition([*scope, *outer])}"
        elif self.chance(0.7):
            condition = self.condition([*scope, *outer])
        return f"{left} {kind} {right} on {condition}", scope

    def shared(self, left: Sequence[Visible], right: Sequence[Visible]) -> Column | None:
        """A column that each side has exactly once."""

        def names(scope: Sequence[Visible]) -> list[tuple[str, str]]:
            return [(column.text.partition(".")[2], column.type) for column in scope if "." in column.text]

        both = set(names(left)) & set(names(right))
        found = sorted(
            pair
            for pair in both
            if all([name for name, _ in names(side)].count(pair[0]) == 1 for side in (left, right))
        )
        return Column(*self.random.choice(found)) if found else None

    def item(self, outer: Sequence[Visible], lateral: Sequence[Visible]) -> tuple[str, list[Visible]]:
        alias = self.alias()
        e = self.expressions
        shape = self.random.random()
        if shape < 0.55 or self.context.budget < 0:
            source = self.random.choice(self.context.sources)
            sample = " tablesample system (100)" if source.is_table and self.chance(0.03) else ""
            return f"{source.name} {alias}{sample}", columns_of(alias, source.columns)
        if shape < 0.8:
            kinds = [self.random.choice(TYPES) for _ in range(self.random.randint(1, 3))]
            columns = [Column(f"k{number}", kind) for number, kind in enumerate(kinds)]
            names = ", ".join(column.name for column in columns)
            inside = self.chance(0.5) and bool(lateral)
            body = self.query([*outer, *lateral] if inside else outer, kinds)
            return f"{'lateral ' if inside else ''}({body}) {alias} ({names})", columns_of(alias, columns)
        sight = [*outer, *lateral]
        if shape < 0.85:
            kinds = [self.random.choice(TYPES) for _ in range(2)]
            rows = [
                f"({e.of(kinds[0], sight, 1)}, {e.of(kinds[1], sight, 1)})" for _ in range(self.random.randint(1, 2))
            ]
            columns = [Column("k0", kinds[0]), Column("k1", kinds[1])]
            lead = "lateral " if lateral else ""
            return f"{lead}(values {', '.join(rows)}) {alias} (k0, k1)", columns_of(alias, columns)
        return self.function(alias, sight)

    def function(self, alias: str, sight: Sequence[Visible]) -> tuple[str, list[Visible]]:
        def e(kind: str) -> str:
            return self.expressions.of(kind, sight, 1)

        n, place = Column("n", "int"), Column("place", "int")
        key, value = Column("key", "text"), Column("value", "jsonb")
        calls: list[tuple[str, list[Column]]] = [
            (f"generate_series(1, {e('int')}) {alias} (n)", [n]),
            (f"generate_series({e('int')}, 2, {e('int')}) with ordinality {alias} (n, place)", [n, place]),
            (f"generate_subscripts({e('int[]')}, 1) {alias} (n)", [n]),
            (f"unnest({e('int[]')}) {alias} (n)", [n]),
            (f"unnest({e('int[]')}) with ordinality {alias} (n, place)", [n, place]),
            (f"unnest(array[{e('pair')}]) {alias} (n, key)", [n, key]),
            (f"jsonb_each(jsonb_build_object('k', {e('int')})) {alias} (key, value)", [key, value]),
            (f"jsonb_each_text({e('jsonb')}) {alias} (key, value)", [key, Column("value", "text")]),
            (f"jsonb_array_elements(jsonb_build_array({e('int')})) {alias} (value)", [value]),
            (f"jsonb_array_elements_text('[1, null]'::jsonb || {e('jsonb')}) {alias} (key)", [key]),
            (f"jsonb_path_query({e('jsonb')}, '$.k') {alias} (value)", [value]),
            (f"jsonb_to_recordset('[{{}}]'::jsonb || {e('jsonb')}) {alias} (n int, key text)", [n, key]),
            (f"rows from (generate_series(1, 2), unnest({e('int[]')})) {alias} (n, place)", [n, place]),
            (f"rows from (abs({e('int')}), length({e('text')})) {alias} (n, place)", [n, place]),
            (f"unnest({e('int[]')}, {e('text[]')}) {alias} (n, key)", [n, key]),
            (f"abs({e('int')}) {alias} (n)", [n]),
            (f"string_to_table({e('text')}, ',') {alias} (key)", [key]),
            (f"regexp_split_to_table({e('text')}, ',') with ordinality {alias} (key, place)", [key, place]),
        ]
        made = "place for ordinality, n int path '$.k', known bool exists path '$.k', nested path '$.l[*]' columns (key text path '$')"
        calls.append(
            (f"json_table({e('jsonb')}, '$' columns ({made})) {alias}", [place, n, Column("known", "bool"), key])
        )
        made = "n int path '$' default 0 on empty default 1 on error, key text path '$'"
        calls.append((f"json_table({e('jsonb')}, '$[*]' columns ({made})) {alias}", [n, key]))
        for name, arguments, columns in self.context.schema.sets:
            given = ", ".join(e(kind) for kind in arguments)
            names = ", ".join(column.name for column in columns)
            calls.append((f"{name}({given}) {alias} ({names})", list(columns)))
        text, columns = self.random.choice(calls)
        return text, columns_of(alias, columns)
