"""The parts of a query's rows: embeds, and other columns."""

from collections.abc import Iterator, Sequence

from .queries import Query
from .rows import Embed, lists_of

__all__ = ["is_bare", "level_names", "row_names", "row_parts"]


def is_bare(query: Query) -> bool:
    """Whether a row is the value of its only column, without a struct."""
    return query.row is None and query.table is None and len(query.columns) == 1 and not query.embeds


def row_parts(query: Query, first: int = 0, end: int | None = None) -> Iterator[Embed | int]:
    """The parts of a row, or of its columns from `first` up to `end`: embeds, and other columns by their position."""
    embeds = {embed.first: embed for embed in query.embeds}
    index = first
    while index < (len(query.columns) if end is None else end):
        embed = embeds.get(index)
        yield index if embed is None else embed
        index += 1 if embed is None else embed.count


def row_names(query: Query, first: int = 0, end: int | None = None) -> Sequence[str]:
    """The names in PostgreSQL of a row's fields; an embed is one field."""
    parts = row_parts(query, first, end)
    return [part.name if isinstance(part, Embed) else query.columns[part].name for part in parts]


def level_names(query: Query, index: int) -> Sequence[str]:
    """The names in PostgreSQL of a level's fields, and of its lists."""
    level = query.levels[index]
    lists = [query.levels[each].field for each in lists_of(query.levels, index)]
    return [*row_names(query, level.first, level.end), *lists]
