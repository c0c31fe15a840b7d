"""Random schemas; few distinct values, so that joins match."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

__all__ = ["TYPES", "Column", "Schema", "Table", "literal", "random_schema"]

LITERALS = {
    "int": ("0", "1", "2", "-1"),
    "text": ("'a'", "'b'", "''", "'1'", "'a,b'"),
    "bool": ("true", "false"),
    "numeric": ("0.0", "1.5", "2", "'NaN'::numeric"),
    "timestamp": ("'2026-01-02'::timestamp", "'2025-05-05 10:00'::timestamp", "'infinity'::timestamp"),
    "jsonb": ("""'{"k": 1, "l": [1, null]}'::jsonb""", """'{"k": null}'::jsonb""", "'[1, 2]'::jsonb", "'null'::jsonb"),
    "int[]": ("'{1,2}'::int[]", "'{}'::int[]", "'{1,NULL}'::int[]", "array[0]"),
    "text[]": ("'{a,b}'::text[]", "'{NULL}'::text[]", "array['a']"),
    "mood": ("'sad'::mood", "'glad'::mood"),
}
TYPES = (*LITERALS, "int", "int", "int", "int", "text", "text", "text", "bool", "jsonb")
"""With the more usual ones more often."""


def literal(random: Random, kind: str) -> str:
    return random.choice(LITERALS[kind])


@dataclass
class Column:
    name: str
    type: str
    refuses_null: bool = False
    writable: bool = True


@dataclass
class Table:
    name: str
    columns: list[Column]
    is_view: bool = False
    targets: Sequence[str] = ()
    """Where its rows are put: itself, or a child."""

    def __post_init__(self) -> None:
        self.targets = self.targets or (self.name,)


@dataclass
class Schema:
    ddl: list[str]
    tables: list[Table]
    functions: list[tuple[str, list[str], str]] = field(default_factory=list[tuple[str, list[str], str]])
    """Name, argument types and result type of scalar ones."""
    refreshes: list[str] = field(default_factory=list[str])
    """Statements that bring the materialised views up to date."""
    sets: list[tuple[str, list[str], list[Column]]] = field(default_factory=list[tuple[str, list[str], list[Column]]])

    @property
    def base(self) -> list[Table]:
        return [table for table in self.tables if not table.is_view]


def random_schema(random: Random) -> Schema:
    schema = Schema(
        [
            "create type mood as enum ('sad', 'glad')",
            "create domain sure as int not null",
            "create domain short as text check (length(value) < 9)",
        ],
        [],
    )
    for number in range(random.randint(2, 4)):
        _table(random, schema, f"t{number}")
    _functions(random, schema)
    return schema


def _table(random: Random, schema: Schema, name: str) -> None:
    columns: list[Column] = []
    lines: list[str] = []
    checks: list[str] = []
    is_key = random.random() < 0.7
    partitioned = random.random() < 0.1
    if is_key:
        columns.append(Column("id", "int", refuses_null=True))
        lines.append("id int primary key" if not partitioned else "id int not null")
    for number in range(random.randint(2, 5)):
        column = f"c{number}"
        kind = random.choice(TYPES)
        match random.random():
            case chance if chance < 0.3:
                columns.append(Column(column, kind, refuses_null=True))
                lines.append(f"{column} {kind} not null")
            case chance if chance < 0.4:
                columns.append(Column(column, kind, refuses_null=True))
                lines.append(f"{column} {kind}")
                checks.append(
                    random.choice((f"check ({column} is not null)", f"check (not ({column} is null) and true)"))
                )
            case chance if chance < 0.5 and kind == "int":
                columns.append(Column(column, kind))
                lines.append(f"{column} int")
                checks.append(f"check ({column} > -5)")
            case chance if chance < 0.6:
                columns.append(Column(column, kind))
                lines.append(f"{column} {kind} default {literal(random, kind)}")
            case chance if chance < 0.65 and kind == "int" and is_key:
                columns.append(Column(column, kind, writable=False))
                lines.append(f"{column} int generated always as ({random.choice(('id + 1', 'nullif(id, 1)'))}) stored")
            case chance if chance < 0.7 and kind == "text":
                columns.append(Column(column, kind))
                lines.append(f"{column} short")
            case _:
                columns.append(Column(column, kind))
                lines.append(f"{column} {kind}")
    if random.random() < 0.2 and not partitioned:
        ints = [column.name for column in columns if column.type == "int" and column.writable]
        if len(ints) > 1:
            checks.append(f"unique ({', '.join(random.sample(ints, 2))})")
    # The checks need names of their own, the same on every descendant.
    body = ", ".join(lines + checks)
    schema.ddl.append(f"create table {name} ({body}){' partition by list (id)' if partitioned and is_key else ''}")
    table = Table(name, columns)
    if partitioned and is_key:
        schema.ddl.append(f"create table {name}_part partition of {name} default")
    elif random.random() < 0.1:
        table.targets = (name, f"{name}_child")
        schema.ddl.append(f"create table {name}_child () inherits ({name})")
    if random.random() < 0.12:
        _trigger(random, schema, table)
    schema.tables.append(table)


def _trigger(random: Random, schema: Schema, table: Table) -> None:
    nullable = [column.name for column in table.columns if column.writable and not column.refuses_null]
    if not nullable:
        return
    what = random.choice((f"new.{random.choice(nullable)} = null; return new;", "return null;"))
    event = random.choice(("insert", "update", "insert or update"))
    schema.ddl += [
        f"create function {table.name}_change() returns trigger language plpgsql as $$ begin {what} end $$",
        f"create trigger change before {event} on {table.name} for each row execute function {table.name}_change()",
    ]


def _functions(random: Random, schema: Schema) -> None:
    table = random.choice(schema.tables)
    schema.ddl += [
        "create function plus(a int, b int) returns int language sql immutable return a + b",
        "create function known(a int, b int) returns int language sql immutable strict return coalesce(a, b)",
        "create function either(a int, b int default null) returns int language sql immutable return coalesce(a, b)",
        (
            f"create function anyone(a int) returns int language sql stable begin atomic "
            f"select a from {table.name} limit 1; end"
        ),
        (
            f"create function counted(a int) returns bigint language sql stable begin atomic "
            f"select count(*) from {table.name} where a > 0; end"
        ),
        "create function opaque(a int) returns int language plpgsql immutable as $$ begin return nullif(a, 1); end $$",
        (
            "create function pairs(n int) returns table (x int, y text) language sql stable begin atomic "
            "select g, case when g > 1 then 'a' end from generate_series(1, n) g; end"
        ),
        (
            f"create function every_row() returns setof {table.name} language sql stable begin atomic "
            f"select * from {table.name}; end"
        ),
    ]
    schema.functions += [
        ("plus", ["int", "int"], "int"),
        ("known", ["int", "int"], "int"),
        ("either", ["int"], "int"),
        ("either", ["int", "int"], "int"),
        ("anyone", ["int"], "int"),
        ("opaque", ["int"], "int"),
    ]
    schema.sets += [("pairs", ["int"], [Column("x", "int"), Column("y", "text")]), ("every_row", [], table.columns)]
