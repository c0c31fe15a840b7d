"""Folded rows are what nested loops over separate queries give, whatever the tables hold."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import asyncpg
import pytest
from msgspec import UNSET
from msgspec.structs import replace

from sqlwright.compile.annotations.group.parents import EXACT
from tests.sqlwright.cases.nesting.generated import init_connection, pages
from tests.sqlwright.cases.nesting.generated import models as m
from tests.sqlwright.cases.nesting.generated import nesting as q
from tests.sqlwright.cases.nesting.generated import plain as p
from tests.sqlwright.cases.nesting.generated.db import UnexpectedNull
from tests.sqlwright.cases.nesting_options.generated import init_connection as options_init_connection
from tests.sqlwright.cases.nesting_options.generated.models import Book, Writer
from tests.sqlwright.cases.nesting_options.generated.nesting import NestingQueries as OptionsQueries
from tests.sqlwright.cases.nesting_options.generated.nesting import WritersWithWorksRow, WriterWithWorksParams
from undercroft.testing.databases import Connection

CASES = Path(__file__).parent / "cases"


@pytest.fixture
async def connection(empty_database_url: str) -> AsyncGenerator[Connection]:
    connection = await asyncpg.connect(empty_database_url)
    try:
        yield connection
    finally:
        await connection.close()


class World:
    """The tables' rows, read by one query per table."""

    def __init__(self, random: Random) -> None:
        def some(count: int) -> range:
            return range(1, random.randrange(count + 1) + 1)

        def text() -> str:
            return random.choice("abc")

        def perhaps(value: Any) -> Any:
            return random.choice([value, None])

        self.authors = [m.Author(n, text(), None) for n in some(5)]
        ids = [author.id for author in self.authors]
        self.books = [
            m.Book(n, random.choice([*ids, *ids, None]), text(), perhaps(text()), [text() for _ in some(2)])
            for n in some(8)
        ]
        self.copies = [m.Copy(book.id, number, perhaps(text())) for book in self.books for number in some(3)]
        days = [date(2026, 1, day) for day in range(1, 4)]
        self.loans = [
            m.Loan(copy.book_id, copy.number, random.choice(days), perhaps(text()))
            for copy in self.copies
            for _ in some(3)
        ]
        self.remarks = [m.Remark(perhaps(text()), random.choice(ids)) for _ in some(4) if ids]

    async def fill(self, connection: Connection, random: Random) -> None:
        """Write the rows in a random order, which must not matter to the result."""
        for table, rows in vars(self).items():
            values = [tuple(getattr(row, name) for name in row.__struct_fields__) for row in rows]
            random.shuffle(values)
            await connection.copy_records_to_table(table, records=values)

    def books_of(self, author: m.Author | None) -> list[m.Book]:
        return [book for book in self.books if book.author_id == (author and author.id)]

    def copies_of(self, book: m.Book) -> list[m.Copy]:
        return [copy for copy in self.copies if copy.book_id == book.id]

    def loans_of(self, copy: m.Copy) -> list[m.Loan]:
        found = [loan for loan in self.loans if (loan.copy_book, loan.copy_number) == (copy.book_id, copy.number)]
        return sorted(found, key=lambda loan: last(loan.day, loan.note))

    def remarks_of(self, author: m.Author) -> list[m.Remark]:
        found = [remark for remark in self.remarks if remark.author_id == author.id]
        return sorted(found, key=lambda remark: last(remark.body))


def last(*values: Any) -> Any:
    """A sort key that puts NULLs last."""
    return [(value is None, value) for value in values]


@pytest.mark.parametrize("seed", range(24))
async def test_what_is_folded_is_what_separate_queries_give(connection: Connection, seed: int) -> None:
    await connection.execute((CASES / "nesting/schema/1.sql").read_text())
    await init_connection(connection)
    random = Random(seed)
    world = World(random)
    await world.fill(connection, random)
    queries = q.NestingQueries(connection)

    def by_title(author: m.Author) -> list[m.Book]:
        return sorted(world.books_of(author), key=lambda book: (book.title, book.id))

    assert await queries.authors_with_books() == [q.AuthorsWithBooksRow(a, by_title(a)) for a in world.authors]
    writers = [a for a in world.authors if by_title(a)]
    writers.sort(key=lambda a: (by_title(a)[0].title, by_title(a)[0].id))
    assert await queries.authors_by_title() == [q.AuthorsByTitleRow(a, by_title(a)) for a in writers]
    for author in world.authors:
        assert await queries.author_with_books(author.id) == q.AuthorWithBooksRow(author, by_title(author))
    assert await queries.author_with_books(0) is None
    titles = [q.TitlesRow(a, [book.title for book in world.books_of(a)]) for a in world.authors]
    assert await queries.titles() == titles
    first = next(iter(titles), None)
    assert await queries.first_author() == (first and q.FirstAuthorRow(first.a, first.title))
    # The NULL of a missing book looks like the NULL of a book.
    assert await queries.subtitles() == [
        q.SubtitlesRow(a, [book.subtitle for book in world.books_of(a)] or [None]) for a in world.authors
    ]
    assert await queries.remarks() == [q.RemarksRow(a, world.remarks_of(a)) for a in world.authors]
    assert await queries.books_of_all() == books_of_all(world)
    assert await queries.library() == library(world)
    assert await queries.everything() == everything(world)
    assert await queries.namesakes() == namesakes(world)
    assert await queries.first_copies() == first_copies(world)
    readers = [(a, [book for book in world.books if book.title == a.name]) for a in world.authors]
    assert await queries.readers() == [
        q.ReadersRow(a, [q.ReadersBook(book, world.copies_of(book)) for book in books]) for a, books in readers if books
    ]
    assert await queries.related() == related(world)
    assert await queries.counted() == [
        q.CountedRow(
            a,
            [
                q.CountedBook(b.title, len(copies), sum(len(world.loans_of(copy)) for copy in copies))
                for b in world.books_of(a)
                for copies in [world.copies_of(b)]
            ],
        )
        for a in world.authors
    ]


@pytest.mark.parametrize("seed", range(24))
async def test_plain_columns_and_several_lists(connection: Connection, seed: int) -> None:
    await connection.execute((CASES / "nesting/schema/1.sql").read_text())
    await init_connection(connection)
    random = Random(seed)
    world = World(random)
    await world.fill(connection, random)
    queries = p.PlainQueries(connection)
    authors = [(a, world.books_of(a)) for a in world.authors]

    def namesakes_of(author: m.Author) -> list[m.Author]:
        return [a for a in world.authors if a.name == author.name and a.id != author.id]

    assert await queries.plain_authors() == [
        p.PlainAuthorsRow(a.id, a.name, [p.PlainAuthorsBook(b.id, b.title, b.subtitle, len(b.tags)) for b in books])
        for a, books in authors
    ]
    assert await queries.plain_levels() == [
        p.PlainLevelsRow(
            a.name.upper(),
            a.id,
            [
                p.PlainLevelsBook(b.title, b.id, [p.PlainLevelsCopy(c.number, c.branch) for c in world.copies_of(b)])
                for b in books
            ],
        )
        for a, books in authors
    ]
    assert await queries.some_columns() == [
        p.SomeColumnsRow(p.SomeColumnsAuthor(a.id, a.name), [p.SomeColumnsBook(b.id, b.title) for b in books])
        for a, books in authors
    ]
    expected = [
        p.NoParentRow(row.a and row.a.id, row.a and row.a.name, [b.id for b in row.books])
        for row in books_of_all(world)
    ]
    assert await queries.no_parent() == expected
    assert await queries.two_lists() == [
        p.TwoListsRow(a, books, [p.Namesake(o.id, o.born) for o in namesakes_of(a)]) for a, books in authors
    ]
    with_copies = [(a, [(c, b) for b in books for c in world.copies_of(b)]) for a, books in authors]
    assert await queries.whole_pairs() == [
        p.WholePairsRow(a, [p.WholePairsPair(p.WholePairsCopy(c.branch, c.number), b, len(b.tags)) for c, b in pairs])
        for a, pairs in with_copies
    ]
    half = [(a, [(c, b) for b in books for c in world.copies_of(b) or [None]]) for a, books in authors]
    assert await queries.half_pairs() == [
        p.HalfPairsRow(
            a, [p.HalfPairsPair(c and p.WholePairsCopy(c.branch, c.number), b, len(b.tags)) for c, b in pairs]
        )
        for a, pairs in half
    ]
    assert await queries.loose_pairs() == loose_pairs(world)
    assert await queries.notes_first() == [
        p.NotesFirstRow(a, [p.Note(None if b.subtitle is None else p.NotesFirstNote(b.subtitle), b.id) for b in books])
        for a, books in authors
    ]
    writers = {a.id: p.SomeColumnsAuthor(a.id, a.name) for a in world.authors}
    with_authors = [
        p.CopiesWithAuthorsRow(
            b.id,
            b.title,
            None if b.author_id is None else writers[b.author_id],
            [p.CopiesWithAuthorsCopy(c.number, c.branch) for c in world.copies_of(b)],
        )
        for b in world.books
    ]
    assert await queries.copies_with_authors() == with_authors
    with_branches = [
        p.BooksWithBranchesRow(
            row.id, row.title, row.author, [p.BooksWithBranchesCopy(c.number, c.branch) for c in row.copies]
        )
        for row in with_authors
    ]
    assert await all_pages(queries.books_with_branches, 3) == with_branches
    for a, books in authors:
        assert await queries.one_with_lists(a.id) == p.OneWithListsRow(a, books, namesakes_of(a))
    assert await queries.three_lists() == [
        p.ThreeListsRow(
            a.id,
            [p.ThreeListsB(b.id, b.title) for b in books],
            [p.ThreeListsC(c.book_id, c.number) for c in world.copies if c.number == a.id],
            [o.id for o in world.authors if o.id >= a.id],
        )
        for a, books in authors
    ]
    assert await queries.deep_lists() == [
        p.DeepListsRow(
            a,
            [
                p.DeepListsBook(
                    b,
                    [p.DeepListsC(c.number, c.book_id) for c in world.copies_of(b)],
                    [o for o in world.authors if o.name == b.title],
                )
                for b in books
            ],
        )
        for a, books in authors
    ]


async def all_pages(page: Callable[..., Awaitable[Any]], size: int) -> list[Any]:
    """The items of all pages; each but the last one has as many as wanted."""
    found: list[Any] = []
    cursor = None
    while True:
        one = await page(cursor=cursor, limit=size)
        found += one.items
        if one.next_cursor is None:
            assert len(one.items) <= size
            return found
        assert len(one.items) == size
        cursor = one.next_cursor


@pytest.mark.parametrize("seed", range(12))
async def test_pages_are_of_parents(connection: Connection, seed: int) -> None:
    await connection.execute((CASES / "nesting/schema/1.sql").read_text())
    await init_connection(connection)
    random = Random(seed)
    world = World(random)
    world.authors = [replace(a, born=random.choice([None, date(2000, 1, 1), date.max])) for a in world.authors]
    await world.fill(connection, random)
    queries = pages.PagesQueries(connection)
    authors = [(a, world.books_of(a)) for a in world.authors]
    for size in range(1, 5):
        by_name = sorted(authors, key=lambda each: (each[0].name, each[0].id))
        assert await all_pages(queries.author_pages, size) == [pages.AuthorPagesRow(a, books) for a, books in by_name]
        titled = {
            title: [(a, [b for b in books if title in (None, b.title)]) for a, books in authors] for title in "ab"
        }
        for title, given in (("a", titled["a"]), ("b", titled["b"]), (UNSET, authors)):
            rows = [
                (
                    a,
                    pages.TitledPagesRow(a.id, a.name.upper(), [pages.TitledPagesBook(b.id, b.title) for b in books]),
                )
                for a, books in given
                if books
            ]
            orders: list[tuple[pages.TitledPagesOrder, Callable[[m.Author], Any]]] = [("name", named), ("born", latest)]
            for order, key in orders:
                expected = [row for _, row in sorted(rows, key=lambda each: key(each[0]))]
                titles = partial(queries.titled_pages, title=title, order_by=order)
                assert await all_pages(titles, size) == expected
        counted = [
            (
                a,
                [
                    pages.CountedPagesBook(b.title, len(world.copies_of(b)))
                    for b in books
                    if len(world.copies_of(b)) < 3
                ],
            )
            for a, books in authors
        ]
        assert await all_pages(queries.counted_pages, size) == [
            pages.CountedPagesRow(a, books) for a, books in reversed(counted) if books
        ]
        copies = sorted(world.copies, key=lambda copy: (-copy.book_id, copy.number))
        books = {book.id: book for book in world.books}
        assert await all_pages(queries.copy_pages, size) == [
            pages.CopyPagesRow(
                copy,
                [pages.Day(copy.book_id, books[copy.book_id].title)],
                [pages.Branch(o.number, o.book_id, o.branch) for o in world.copies_of(books[copy.book_id])],
            )
            for copy in copies
        ]


def named(author: m.Author) -> Any:
    return (author.name, author.id)


def latest(author: m.Author) -> Any:
    return (author.born is None, -(author.born or date.max).toordinal(), -author.id)


def library(world: World) -> Sequence[q.LibraryRow]:
    rows: list[q.LibraryRow] = []
    for author in world.authors:
        books = [q.LibraryBook(book, len(book.tags), world.copies_of(book)) for book in world.books_of(author)]
        count = sum(max(len(book.copies), 1) for book in books) or 1
        rows.append(q.LibraryRow(author.name.upper(), author, count, books))
    return rows


def everything(world: World) -> Sequence[q.EverythingRow]:
    """Parents in the order of their first loans; those without a loan in the order of their keys."""
    never = (True, None), (True, None)

    def of_copy(copy: m.Copy) -> tuple[Any, q.EverythingCopy]:
        loans = world.loans_of(copy)
        listed = [q.EverythingLoan(loan.day, loan.note, bool(loan.note)) for loan in loans]
        first = [*last(loans[0].day, loans[0].note)] if loans else [*never]
        return [*first, *last(copy.number)], q.EverythingCopy(copy, listed)

    def of_book(book: m.Book) -> tuple[Any, q.EverythingBook]:
        copies = sorted(map(of_copy, world.copies_of(book)), key=lambda found: found[0])
        first = copies[0][0] if copies else [*never, (True, None)]
        return [*first, *last(book.id)], q.EverythingBook(book, [copy for _, copy in copies])

    def of_author(author: m.Author) -> tuple[Any, q.EverythingRow]:
        books = sorted(map(of_book, world.books_of(author)), key=lambda found: found[0])
        first = books[0][0] if books else [*never, (True, None), (True, None)]
        return [*first, *last(author.id)], q.EverythingRow(author, [book for _, book in books])

    return [row for _, row in sorted(map(of_author, world.authors), key=lambda found: found[0])]


def books_of_all(world: World) -> Sequence[q.BooksOfAllRow]:
    """Authors in the order of their first books; authors without a book come last."""
    groups = [(a, world.books_of(a)) for a in (None, *world.authors)]
    groups = [(author, books) for author, books in groups if author or books]
    groups.sort(key=lambda group: last(group[1][0].id if group[1] else None))
    return [q.BooksOfAllRow(author, books) for author, books in groups]


def loose_pairs(world: World) -> Sequence[p.LoosePairsRow]:
    """Each author with the pairs of a full join that have a book or a namesake of theirs."""
    pairs = [
        (book, author)
        for book in world.books
        for author in [each for each in world.authors if each.name == book.title] or [None]
    ]
    titles = {book.title for book in world.books}
    pairs = [*pairs, *((None, author) for author in world.authors if author.name not in titles)]
    pairs.sort(key=lambda pair: last(pair[0] and pair[0].id, pair[1] and pair[1].id))
    return [
        p.LoosePairsRow(
            a,
            [
                p.LoosePairsPair(book, other and p.Other(other.born, other.id))
                for book, other in pairs
                if (book and book.author_id == a.id) or (other and other.id == a.id)
            ],
        )
        for a in world.authors
    ]


def namesakes(world: World) -> Sequence[q.NamesakesRow]:
    found: dict[int | None, q.NamesakesRow] = {}
    for book in world.books:
        for copy in world.copies_of(book):
            called = [a for a in world.authors if a.name == book.title and copy.number < a.id]
            for author in called or [None]:
                row = found.setdefault(author and author.id, q.NamesakesRow(author, []))
                if book not in [other.b for other in row.books]:
                    row.books.append(q.NamesakesBook(book, []))
                row.books[-1].copies.append(copy.number)
    return list(found.values())


def first_copies(world: World) -> Sequence[q.FirstCopiesRow]:
    found: dict[int | None, q.FirstCopiesRow] = {}
    for book in world.books:
        for author, first in ((book.author_id, True), (None, False)):
            copies = [copy.number for copy in world.copies_of(book) if (copy.number == 1) == first]
            if copies:
                known = next((a for a in world.authors if a.id == author), None)
                row = found.setdefault(author, q.FirstCopiesRow(known, []))
                if book not in [other.b for other in row.books]:
                    row.books.append(q.FirstCopiesBook(book, []))
                row.books[-1].copies.extend(copies)
    return list(found.values())


def related(world: World) -> Sequence[q.RelatedRow]:
    return [
        q.RelatedRow(
            author,
            [
                q.RelatedRelated(book, remark)
                for book in world.books_of(author) or [None]
                for remark in world.remarks_of(author) or [None]
                if book or remark
            ],
        )
        for author in world.authors
    ]


KEYS = {
    "bool": ["true", "false"],
    "bytea": ["", "\\\\x00", "\\\\x0000", "\\\\x20"],
    "char": ["a", "A", ""],
    "int2": ["-32768", "0", "32767"],
    "int4": ["-2147483648", "0", "1"],
    "int8": ["-9223372036854775808", "9007199254740992", "9007199254740993"],
    "oid": ["0", "4294967295"],
    "xid8": ["0", "18446744073709551615"],
    "pg_lsn": ["0/0", "FFFFFFFF/FFFFFFFF", "FFFFFFFF/FFFFFFFE"],
    "text": ["", " ", "a", "A", "a ", "ä", "a\u0308", "ﬁ", "fi"],
    "varchar": ["", " ", "a", "A", "a "],
    "bpchar": ["", "a", "A", " a"],
    "name": ["", "a", "A", "a "],
    "uuid": ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
    "time": ["00:00", "23:59:59.999999", "23:59:59.999998"],
    "inet": ["10.0.0.1", "10.0.0.1/24", "10.0.0.1/8", "10.0.0.0/8", "::a00:1", "::ffff:10.0.0.1", "::1", "::1/64"],
    "cidr": ["10.0.0.0/8", "10.0.0.0/9", "10.0.0.1", "10.0.0.1/32", "0.0.0.0/0", "::/0", "::/128"],
    "macaddr": ["08:00:2b:01:02:03", "08:00:2b:01:02:04"],
    "macaddr8": ["08:00:2b:ff:fe:01:02:03", "08:00:2b:ff:fe:01:02:04"],
    "citext": ["", "a", "A", "a ", "b"],
    "ltree": ["", "a", "a.b", "A"],
}


@pytest.mark.parametrize(("schema", "name"), sorted(EXACT))
async def test_keys_are_equal_in_python_as_they_are_in_their_tables(
    connection: Connection, extensions: frozenset[str], schema: str, name: str
) -> None:
    if schema != "pg_catalog":
        if schema not in extensions:
            pytest.skip(f"the server has no {schema}")
        await connection.execute(f"create extension {schema}")
    await connection.execute(f'create table keys (value "{name}" not null unique)')
    for text in KEYS[name]:
        await connection.execute(
            f'insert into keys select v::"{name}" from (select $1::text::"{name}") q(v) on conflict do nothing', text
        )
    first, again = [[row[0] for row in await connection.fetch("select value from keys order by 1")] for _ in range(2)]
    assert len(first) > 1
    assert first == again
    assert len({*first, *again}) == len(first)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("float8", "NaN", "NaN"),
        ("numeric", "NaN", "NaN"),
        ("date", "infinity", "9999-12-31"),
        ("timestamp", "infinity", "9999-12-31 23:59:59.999999"),
        ("timetz", "12:00+00", "13:00+01"),
        ("interval", "1 year", "365 days"),
    ],
)
async def test_what_is_no_key_is_not_equal_as_in_postgresql(
    connection: Connection, kind: str, one: str, other: str
) -> None:
    row = await connection.fetchrow(
        f"select '{one}'::{kind} a, '{other}'::{kind} b, '{one}'::{kind} = '{other}'::{kind} c"
    )
    assert row is not None
    assert (row["a"] == row["b"]) != row["c"]
    assert ("pg_catalog", kind) not in EXACT


async def test_lists_in_structs_by_keyword(connection: Connection) -> None:
    await connection.execute((CASES / "nesting_options/schema/1.sql").read_text())
    await options_init_connection(connection)
    await connection.execute("""
        insert into authors values ('b@x', 'Oslo', 1), ('a@x', null, 2);
        insert into books values (1, 'a@x', '[1]'), (2, 'b@x', null), (3, 'a@x', '{}');
    """)
    queries = OptionsQueries(connection)
    ann = Writer(email="a@x", birthplace=None, class_=2)
    found = {row.a.email: row for row in await queries.writers_with_works()}
    assert found["a@x"] == WritersWithWorksRow(
        a=ann, works=[Book(id=1, author="a@x", tags=[1]), Book(id=3, author="a@x", tags={})]
    )
    one = await queries.writer_with_works(WriterWithWorksParams(dict="Oslo", birthplace=1))
    assert one is not None
    assert [(work.works.id, work.next) for work in one.class_] == [(2, 3)]


async def test_only_rows_that_are_not_there_are_left_out(connection: Connection) -> None:
    await connection.execute((CASES / "nesting/schema/1.sql").read_text())
    await init_connection(connection)
    await connection.execute("""
        insert into authors values (1, 'Ann'), (2, 'Bob'), (3, 'Cid');
        insert into books values (7, 1, 'x', null);
        insert into copies values (7, 2, null);
        insert into members values ('b', 'basic'), ('p', 'plus'), ('a', 'basic');
    """)
    queries = q.NestingQueries(connection)
    assert [row.pairs for row in await queries.pairs()] == [
        [q.PairsPair("x", None, None, None)],
        [q.PairsPair(None, 2, None, None)],
        [],
    ]
    assert [row.totals for row in await queries.totals()] == [[q.TotalsTotal("x", 1), q.TotalsTotal(None, 1)]]
    assert await queries.changed() == [q.ChangedRow(m.Book(7, 1, "X", None, []), [2])]
    with pytest.raises(UnexpectedNull, match="Known: subtitle is NULL"):
        await queries.known()
    await connection.execute("update books set subtitle = 'y'")
    assert [row.books for row in await queries.known()] == [[q.KnownBook(7, "X", "y")], [], []]
    assert {row.m.email: row.emails for row in await queries.members()} == {
        "a": ["a", "b"],
        "b": ["a", "b"],
        "p": ["p"],
    }
