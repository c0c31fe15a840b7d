"""The queries on the table notes."""

from uuid import uuid4

import asyncpg
import pytest
from asyncpg import Connection, Record

from generated.models import NOTES_TITLE_KEY
from generated.notes import NotesQueries


@pytest.fixture
def queries(db: "Connection[Record]") -> NotesQueries:
    return NotesQueries(db)


async def test_what_was_made_can_be_read(queries: NotesQueries) -> None:
    note = await queries.create_note(title="Tea", body="")
    found = await queries.get_note(note.id)
    assert found is not None
    assert (found.title, found.version) == ("Tea", 1)


async def test_a_title_is_taken_only_once(queries: NotesQueries) -> None:
    await queries.create_note(title="Tea", body="")
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        await queries.create_note(title="Tea", body="")
    assert refused.value.constraint_name == NOTES_TITLE_KEY


async def test_the_list_comes_in_pages(queries: NotesQueries) -> None:
    for title in ("Tea", "Green tea", "Coffee"):
        await queries.create_note(title=title, body="")
    first = await queries.list_notes(limit=2)
    second = await queries.list_notes(limit=2, cursor=first.next_cursor)
    titles = [note.title for note in first.items + second.items]
    assert sorted(titles) == ["Coffee", "Green tea", "Tea"]
    assert second.next_cursor is None


async def test_the_list_can_be_filtered(queries: NotesQueries) -> None:
    for title in ("Tea", "Green tea", "Coffee"):
        await queries.create_note(title=title, body="")
    page = await queries.list_notes(containing="tea")
    assert {note.title for note in page.items} == {"Tea", "Green tea"}


async def test_a_change_leaves_the_rest_and_needs_the_version(queries: NotesQueries) -> None:
    note = await queries.create_note(title="Tea", body="")
    changed = await queries.change_note(id=note.id, body="Two spoons.", expected=[1])
    assert changed is not None
    assert (changed.title, changed.body, changed.version) == ("Tea", "Two spoons.", 2)
    assert await queries.change_note(id=note.id, title="Coffee", expected=[1]) is None


async def test_what_was_deleted_is_gone(queries: NotesQueries) -> None:
    note = await queries.create_note(title="Tea", body="")
    assert await queries.delete_note(id=note.id, expected=None) == 1
    assert await queries.get_note(note.id) is None
    assert await queries.delete_note(id=uuid4(), expected=None) == 0
