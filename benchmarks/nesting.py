"""Compares `-- @group` with the same fold by hand, flat rows, two queries, and one query per author.

Run it with `make bench`. All of them query one embedded server over its socket, take turns in one loop and make the
same generated structs. A ratio is the median of the turns' ratios to the fold by hand. `only folded` works on rows that
were fetched before, without the server.
"""

import gc
import importlib
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg

from .setting import on_embedded_server, write_package

SCHEMA = """\
create table authors (id integer primary key, name text not null, born date);
create table books (
  id integer primary key, author_id integer not null references authors, title text not null, pages integer
);
create index on books (author_id);
create table copies (id integer primary key, book_id integer not null references books, barcode text not null);
create index on copies (book_id);
"""
QUERIES = """\
-- name: AuthorsWithBooks :many
-- @group a: books
select sqlc.embed(a), sqlc.embed(b) from authors a left join books b on b.author_id = a.id where a.id <= @last
order by a.id, b.id;

-- name: Library :many
-- @group a: books
-- @group b: copies
select sqlc.embed(a), sqlc.embed(b), sqlc.embed(c)
from authors a left join books b on b.author_id = a.id left join copies c on c.book_id = b.id where a.id <= @last
order by a.id, b.id, c.id;

-- name: FlatBooks :many
select sqlc.embed(a), sqlc.embed(b) from authors a left join books b on b.author_id = a.id where a.id <= @last
order by a.id, b.id;

-- name: Authors :many
select * from authors where id <= @last order by id;

-- name: BooksOf :many
select * from books where author_id = @author_id order by id;

-- name: BooksOfAll :many
select * from books where author_id = any (@author_ids::int[]) order by author_id, id;
"""
FILL = """
insert into authors select n, 'author ' || n, null from generate_series(1, 1000) n;
insert into books select n, 1 + n % 1000, 'title ' || n, n from generate_series(1, 10000) n;
insert into copies select n, 1 + n % 10000, 'barcode ' || n from generate_series(1, 30000) n;
analyze
"""
PARENTS = {1: 200, 10: 100, 1_000: 3}
"""The number of calls in a turn, by the number of authors that each returns; an author has 10 books."""
TURNS = 31

Call = Callable[[int], Awaitable[object]]


def compiled(folder: Path) -> Any:
    """The generated module."""
    write_package(folder, "folded", SCHEMA, {"queries/library.sql": QUERIES})
    return importlib.import_module("folded.library")


class Fetched:
    """An executor that returns rows fetched before."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self._rows = rows

    async def fetch(self, *_: object) -> Sequence[Any]:
        return self._rows


def by_hand(module: Any, db: Any) -> Call:
    """As people write it: rows are ordered by author, so it looks at the last author only."""
    models = importlib.import_module("folded.models")

    async def call(last: int) -> object:
        found: list[Any] = []
        author: int | None = None
        books: list[Any] = []
        for row in await db.fetch(module.AUTHORS_WITH_BOOKS, last):
            if row[0] != author:
                author, books = row[0], []
                found.append(module.AuthorsWithBooksRow(models.Author(*row[:3]), books))
            if row[3] is not None:
                books.append(models.Book(*row[3:7]))
        return found

    return call


def library_by_hand(module: Any, db: Any) -> Call:
    models = importlib.import_module("folded.models")

    async def call(last: int) -> object:
        found: list[Any] = []
        author: int | None = None
        book: int | None = None
        books: list[Any] = []
        copies: list[Any] = []
        for row in await db.fetch(module.LIBRARY, last):
            if row[0] != author:
                author, book, books = row[0], None, []
                found.append(module.LibraryRow(models.Author(*row[:3]), books))
            if row[3] is not None and row[3] != book:
                book, copies = row[3], []
                books.append(module.LibraryBook(models.Book(*row[3:7]), copies))
            if row[7] is not None:
                copies.append(models.Copy(*row[7:10]))
        return found

    return call


def contenders(module: Any, db: Any) -> Mapping[str, Call]:
    """The others are compared with the first."""
    queries = module.LibraryQueries(db)
    row = module.AuthorsWithBooksRow

    async def two_queries(last: int) -> object:
        authors = {author.id: row(author, []) for author in await queries.authors(last)}
        for book in await queries.books_of_all(list(authors)):
            authors[book.author_id].books.append(book)
        return list(authors.values())

    async def one_for_each(last: int) -> object:
        return [row(author, await queries.books_of(author.id)) for author in await queries.authors(last)]

    return {
        "by hand": by_hand(module, db),
        "@group": queries.authors_with_books,
        "flat rows": queries.flat_books,
        "two queries": two_queries,
        "one for each": one_for_each,
    }


async def turn(call: Call, parents: int, calls: int) -> float:
    gc.collect()  # nobody pays for what another has left
    gc.disable()
    start = time.perf_counter()
    for _ in range(calls):
        await call(parents)
    found = (time.perf_counter() - start) / calls
    gc.enable()
    return found


async def compare(title: str, calls: Mapping[str, Call], sizes: Mapping[int, int]) -> None:
    print(f"\n{title}\n{'authors':>18}" + "".join(f"{parents:>18,}" for parents in sizes))
    cells: dict[str, list[str]] = {name: [] for name in calls}
    names = list(calls)
    for parents, count in sizes.items():
        times: dict[str, list[float]] = {name: [] for name in calls}
        for _ in range(TURNS):
            random.shuffle(names)  # so that no place in the order is an advantage
            for name in names:
                times[name].append(await turn(calls[name], parents, count))
        base = times["by hand"]
        for name, found in times.items():
            ratio = median(one / other for one, other in zip(found, base, strict=True))
            cells[name].append(f"{median(found) * 1e6:10,.0f} µs {ratio:4.2f}")
    for name, found in cells.items():
        print(f"{name:>18}" + "".join(f"{cell:>18}" for cell in found))


async def measure(url: str, folder: Path) -> None:
    module = compiled(folder)
    connection: Any = await asyncpg.connect(url)
    await connection.execute(SCHEMA + FILL)
    await compare("authors with books", contenders(module, connection), PARENTS)
    queries = module.LibraryQueries(connection)
    calls = {"by hand": library_by_hand(module, connection), "@group": queries.library}
    await compare("authors with books with copies", calls, PARENTS)
    many = {1_000: 3}
    fetched = Fetched(await connection.fetch(module.AUTHORS_WITH_BOOKS, 1_000))
    calls = {"by hand": by_hand(module, fetched), "@group": module.LibraryQueries(fetched).authors_with_books}
    await compare("only folded, authors with books", calls, many)
    fetched = Fetched(await connection.fetch(module.LIBRARY, 1_000))
    calls = {"by hand": library_by_hand(module, fetched), "@group": module.LibraryQueries(fetched).library}
    await compare("only folded, authors with books with copies", calls, many)
    await connection.close()


if __name__ == "__main__":
    on_embedded_server(measure)
