"""Random queries that build documents from the tables of `test_documents.py`; PostgreSQL refuses some of them."""

from random import Random

__all__ = ["random_query"]

_TABLES = {
    "orders": (
        "id",
        "note",
        "mood",
        "at",
        "day",
        "ratio",
        "total",
        "labels",
        "grid",
        "home",
        "homes",
        "email",
        "tags",
        "meta",
        "took",
    ),
    "items": ("id", "order_id", "sku", "price"),
    "empty": ("id", "name"),
    "bills": ("id", "note", "items"),
}
_CONSTANTS = (
    "1",
    "1.5",
    "'x'::text",
    "null",
    "null::int",
    "true",
    "'{1,2}'::int[]",
    "'{}'::text[]",
    "array[1, null]",
    "'NaN'::float8",
)
_JOINS = ("join", "left join", "right join", "full join")
_Source = tuple[str, tuple[str, ...]]
"""An alias with its columns."""


def random_query(seed: int, *, standard: bool) -> str:
    """`standard` allows the constructors of SQL/JSON, which came with PostgreSQL 16."""
    return _Writer(Random(seed), standard).query()


class _Writer:
    def __init__(self, random: Random, standard: bool) -> None:
        self.random = random
        self.json = random.choice(("json", "jsonb"))
        self.standard = standard
        self.number = 0

    def name(self) -> str:
        self.number += 1
        return f"n{self.number}"

    def query(self) -> str:
        head = ""
        sources: list[_Source] = []
        if self.random.random() < 0.2:
            inner, columns = self.subquery([], 2)
            head = f"with c as ({inner}) "
            sources.append(("c", columns))
        count = self.random.randint(1, 3)
        text = self.select([], 3, sources, count=count)
        if self.json == "jsonb" and self.random.random() < 0.2:
            operation = self.random.choice(("union", "union all", "except", "intersect"))
            places = ", ".join(str(place) for place in range(1, count + 1))
            text = f"({text}) {operation} ({self.select([], 3, sources, count=count)}) order by {places}"
        return head + text

    def select(self, outer: list[_Source], depth: int, ctes: list[_Source] | None = None, *, count: int) -> str:
        clause, inside = self.sources(outer, depth, ctes or [])
        where = f" where {self.condition(inside)}" if self.random.random() < 0.3 else ""
        if self.random.random() < 0.3:
            documents = ", ".join(self.aggregate(inside, outer, depth) for _ in range(count))
            alias, columns = self.random.choice(inside)
            key = f"{alias}.{columns[0]}"
            match self.random.randint(0, 4):
                case 0:
                    where += f" group by {key}"
                case 1:
                    where += f" group by {self.random.choice(('rollup', 'cube', 'grouping sets'))} ({key})"
                case 2:
                    where += f" group by {key} having {key} is not null"
                case _:
                    return f"select {documents} from {clause}{where}"
            built = f"{self.json}_build_object('key', {key}, 'all', {self.aggregate(inside, outer, depth)})"
            # Ordered, so that a second run returns the groups in the same order.
            return f"select {built}, to_{self.json}({key}), {documents} from {clause}{where} order by {key}"
        documents = ", ".join(f"{self.document([*outer, *inside], depth)} as d{number}" for number in range(count))
        return f"select {documents} from {clause}{where}"

    def sources(self, outer: list[_Source], depth: int, ctes: list[_Source]) -> tuple[str, list[_Source]]:
        clause, first = self.source(outer, depth, ctes)
        inside = [first]
        while self.random.random() < 0.45 and len(inside) < 3:
            join = self.random.choice(_JOINS)
            if join in ("join", "left join") and depth > 1 and self.random.random() < 0.3:
                alias = self.name()
                inner, columns = self.subquery([*outer, *inside], depth - 1)
                clause += (
                    f" {join} lateral ({inner}) as {alias} on {self.random.choice(('true', self.condition(inside)))}"
                )
                inside.append((alias, columns))
                continue
            text, second = self.source(outer, depth, ctes)
            condition = self.random.choice(
                ("true", "false", f"{first[0]}.{first[1][0]}::text = {second[0]}.{second[1][0]}::text")
            )
            clause += (
                f" {join} {text} on {condition if join != 'full join' else self.random.choice(('false', condition))}"
            )
            inside.append(second)
        return clause, inside

    def source(self, outer: list[_Source], depth: int, ctes: list[_Source]) -> tuple[str, _Source]:
        alias = self.name()
        if ctes and self.random.random() < 0.5:
            name, columns = self.random.choice(ctes)
            return f"{name} as {alias}", (alias, columns)
        if depth > 1 and self.random.random() < 0.25:
            inner, columns = self.subquery([], depth - 1)
            return f"({inner}) as {alias}", (alias, columns)
        if self.random.random() < 0.1:
            return f"(values (1, 'x'), (2, null)) as {alias}(v, w)", (alias, ("v", "w"))
        table = self.random.choice(list(_TABLES))
        return f"{table} as {alias}", (alias, _TABLES[table])

    def subquery(self, outer: list[_Source], depth: int) -> tuple[str, tuple[str, ...]]:
        clause, inside = self.sources(outer, depth, [])
        columns = [f"k{number}" for number in range(self.random.randint(1, 3))]
        where = f" where {self.condition(inside)}" if self.random.random() < 0.3 else ""
        if self.random.random() < 0.3:
            values = [self.aggregate(inside, outer, depth) for _ in columns]
        else:
            values = [self.value([*outer, *inside], depth) for _ in columns]
        listed = ", ".join(f"{value} as {column}" for value, column in zip(values, columns, strict=True))
        return f"select {listed} from {clause}{where}", tuple(columns)

    def condition(self, sources: list[_Source]) -> str:
        alias, columns = self.random.choice(sources)
        column = self.random.choice(columns)
        return self.random.choice(
            (
                f"{alias}.{column} is not null",
                f"{alias} is not null",
                f"{alias}.{columns[0]} is not null",
                f"{alias}.{column} is null",
                f"{alias}.{columns[0]}::text > '1'",
            )
        )

    def value(self, sources: list[_Source], depth: int) -> str:
        alias, columns = self.random.choice(sources)
        match self.random.randint(0, 13):
            case 0 | 1 | 2 | 3:
                return f"{alias}.{self.random.choice(columns)}"
            case 4 | 5:
                return alias
            case 6:
                return self.random.choice(_CONSTANTS)
            case 7 if depth > 0:
                return f"row({self.value(sources, depth - 1)}, {self.value(sources, depth - 1)})"
            case 8 if depth > 0:
                one = self.value(sources, depth - 1)
                return self.random.choice(
                    (f"array[{one}]", f"array[{one}, null]", f"array[{one}, {self.value(sources, depth - 1)}]")
                )
            case 9 if depth > 0:
                inner, _ = self.subquery(sources, depth - 1)
                return f"array(select q.k0 from ({inner}) as q)"
            case 10 if depth > 0:
                inner, _ = self.subquery(sources, depth - 1)
                return f"(select q.k0 from ({inner}) as q order by q.k0::text limit 1)"
            case 11 if depth > 0:
                return f"case when {self.condition(sources)} then {self.value(sources, depth - 1)} else {self.value(sources, depth - 1)} end"
            case _:
                return self.document(sources, depth - 1) if depth > 0 else f"{alias}.{columns[0]}"

    def document(self, sources: list[_Source], depth: int) -> str:
        if depth <= 0:
            return f"to_{self.json}({self.random.choice(sources)[0]})"
        match self.random.randint(0, 11):
            case 0 | 1 | 2:
                return self.object(sources, depth)
            case 3:
                count = self.random.randint(0, 3)
                return f"{self.json}_build_array({', '.join(self.value(sources, depth - 1) for _ in range(count))})"
            case 4 | 5:
                return f"to_{self.json}({self.value(sources, depth - 1)})"
            case 6:
                clause, inside = self.sources(sources, depth - 1, [])
                return f"(select {self.aggregate(inside, sources, depth - 1)} from {clause})"
            case 7:
                empty = self.random.choice(("[]", "{}"))
                return f"coalesce({self.document(sources, depth - 1)}, '{empty}')"
            case 8:
                first, second = self.document(sources, depth - 1), self.document(sources, depth - 1)
                otherwise = self.random.choice(("", f" else {second}", f" else {first}", " else '{}'"))
                return f"case when {self.condition(sources)} then {first}{otherwise} end"
            case 9 if self.standard:
                pairs = ", ".join(f"'{key}': {self.value(sources, depth - 1)}" for key in self.keys())
                absent = self.random.choice(("", " absent on null", " null on null"))
                return f"json_object({pairs}{absent} returning {self.json})"
            case 10 if self.standard:
                values = ", ".join(self.value(sources, depth - 1) for _ in range(self.random.randint(1, 3)))
                return f"json_array({values}{self.random.choice(('', ' absent on null', ' null on null'))} returning {self.json})"
            case _:
                other = {"json": "jsonb", "jsonb": "json"}[self.json]
                return f"to_{other}({self.value(sources, depth - 1)})::{self.json}"

    def object(self, sources: list[_Source], depth: int) -> str:
        pairs = ", ".join(f"'{key}', {self.value(sources, depth - 1)}" for key in self.keys())
        return f"{self.json}_build_object({pairs})"

    def keys(self) -> list[str]:
        return self.random.sample(["a", "b", "c d", "class", "é"], self.random.randint(1, 3))

    def aggregate(self, inside: list[_Source], outer: list[_Source], depth: int) -> str:
        value = self.value([*inside, *outer], max(depth - 1, 0))
        where = f" filter (where {self.condition(inside)})" if self.random.random() < 0.3 else ""
        match self.random.randint(0, 5):
            case 0:
                found = f"{self.json}_object_agg(coalesce({inside[0][0]}.{inside[0][1][0]}::text, '-'), {value}){where}"
            case 1:
                found = f"to_{self.json}(array_agg({value}){where})"
            case 2 if self.standard:
                found = (
                    f"json_arrayagg({value} {self.random.choice(('', 'null on null'))} returning {self.json}){where}"
                )
            case _:
                found = f"{self.json}_agg({value}){where}"
        if self.random.random() < 0.3:
            return f"coalesce({found}, '{self.random.choice(('[]', '{}'))}')"
        if self.random.random() < 0.2:
            return f"{self.json}_build_object('all', {found})"
        return found
