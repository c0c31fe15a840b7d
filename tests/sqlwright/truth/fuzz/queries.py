"""Random queries: FROM of every kind, WHERE, GROUP BY, windows, set operations, CTEs, and writing with RETURNING."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from .expressions import Expressions, Visible
from .schemas import TYPES, Column, Schema, Table

__all__ = ["View", "random_statement", "random_view"]


def random_statement(random: Random, schema: Schema) -> str:
    """A statement; parameters of expressions that were thrown away leave no gap in the numbers."""
    numbers: dict[str, str] = {}
    text = _Statement(random, schema).statement()
    return re.sub(r"\$\d+", lambda found: numbers.setdefault(found[0], f"${len(numbers) + 1}"), text)


@dataclass(frozen=True)
class _Source:
    """Something that can stand in FROM."""

    name: str
    columns: Sequence[Column]


class _Statement:
    def __init__(self, random: Random, schema: Schema) -> None:
        self.random = random
        self.schema = schema
        self.aliases = 0
        self.budget = 14
        self.sources = [_Source(table.name, table.columns) for table in schema.tables]
        self.expressions = Expressions(random, schema, self.subquery)

    def chance(self, odds: float) -> bool:
        return self.random.random() < odds

    def alias(self, stem: str = "r") -> str:
        self.aliases += 1
        return f"{stem}{self.aliases}"

    def statement(self) -> str:
        prefix = self.ctes() if self.chance(0.25) else ""
        shapes = (self.plain, self.plain, self.plain, self.plain, self.insert, self.update, self.delete)
        if self.chance(0.06) and not prefix:
            return self.merge()
        return prefix + self.random.choice(shapes)()

    def plain(self) -> str:
        return self.query([], [self.random.choice(TYPES) for _ in range(self.random.randint(1, 5))], [])

    def subquery(self, outer: Sequence[Visible], kinds: Sequence[str]) -> str:
        return self.query(outer, kinds, [])

    # ---- WITH

    def ctes(self) -> str:
        found: list[str] = []
        recursive = ""
        for _ in range(self.random.randint(1, 2)):
            name = self.alias("w")
            kinds = [self.random.choice(TYPES) for _ in range(self.random.randint(1, 3))]
            columns = [Column(f"k{number}", kind) for number, kind in enumerate(kinds)]
            head = f"{name} ({', '.join(column.name for column in columns)})"
            if self.chance(0.25):
                recursive = "recursive "
                body = self.recursive(name, columns)
            elif self.chance(0.2):
                table = self.random.choice(self.schema.base)
                body = self.random.choice((self.update, self.insert, self.delete))(table)
                columns = list(table.columns)
                body = (
                    body[: body.rindex(" returning ")]
                    + " returning "
                    + ", ".join(f"{table.name}.{column.name}" for column in columns)
                )
                head = name
            else:
                body = self.query([], kinds, [])
            found.append(f"{head} as ({body})")
            self.sources.append(_Source(name, columns))
        return f"with {recursive}{', '.join(found)} "

    def recursive(self, name: str, columns: Sequence[Column]) -> str:
        first = self.query([], [column.type for column in columns], [], simple=True)
        scope = [Visible(f"{name}.{column.name}", column.type) for column in columns]
        step = ", ".join(self.expressions.of(column.type, scope, 1) for column in columns)
        join = ""
        if self.chance(0.4):
            table = self.random.choice(self.schema.tables)
            join = f" {self.random.choice(('join', 'left join'))} {table.name} on {self.condition(scope)}"
        limited = f"select {step} from {name}{join} where {self.condition(scope)}"
        return f"({first} limit 3) union {limited}"

    # ---- SELECT

    def query(
        self, outer: Sequence[Visible], kinds: Sequence[str], extra: Sequence[Visible], *, simple: bool = False
    ) -> str:
        self.budget -= 1
        if not simple and self.chance(0.12) and self.budget > 0:
            operation = self.random.choice(("union", "union all", "intersect", "except"))
            left, right = self.query(outer, kinds, extra), self.query(outer, kinds, extra)
            return f"({left}) {operation} ({right})"
        if not simple and self.chance(0.05):
            rows = [
                "(" + ", ".join(self.expressions.of(kind, outer, 1) for kind in kinds) + ")"
                for _ in range(self.random.randint(1, 3))
            ]
            return f"values {', '.join(rows)}"
        text, scope = self.from_clause(outer) if self.chance(0.92) else ("", [])
        sight = [*scope, *scope, *outer]
        if text and self.chance(0.45):
            text += f" where {self.conditions(sight)}"
        shape = self.random.random()
        if shape < 0.2 and not simple:
            return self.grouped(text, scope, outer, kinds)
        items = [self.expressions.of(kind, sight) for kind in kinds]
        if shape < 0.32 and text and not simple:
            place = self.random.randrange(len(kinds))
            items[place] = self.expressions.window(kinds[place], scope or sight)
        elif shape < 0.4 and "int" in kinds and not simple:
            sets = ("generate_series(1, 2)", "unnest(array[1, null])", "unnest(array[0, 1, 2])")
            places = [place for place, kind in enumerate(kinds) if kind == "int"]
            for place in self.random.sample(places, min(len(places), self.random.randint(1, 2))):
                items[place] = self.random.choice(
                    (f"generate_series(1, {self.expressions.of('int', sight, 1)})", *sets)
                )
        distinct = "distinct " if self.chance(0.05) else ""
        if scope and self.chance(0.03):
            distinct = f"distinct on ({self.random.choice(scope).text}) "
        tail = ""
        if self.chance(0.12) and not simple:
            tail = f" limit {self.random.choice(('1', '2', '0'))}"
        elif self.chance(0.05) and not simple:
            tail = " offset 1"
        return f"select {distinct}{', '.join(items)}{text}{tail}"

    def grouped(self, text: str, scope: Sequence[Visible], outer: Sequence[Visible], kinds: Sequence[str]) -> str:
        expressions = self.expressions
        sight = [*scope, *outer]
        keys: list[Visible] = []
        if scope and self.chance(0.75):
            for _ in range(self.random.randint(1, 3)):
                column = self.random.choice(scope)
                if self.chance(0.3):
                    column = Visible(expressions.of(column.type, sight, 1), column.type)
                if "$" not in column.text and column.type != "jsonb" and not column.text.startswith("("):
                    keys.append(column)
        visible = [*keys, *keys, *outer]
        items: list[str] = []
        for kind in kinds:
            if any(key.type == kind for key in keys) and self.chance(0.4):
                items.append(self.random.choice([key.text for key in keys if key.type == kind]))
            elif self.chance(0.7):
                items.append(expressions.aggregate(kind, sight))
            else:
                more = [*visible, Visible(expressions.aggregate(kind, sight), kind)]
                items.append(expressions.of(kind, more, 1))
        group = ""
        if keys:
            names = [key.text for key in keys]
            group = " group by " + self.random.choice(
                (
                    ", ".join(names),
                    ", ".join(names),
                    f"rollup ({', '.join(names)})",
                    f"cube ({', '.join(names[:2])})" if len(names) <= 2 else ", ".join(names),
                    f"grouping sets (({', '.join(names)}), ({names[0]}))",
                    f"{names[0]}, rollup ({names[-1]})",
                    f"grouping sets (({', '.join(names)}), ())",
                )
            )
        having = ""
        if self.chance(0.25):
            more = [*visible, Visible(expressions.aggregate("int", sight), "int")]
            having = f" having {self.conditions(more)}"
        if "filter" not in "".join(items) and not keys and not having and self.chance(0.3) and kinds[0] == "int":
            items[0] = "count(*)::int"
        return f"select {', '.join(items)}{text}{group}{having}"

    def condition(self, scope: Sequence[Visible]) -> str:
        """Often one that says something of a column."""
        columns = list(scope)
        if columns and self.chance(0.6):
            column = self.random.choice(columns)
            same = [other.text for other in columns if other.type == column.type]
            comparable = column.type not in ("jsonb",)
            return self.random.choice(
                (
                    f"{column.text} is not null",
                    f"{column.text} is not null",
                    f"{column.text} = {self.random.choice(same)}",
                    f"{column.text} = {self.expressions.leaf(column.type, scope)}",
                    f"not ({column.text} is null)",
                    f"({column.text} is null or {self.random.choice(columns).text} is not null)",
                    self.expressions.whole_row(scope),
                    f"{column.text} >= {self.expressions.leaf(column.type, scope)}" if comparable else "true",
                )
            )
        return self.expressions.of("bool", scope, 2)

    def conditions(self, scope: Sequence[Visible]) -> str:
        found = [self.condition(scope) for _ in range(self.random.choice((1, 1, 2)))]
        return self.random.choice((" and ", " and ", " or ")).join(f"({condition})" for condition in found)

    # ---- FROM

    def from_clause(self, outer: Sequence[Visible]) -> tuple[str, list[Visible]]:
        text, scope = self.joined(outer, self.random.choice((0, 1, 1, 2)))
        if self.chance(0.12):
            more, columns = self.item(outer, scope)
            return f" from {text}, {more}", [*scope, *columns]
        return f" from {text}", scope

    def joined(self, outer: Sequence[Visible], depth: int) -> tuple[str, list[Visible]]:
        if depth <= 0 or self.budget < 0:
            return self.item(outer, [])
        left, left_scope = self.joined(outer, depth - 1)
        kind = self.random.choice(("join", "left join", "left join", "right join", "full join", "cross join"))
        lateral = left_scope if kind in ("join", "left join", "cross join") else []
        deep = self.chance(0.3)
        nested = deep and depth > 1 and self.budget >= 0
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
        """A column that both sides have once."""

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
        if shape < 0.55 or self.budget < 0:
            source = self.random.choice(self.sources)
            return f"{source.name} {alias}", self.columns(alias, source.columns)
        if shape < 0.8:
            kinds = [self.random.choice(TYPES) for _ in range(self.random.randint(1, 3))]
            columns = [Column(f"k{number}", kind) for number, kind in enumerate(kinds)]
            names = ", ".join(column.name for column in columns)
            inside = self.chance(0.5) and bool(lateral)
            body = self.query([*outer, *lateral] if inside else outer, kinds, [])
            return f"{'lateral ' if inside else ''}({body}) {alias} ({names})", self.columns(alias, columns)
        sight = [*outer, *lateral]
        if shape < 0.85:
            kinds = [self.random.choice(TYPES) for _ in range(2)]
            rows = [
                f"({e.of(kinds[0], sight, 1)}, {e.of(kinds[1], sight, 1)})" for _ in range(self.random.randint(1, 2))
            ]
            columns = [Column("k0", kinds[0]), Column("k1", kinds[1])]
            lead = "lateral " if lateral else ""
            return f"{lead}(values {', '.join(rows)}) {alias} (k0, k1)", self.columns(alias, columns)
        n = Column("n", "int")
        key, place = Column("key", "text"), Column("place", "int")
        value = Column("value", "jsonb")
        calls: list[tuple[str, list[Column]]] = [
            (f"generate_series(1, {e.of('int', sight, 1)}) {alias} (n)", [n]),
            (f"unnest({e.of('int[]', sight, 1)}) {alias} (n)", [n]),
            (f"unnest({e.of('int[]', sight, 1)}) with ordinality {alias} (n, place)", [n, place]),
            (f"jsonb_each(jsonb_build_object('k', {e.of('int', sight, 1)})) {alias} (key, value)", [key, value]),
            (f"jsonb_array_elements(jsonb_build_array({e.of('int', sight, 1)})) {alias} (value)", [value]),
            (f"rows from (generate_series(1, 2), unnest({e.of('int[]', sight, 1)})) {alias} (n, place)", [n, place]),
            (f"unnest({e.of('int[]', sight, 1)}, {e.of('text[]', sight, 1)}) {alias} (n, key)", [n, key]),
            (f"abs({e.of('int', sight, 1)}) {alias} (n)", [n]),
            (f"string_to_table({e.of('text', sight, 1)}, ',') {alias} (key)", [key]),
        ]
        for name, arguments, columns in self.schema.sets:
            given = ", ".join(e.of(kind, sight, 1) for kind in arguments)
            calls.append((f"{name}({given}) {alias}", list(columns)))
        text, columns = self.random.choice(calls)
        return text, self.columns(alias, columns)

    def columns(self, alias: str, columns: Sequence[Column]) -> list[Visible]:
        return [Visible(f"{alias}.{column.name}", column.type) for column in columns]

    # ---- writing

    def insert(self, table: Table | None = None) -> str:
        table = table or self.random.choice(self.schema.base)
        columns = [column for column in table.columns if column.writable]
        chosen = [column for column in columns if column.refuses_null or self.chance(0.6)] or columns
        names = ", ".join(column.name for column in chosen)
        if self.chance(0.5):
            rows = [self.row(chosen) for _ in range(self.random.choice((1, 1, 2)))]
            source = f"values {', '.join(rows)}"
        else:
            source = self.query([], [column.type for column in chosen], [])
        conflict = ""
        if any(column.name == "id" for column in columns) and self.chance(0.4):
            here = self.columns(table.name, table.columns)
            excluded = self.columns("excluded", table.columns)
            changed = self.random.choice(columns)
            value = self.expressions.of(changed.type, [*here, *excluded], 1)
            where = f" where {self.condition([*here, *excluded])}" if self.chance(0.3) else ""
            conflict = self.random.choice(
                (" on conflict do nothing", *[f" on conflict (id) do update set {changed.name} = {value}{where}"] * 3)
            )
        return f"insert into {table.name} ({names}) {source}{conflict}{self.returning(table, [])}"

    def row(self, columns: Sequence[Column]) -> str:
        values = [
            "default" if not column.refuses_null and self.chance(0.15) else self.expressions.of(column.type, [], 1)
            for column in columns
        ]
        return f"({', '.join(values)})"

    def assignments(self, table: Table, scope: Sequence[Visible]) -> str:
        columns = [column for column in table.columns if column.writable and column.name != "id"]
        chosen = self.random.sample(columns, min(len(columns), self.random.randint(1, 2)))
        found: list[str] = []
        for column in chosen:
            if column.type == "int[]" and self.chance(0.3):
                found.append(f"{column.name}[1] = {self.expressions.of('int', scope, 1)}")
            else:
                found.append(f"{column.name} = {self.expressions.of(column.type, scope, 1)}")
        if len(chosen) == 2 and self.chance(0.15):
            inner = self.expressions.inner(scope, [column.type for column in chosen], 1)
            return f"({chosen[0].name}, {chosen[1].name}) = ({inner} limit 1)"
        return ", ".join(found)

    def update(self, table: Table | None = None) -> str:
        table = table or self.random.choice(self.schema.base)
        here = self.columns(table.name, table.columns)
        text, others = self.from_clause([]) if self.chance(0.35) else ("", [])
        where = f" where {self.conditions([*here, *others])}" if self.chance(0.7) else ""
        return f"update {table.name} set {self.assignments(table, [*here, *others])}{text}{where}{self.returning(table, others)}"

    def delete(self, table: Table | None = None) -> str:
        table = table or self.random.choice(self.schema.base)
        here = self.columns(table.name, table.columns)
        text, others = self.from_clause([]) if self.chance(0.3) else ("", [])
        where = f" where {self.conditions([*here, *others])}" if self.chance(0.8) else ""
        return f"delete from {table.name}{text.replace(' from ', ' using ', 1)}{where}{self.returning(table, others)}"

    def merge(self) -> str:
        table = self.random.choice(self.schema.base)
        here = self.columns(table.name, table.columns)
        text, others = self.item([], [])
        columns = [column for column in table.columns if column.writable]
        actions = [f"when matched then update set {self.assignments(table, [*here, *others])}"]
        names = ", ".join(column.name for column in columns)
        values = ", ".join(self.expressions.of(column.type, others, 1) for column in columns)
        if self.chance(0.6):
            actions.append(f"when not matched then insert ({names}) values ({values})")
        if self.chance(0.3):
            actions.append(f"when not matched by source then {self.random.choice(('delete', 'do nothing'))}")
        if self.chance(0.3):
            actions.insert(0, f"when matched and {self.condition([*here, *others])} then delete")
        condition = self.condition([*here, *others])
        return f"merge into {table.name} using {text} on {condition} {' '.join(actions)}{self.returning(table, others)}"

    def returning(self, table: Table, others: Sequence[Visible]) -> str:
        here = self.columns(table.name, table.columns)
        items = [column.text for column in here]
        scope = [*here, *others]
        if self.chance(0.25):
            scope += [Visible(f"{row}.{c.name}", c.type) for row in ("old", "new") for c in table.columns]
        items += [self.expressions.of(kind, scope, 1) for kind in self.random.choices(TYPES, k=2)]
        items += [column.text for column in scope[len(here) :] if self.chance(0.3)]
        return " returning " + ", ".join(items)


@dataclass(frozen=True)
class View:
    ddl: str
    table: Table
    is_stored: bool

    def join(self, schema: Schema) -> None:
        schema.ddl.append(self.ddl)
        schema.tables.append(self.table)
        if self.is_stored:
            schema.refreshes.append(f"refresh materialized view {self.table.name}")


def random_view(random: Random, schema: Schema, name: str) -> View:
    statement = _Statement(random, schema)
    kinds = [random.choice(TYPES) for _ in range(random.randint(2, 4))]
    columns = [Column(f"c{number}", kind) for number, kind in enumerate(kinds)]
    statement.expressions.params += ["int"] * 12  # a view takes none
    body = statement.query([], kinds, [])
    is_stored = random.random() < 0.1
    kind = "materialized view" if is_stored else "view"
    names = ", ".join(column.name for column in columns)
    return View(f"create {kind} {name} ({names}) as {body}", Table(name, columns, is_view=True), is_stored)
