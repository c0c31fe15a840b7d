"""The statement that gives a query's rows in JSON: the query is in it as a subquery, word for word."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ....model import Embed, Field, Level, Query
from ....model.row_parts import is_bare, level_names, row_names, row_parts
from .scalars import failure
from .values import FieldsOf, KeysOf, Writer

__all__ = ["Names", "key_columns", "statement"]


class Names(Struct, frozen=True):
    """What the statement has besides the query: the names in JSON, and the fields of composites."""

    keys: KeysOf
    fields: FieldsOf
    own_json: frozenset[int] = frozenset()
    """The types with a cast to json, which PostgreSQL would write by that."""


def key_columns(query: Query) -> Sequence[int]:
    """The query's columns that tell one parent of `-- @group` from another. They come after the JSON of each level."""
    return [*dict.fromkeys(column for level in query.levels for column in level.key)]


def statement(query: Query, sql: str, names: Names, order: str | None = None) -> str:
    """The statement for one of the query's own.

    For a page, each row has its JSON and then the keys of the order. For rows that are folded, it has the JSON of each
    level without its lists, and then the keys of the levels.
    """
    writer = Writer(names.keys, names.fields, names.own_json)
    page = () if query.page is None else [key.column for key in query.page.keys[order or ""]]
    columns = ", ".join(
        f"c{number}" for number in range(1, max(len(query.columns), *(key + 1 for key in (0, *page))) + 1)
    )
    if query.levels:
        found = [_level(query, index, writer) for index in range(len(query.levels))]
    elif is_bare(query):
        found = [(_of_one(query, _column(query, 0, writer), is_value=True), "")]
    else:
        found = [
            (_of_one(query, "r.*", is_value=False), writer.object("r", row_names(query), [*_values(query, writer)]))
        ]
    given = [*(made for made, _ in found), *map(_name, (*key_columns(query), *page))]
    beside = "".join(f", {source}" for _, source in found if source)
    source = f"(\n{sql}\n)"
    if any(column.origin is None for column in query.columns):
        # PostgreSQL must not put the query's expressions in place of the columns: it would compute them several times.
        source = f"(select * from {source} p offset 0)"
    return f"select {', '.join(given)} from {source} q({columns}){beside}"


def _of_one(query: Query, whole: str, *, is_value: bool) -> str:
    """The JSON of one row, or of all of them."""
    if query.command == ":many" and query.page is None:
        return f"coalesce(json_agg({whole}), '[]')::text"
    return _text(whole, is_value=is_value)


def _text(whole: str, *, is_value: bool) -> str:
    return f"coalesce(to_json({whole})::text, 'null')" if is_value else f"row_to_json({whole})::text"


def _level(query: Query, index: int, writer: Writer) -> tuple[str, str]:
    """The JSON of a level without its lists, NULL where a row has nothing for it; and the subquery that it comes from."""
    level = query.levels[index]
    names, values = level_names(query, index), [*_values(query, writer, level)]
    parts = [*row_parts(query, level.first, level.end)]
    if level.embed is None and len(parts) == 1:
        # An element is the embed or the value itself.
        made, source = _text(values[0], is_value=True), ""
    else:
        made, source = _text(f"r{index}.*", is_value=False), writer.object(f"r{index}", names, values)
    if level.missing:
        made = f"case when {_missing(level.missing)} then null else {made} end"
    return made, source


def _name(column: int) -> str:
    return f"q.c{column + 1}"


def _values(query: Query, writer: Writer, level: Level | None = None) -> Iterator[str]:
    span = (0, None) if level is None else (level.first, level.end)
    for part in row_parts(query, *span):
        yield _embed(query, part, writer) if isinstance(part, Embed) else _column(query, part, writer)


def _column(query: Query, index: int, writer: Writer) -> str:
    column = query.columns[index]
    value = writer.value(column.type, _name(index), column.name)
    if column.proof == "asserted":
        failed = failure(f"{column.name} is NULL, despite its @notnull", f"num_nulls({_name(index)})")
        return f"case when {_name(index)} is distinct from null then to_json({value}) else {failed}::json end"
    return value


def _embed(query: Query, embed: Embed, writer: Writer) -> str:
    """The embed's object, or NULL if an outer join left it out."""
    span = range(embed.first, embed.first + embed.count)
    fields: Sequence[Field] = embed.table.fields if embed.table is not None else [query.columns[at] for at in span]
    values = [
        writer.value(field.type, _name(at), f"{embed.name}.{field.name}")
        if embed.table is not None
        else _column(query, at, writer)
        for at, field in zip(span, fields, strict=True)
    ]
    made = f"(select row_to_json(x.*) from (select {writer.named([field.name for field in fields], values)}) x)"
    if not embed.nullable:
        return made
    return f"case when {_missing(span if embed.key is None or embed.count == 1 else [embed.key])} then null else {made} end"


def _missing(columns: Sequence[int]) -> str:
    return " and ".join(f"{_name(column)} is not distinct from null" for column in columns)
