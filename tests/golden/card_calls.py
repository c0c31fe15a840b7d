"""Calls every query of cards.sql and showcase.sql."""

from collections.abc import Mapping
from unittest.mock import ANY

from tests.golden.book_calls import ADA, BEN
from tests.golden.calls import Calls, call, stream
from tests.golden.library.generated.cards import BookCardsPage, CardsQueries, FirstAuthorRow
from tests.golden.library.generated.models import AuthorShelf, AuthorShelfBook, BookCard, BookCardAuthor, MemberName
from tests.golden.library.generated.showcase import ShowcaseQueries
from tests.golden.member_calls import WHOLE_ANN
from tests.golden.people import ALPHA, ANN, BETA, BOB, CID, EVE

__all__ = ["CARD_CALLS"]

Q, S = CardsQueries, ShowcaseQueries
NAMES = [MemberName(ANN, "Ann"), MemberName(BOB, "Bob"), MemberName(CID, "Cid")]
MINE, YOURS = BookCardAuthor("Ada", 1900), BookCardAuthor("Ben", 1970)
FIRST = BookCard(ALPHA, "Alpha", [MINE, YOURS])
SECOND = BookCard(BETA, "Beta", [YOURS])
THIRD = BookCard("3333333333", "Gamma", None)
SHELF = AuthorShelf(BEN, [AuthorShelfBook(ALPHA, "Alpha"), AuthorShelfBook(BETA, "Beta")])

CARD_CALLS: Mapping[str, Calls] = {
    "lists and streams": [
        call(Q.names_of_members).gives(NAMES),
        stream(Q.names_of_members_stream).gives(NAMES),
    ],
    "pages": [
        call(Q.book_cards).gives(BookCardsPage([FIRST, SECOND], ANY)),
        call(Q.book_cards, limit=3).gives(BookCardsPage([FIRST, SECOND, THIRD], None)),
    ],
    "one": [
        call(Q.card_of_book, ALPHA).gives(FIRST),
        call(Q.card_of_book, "0000000000").gives(None),
        call(Q.first_author, ALPHA).gives(FirstAuthorRow(ALPHA, MINE)),
        call(Q.member_again, ANN).gives(WHOLE_ANN),
        call(S.member_with_name, BOB).gives(NAMES[1]),
        call(S.member_with_name, EVE).gives(None),
    ],
    "batches": [call(S.newest, ["en", "de", "no"]).gives([FIRST, None, SECOND])],
    "lists in rows": [
        call(Q.shelf_of_author, 2).gives(SHELF),
        call(S.shelves_of_authors).gives([AuthorShelf(ADA, [AuthorShelfBook(ALPHA, "Alpha")]), SHELF]),
    ],
}
