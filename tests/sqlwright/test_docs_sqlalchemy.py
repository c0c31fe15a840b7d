"""Makes the calls that docs/from-sqlalchemy.md shows."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import asyncpg

from tests.sqlwright.cases.docs_sqlalchemy.generated import BooksQueries, transaction
from tests.sqlwright.cases.docs_sqlalchemy.generated.books import AddBooksParams, AuthorTotalsRow

SCHEMA = Path(__file__).parent / "cases/docs_sqlalchemy/schema/1.sql"


async def test_the_calls(empty_database_url: str) -> None:
    async with asyncpg.create_pool(empty_database_url, min_size=1, max_size=1) as pool:
        await pool.execute(SCHEMA.read_text())
        await pool.execute(
            "insert into authors (name, email) values ('Jane Austen', 'jane@example.org'), ('Homer', 'h')"
        )
        books = BooksQueries(pool)
        author = await books.get_author(1)
        assert author is not None
        new = [("Emma", Decimal("7.50")), ("Persuasion", Decimal(8))]
        added = await books.add_books(AddBooksParams(author_id=1, title=title, price=price) for title, price in new)
        assert added == 2
        changed = await books.change_book(id=1, price=Decimal("9.90"))
        assert changed is not None
        assert (changed.title, changed.price) == ("Emma", Decimal("9.90"))
        changed = await books.change_book(id=2, published=date(1817, 12, 20))
        found = await books.find_books(author="Jane Austen", order_by="newest")
        assert [book.title for book in found] == ["Persuasion", "Emma"]
        await books.rate(book_id=1, reader="ann", stars=5)
        async with transaction(pool) as tx:
            books = BooksQueries(tx)
            await books.rate(book_id=1, reader="bob", stars=4)
            await books.forget_reader("ann")
        assert [tuple(row) for row in await pool.fetch("select reader, stars from ratings")] == [("bob", 4)]
        books = BooksQueries(pool)
        assert [(row.a.name, len(row.books)) for row in await books.authors_with_books()] == [
            ("Homer", 0),
            ("Jane Austen", 2),
        ]
        assert [row.author.name for row in await books.list_books()] == ["Jane Austen"] * 2
        assert (await books.author_totals())[0] == AuthorTotalsRow("Homer", 0, None)
