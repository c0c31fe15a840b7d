"""Random SELECTs: WHERE, groups, windows, set operations."""

from collections.abc import Sequence

from .context import Context, Maker
from .expressions import Expressions, Visible
from .items import Items

__all__ = ["Selects"]


class Selects(Maker):
    def __init__(self, context: Context) -> None:
        super().__init__(context, Expressions(context.random, context.schema, self.query))
        self.items = Items(context, self.expressions, self.query, self.condition)

    def query(self, outer: Sequence[Visible], kinds: Sequence[str], *, simple: bool = False) -> str:
        self.context.budget -= 1
        if not simple and self.chance(0.12) and self.context.budget > 0:
            operation = self.random.choice(("union", "union all", "intersect", "except", "intersect all", "except all"))
            left, right = self.query(outer, kinds), self.query(outer, kinds)
            return f"({left}) {operation} ({right})"
        if not simple and self.chance(0.05):
            rows = [
                "(" + ", ".join(self.expressions.of(kind, outer, 1) for kind in kinds) + ")"
                for _ in range(self.random.randint(1, 3))
            ]
            return f"values {', '.join(rows)}"
        text, scope = self.items.from_clause(outer) if self.chance(0.92) else ("", [])
        sight = [*scope, *scope, *outer]
        if text and self.chance(0.45):
            text += f" where {self.conditions(sight)}"
        shape = self.random.random()
        if shape < 0.2 and not simple:
            return self.grouped(text, scope, outer, kinds)
        items = [self.expressions.of(kind, sight) for kind in kinds]
        if shape < 0.32 and text and not simple:
            place = self.random.randrange(len(kinds))
            items[place] = self.expressions.windowed(kinds[place], scope or sight)
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
        select = f"select {distinct}{', '.join(items)}{text}"
        return select if simple else select + self.tail(text, scope, is_plain=not distinct and shape >= 0.4)

    def tail(self, text: str, scope: Sequence[Visible], *, is_plain: bool) -> str:
        e = self.expressions
        chance = self.random.random()
        if chance < 0.12:
            return f" limit {self.random.choice(('1', '2', '0', '0.4', '1.4', 'null', e.of('int', [], 0)))}"
        if chance < 0.16:
            return f" offset {self.random.choice(('0', '1', e.of('int', [], 0)))}"
        if chance < 0.18 and scope and is_plain:
            return f" order by {self.random.choice(scope).text} fetch first row with ties"
        if chance < 0.21 and is_plain and text.startswith(" from t") and "join" not in text and "," not in text:
            return self.random.choice((" for update", " for share skip locked"))
        return ""

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
                items.append(expressions.aggregated(kind, sight))
            else:
                more = [*visible, Visible(expressions.aggregated(kind, sight), kind)]
                items.append(expressions.of(kind, more, 1))
        if keys and "int" in kinds and self.chance(0.05):
            items[kinds.index("int")] = f"grouping({keys[0].text})"
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
                    f"distinct rollup ({names[0]}), rollup ({names[-1]})",
                )
            )
        having = ""
        if self.chance(0.25):
            more = [*visible, Visible(expressions.aggregated("int", sight), "int")]
            having = f" having {self.conditions(more)}"
        if "filter" not in "".join(items) and not keys and not having and self.chance(0.3) and kinds[0] == "int":
            items[0] = "count(*)::int"
        return f"select {', '.join(items)}{text}{group}{having}"

    def condition(self, scope: Sequence[Visible]) -> str:
        """A condition, often one that says something about a column."""
        columns = list(scope)
        if columns and self.chance(0.6):
            column = self.random.choice(columns)
            same = [other.text for other in columns if other.type == column.type]
            comparable = column.type not in ("jsonb",)
            if column.type == "bool" and self.chance(0.7):
                return self.random.choice(("{0}", "not {0}", "{0} is true", "{0} is false", "{0} = false")).format(
                    column.text
                )
            return self.random.choice(
                (
                    f"{column.text} is not null",
                    f"{column.text} is not null",
                    f"{column.text} = {self.random.choice(same)}",
                    f"{column.text} = {self.expressions.leaf(column.type, scope)}",
                    f"not ({column.text} is null)",
                    f"{column.text} is null",
                    f"({column.text} is null or {self.random.choice(columns).text} is not null)",
                    self.expressions.whole_row(scope),
                    f"{column.text} >= {self.expressions.leaf(column.type, scope)}" if comparable else "true",
                )
            )
        return self.expressions.of("bool", scope, 2)

    def conditions(self, scope: Sequence[Visible]) -> str:
        found = [self.condition(scope) for _ in range(self.random.choice((1, 1, 2)))]
        return self.random.choice((" and ", " and ", " or ")).join(f"({condition})" for condition in found)
