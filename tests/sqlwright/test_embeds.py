"""Embeds of some columns, subqueries and CTEs are there exactly when their rows are, whatever the tables hold."""

from collections.abc import AsyncGenerator
from pathlib import Path
from random import Random

import asyncpg
import pytest

from tests.sqlwright.cases.common_embeds.generated import authors as first_file
from tests.sqlwright.cases.common_embeds.generated import books as second_file
from tests.sqlwright.cases.common_embeds.generated import init_connection as init_common
from tests.sqlwright.cases.common_embeds.generated.models import Byline, Card, Shown
from tests.sqlwright.cases.embeds.generated import columns as q
from tests.sqlwright.cases.embeds.generated import init_connection
from tests.sqlwright.cases.embeds.generated.models import Author, Book, Mood
from undercroft.testing.databases import Connection

SCHEMA = Path(__file__).parent / "cases/embeds/schema/1.sql"
COMMON_SCHEMA = Path(__file__).parent / "cases/common_embeds/schema/1.sql"


@pytest.fixture
async def connection(empty_database_url: str) -> AsyncGenerator[Connection]:
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute(SCHEMA.read_text())
        await init_connection(connection)
        yield connection
    finally:
        await connection.close()


@pytest.mark.parametrize("seed", range(12))
async def test_an_embed_is_there_exactly_when_its_row_is(connection: Connection, seed: int) -> None:
    random = Random(seed)
    authors = [
        Author(number, random.choice("ab"), random.choice([Mood.SAD, Mood.HAPPY, None]))
        for number in range(1, random.randrange(2, 6))
    ]
    books = [
        Book(number, random.choice(authors).id, random.choice(["", "x", "y"]))
        for number in range(1, random.randrange(8))
    ]
    await connection.copy_records_to_table("authors", records=[(a.id, a.name, a.mood) for a in authors])
    await connection.copy_records_to_table("books", records=[(b.id, b.author_id, b.title) for b in books])
    queries = q.ColumnsQueries(connection)
    by_id = {author.id: author for author in authors}
    writer = {book.id: by_id[book.author_id] for book in books}

    def books_of(author: Author) -> list[Book]:
        return [book for book in books if book.author_id == author.id]

    def next_to(author: Author) -> Author | None:
        return by_id.get(author.id + 1)

    assert await queries.named_books() == [q.NamedBooksRow(b, writer[b.id]) for b in books]
    assert await queries.alone_but_named() == [q.AloneButNamedRow(a) for a in authors]
    bylines = {b.id: q.Byline(writer[b.id].id, writer[b.id].name) for b in books}
    assert await queries.bylines() == [q.BylinesRow(b.title, bylines[b.id]) for b in books]
    assert await queries.shelf() == [q.ShelfRow(b, bylines[b.id]) for b in books]
    assert await queries.perhaps_bylines() == [
        q.PerhapsBylinesRow(a.id, b and q.Newest(b.id, b.title), o and q.PerhapsBylinesOther(o.mood, o.id))
        for a in authors
        for o in [next_to(a)]
        for b in books_of(a) or [None]
    ]
    assert await queries.moods() == [
        q.MoodsRow(q.InnerMood(a.mood), q.OuterMood(o.mood) if o is not None and o.mood else None)
        for a in authors
        for o in [next_to(a)]
    ]
    assert await queries.unnamed() == [
        q.UnnamedRow(b.id, q.UnnamedAuthor(writer[b.id].name, writer[b.id].mood)) for b in books
    ]
    counted = {a.id: (a.id, len(books_of(a)), max(b.title for b in books_of(a))) for a in authors if books_of(a)}
    assert await queries.counts() == [
        q.CountsRow(a, q.Counted(*counted[a.id]) if a.id in counted else None) for a in authors
    ]
    assert await queries.cte_counts() == [
        q.CteCountsRow(a.name, q.Total(*counted[a.id]), q.Short(*counted[a.id][1:]))
        if a.id in counted
        else q.CteCountsRow(a.name, None, None)
        for a in authors
    ]
    assert await queries.passed_on() == [
        q.PassedOnRow(a.id, b) for a in authors for b in [b for b in books_of(a) if b.title] or [None]
    ]
    both = sorted([*((a.id, a.name) for a in authors), *((b.id, b.title) for b in books)])
    assert await queries.joined() == [q.JoinedRow(q.Found(*pair), 1) for pair in both]
    for book in books:
        assert await queries.just_columns(book.id) == q.JustColumnsRow(q.JustColumnsBook(book.id, book.title))
        assert await queries.flat(book.id) == q.FlatRow(book.id, book.title)
    pairs = [(a, next((b for b in books if b.id == a.id + 1), None)) for a in authors]
    alone = [(None, b) for b in books if b.id - 1 not in by_id]
    assert await queries.full() == [
        q.FullRow(a and q.One(a.id, a.name), b and q.FullOther(b.id, b.title)) for a, b in [*pairs, *alone]
    ]
    assert await queries.grouped() == [q.GroupedRow(q.GroupedAuthor(a.id, a.name), len(books_of(a))) for a in authors]
    assert await queries.doubted() == [
        q.DoubtedRow(a.id, b and q.Doubted(b.id, b.title), q.Sure(a.id, a.mood) if a.mood else None)
        for a in authors
        for b in books_of(a) or [None]
    ]
    assert await queries.filtered() == [
        q.FilteredRow(a.id, q.There(b.id, b.title)) for a in authors for b in books_of(a)
    ]
    for book in books:
        changed = await queries.renamed(title="z", id=book.id)
        assert changed == q.RenamedRow(q.Changed(book.id, "z"), q.RenamedAuthor(writer[book.id].name))


async def test_files_share_the_structs_of_equal_embeds(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute(COMMON_SCHEMA.read_text())
        await connection.execute("insert into authors values (1, 'Ann', null), (2, 'Bob', 'Tea.')")
        await connection.execute("insert into books values (1, 2, 'One', null), (2, 1, 'Two', 'Old.')")
        await init_common(connection)
        authors, books = first_file.AuthorsQueries(connection), second_file.BooksQueries(connection)
        ann, bob = Byline(1, "Ann"), Byline(2, "Bob")
        assert [row.byline for row in await authors.writers()] == [bob, ann]
        assert [row.byline for row in await books.perhaps_writers()] == [bob, None]
        cards = [Card(1, Shown("One", None), bob), Card(2, Shown("Two", "Old."), ann)]
        assert (await books.cards(), await authors.card(1)) == (cards, cards[0])
        assert [row.short for row in await authors.shorts()] == [first_file.Short(1, None), first_file.Short(2, "Tea.")]
        assert [row.short for row in await books.book_shorts()] == [
            second_file.Short(1, None),
            second_file.Short(2, "Old."),
        ]
        remarks = [row.remark.about.text for row in await authors.noted()]
        assert remarks == [row.remark.about.text for row in await books.noted_backwards()][::-1] == [None, "Old."]
    finally:
        await connection.close()
