"""The functions of a random schema: in SQL, stored analysed or as a string, and in PL/pgSQL."""

from random import Random

from .schemas import Column, Schema

__all__ = ["add_functions"]

_SCALARS = {
    "plus(a int, b int) returns int language sql immutable return a + b": ["int", "int"],
    "known(a int, b int) returns int language sql immutable strict return coalesce(a, b)": ["int", "int"],
    "either(a int, b int default null) returns int language sql immutable return coalesce(a, b)": ["int", "int"],
    "strictly(a int, b int default null) returns int language sql immutable strict return a": ["int", "int"],
    "later(a int default null, b int default 2, c int default 3) returns int language sql return b + c": [
        "int",
        "int",
        "int",
    ],
    "opaque(a int) returns int language plpgsql immutable as $$ begin return nullif(a, 1); end $$": ["int"],
    "guessed(a int, b int default 1) returns int language plpgsql as $$ begin return a; end $$": ["int", "int"],
    "texted(a int, b int default 1) returns int language sql immutable as $$ select coalesce(a, b) $$": ["int", "int"],
    "two(a int) returns int language sql as $$ select 1; select a -- the last word\n$$": ["int"],
    "most(variadic a int[]) returns int language sql immutable as $$ select max(v) from unnest(a) v $$": [
        "int",
        "int",
    ],
    "size(variadic a int[]) returns int language sql immutable return cardinality(a)": ["int", "int", "int"],
    "last_of(a int) returns int language sql as $$ values (1), (a) offset 1 $$": ["int"],
    "wrapped(a int, out b int) language sql immutable return coalesce(a, 0)": ["int"],
}
"""Of int, by how they are made: the types of their arguments."""

_REST_DEFAULTS = {"either": 1, "strictly": 1, "later": 0, "guessed": 1, "texted": 1}
"""How many arguments a call must give."""


def add_functions(random: Random, schema: Schema) -> None:
    table = random.choice(schema.tables)
    for text, arguments in _SCALARS.items():
        schema.ddl.append(f"create function {text}")
        name = text.partition("(")[0]
        least = _REST_DEFAULTS.get(name, len(arguments))
        schema.functions += [(name, arguments[:count], "int") for count in range(least, len(arguments) + 1)]
    schema.functions.append(("later", ["c int"], "int"))
    schema.ddl += [
        (
            f"create function anyone(a int) returns int language sql stable begin atomic "
            f"select a from {table.name} limit 1; end"
        ),
        (
            f"create function counted(a int) returns int language sql stable set search_path = trial as "
            f"$$ select count(*)::int from {table.name} where a > 0 $$"
        ),
        (
            "create function pairs(n int) returns table (x int, y text) language sql stable begin atomic "
            "select g, case when g > 1 then 'a' end from generate_series(1, n) g; end"
        ),
        (
            f"create function every_row() returns setof {table.name} language sql stable begin atomic "
            f"select * from {table.name}; end"
        ),
        (
            f"create function all_rows() returns setof {table.name} language sql stable as "
            f"$$ select * from {table.name} $$"
        ),
        "create function numbers(a int default 2) returns setof int language sql as $$ values (a), (1) $$",
        "create function twins(a int, out x int, out y text) language sql as $$ select a, 'a'::text $$",
        "create function paired(a int, b text) returns pair language sql immutable return row(a, b)::pair",
    ]
    schema.functions += [
        ("anyone", ["int"], "int"),
        ("counted", ["int"], "int"),
        ("paired", ["int", "text"], "pair"),
    ]
    x, y = Column("x", "int"), Column("y", "text")
    schema.sets += [
        ("pairs", ["int"], [x, y]),
        ("twins", ["int"], [x, y]),
        ("every_row", [], table.columns),
        ("all_rows", [], table.columns),
        ("numbers", ["int"], [Column("numbers", "int")]),
        ("numbers", [], [Column("numbers", "int")]),
    ]
