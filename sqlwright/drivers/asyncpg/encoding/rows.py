"""The statement that gives a query's rows in JSON: the query is in it as a subquery, word for word."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ....model import Embed, Field, Query
from ....model.row_parts import is_bare, row_names, row_parts
from .scalars import failure
from .values import FieldsOf, KeysOf, Writer

__all__ = ["Names", "statement"]


class Names(Struct, frozen=True):
    """What the statement has besides the query: the names in JSON, and the fields of composites."""

    keys: KeysOf
    fields: FieldsOf


def statement(query: Query, sql: str, names: Names, order: str | None = None) -> str:
    """The statement for one of the query's own. For a page, each row has its JSON and then the keys of the order."""
    writer = Writer(names.keys, names.fields)
    page = () if query.page is None else [key.column for key in query.page.keys[order or ""]]
    count = max([len(query.columns), *(column + 1 for column in page)])
    columns = ", ".join(f"c{number}" for number in range(1, count + 1))
    if is_bare(query):
        beside, whole = "", _column(query, 0, writer)
    else:
        inside = writer.named(row_names(query), [*_values(query, writer)], "\n  ")
        beside, whole = f", lateral (\nselect {inside}\n) r", "r"
    keys = "".join(f", {_name(column)}" for column in page)
    return f"select {_written(query, whole)}{keys} from (\n{sql}\n) q({columns}){beside}"


def _written(query: Query, whole: str) -> str:
    if query.command == ":many" and query.page is None:
        return f"coalesce(json_agg({whole}), '[]')::text"
    return f"coalesce(to_json({whole})::text, 'null')" if is_bare(query) else f"row_to_json({whole})::text"


def _name(column: int) -> str:
    return f"q.c{column + 1}"


def _values(query: Query, writer: Writer) -> Iterator[str]:
    for part in row_parts(query):
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
    inside = writer.named([field.name for field in fields], values)
    made = f"(select row_to_json(x) from (select {inside}) x)"
    if not embed.nullable:
        return made
    shown = span if embed.key is None or embed.count == 1 else [embed.key]
    missing = " and ".join(f"{_name(at)} is not distinct from null" for at in shown)
    return f"case when {missing} then null else {made} end"
