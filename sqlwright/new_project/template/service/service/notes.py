"""The calls on /notes."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET, Meta, Struct, UnsetType
from undercroft.edge.headers import LOCATION
from undercroft.errors import Conflict, NotFound, PreconditionFailed, RequestError, on_constraint
from undercroft.http.etags import conditional, etag, expected_versions
from undercroft.http.failures import failures
from undercroft.http.requests import AnyRequest, Limit
from undercroft.http.texts import Text
from undercroft.openapi.facts import Type, facts

from generated.models import NOTES_TITLE_KEY
from generated.notes import (
    ChangeNoteRow,
    CreateNoteRow,
    GetNoteRow,
    ListNotesCursor,
    ListNotesPage,
    NotesQuerier,
)

Title = Annotated[Text, Meta(min_length=1, max_length=200)]
Body = Annotated[Text, Meta(max_length=10_000)]


class NewNote(Struct, frozen=True, forbid_unknown_fields=True):
    """What the caller decides."""

    title: Title
    body: Body = ""


class NoteChange(Struct, frozen=True, forbid_unknown_fields=True):
    """A field that is absent stays as it is."""

    title: Title | UnsetType = UNSET
    body: Body | UnsetType = UNSET


class TitleTaken(Conflict):
    slug = "title-taken"
    title = "The title is taken"

    def __init__(self, title: str) -> None:
        super().__init__(f"there is already one with the title {title}")


FACTS = facts(
    types=[
        Type(GetNoteRow, "One of the notes.", name="Note"),
    ],
)


def router(queries: NotesQuerier, reading: Callable[[], NotesQuerier]) -> Router:
    """`reading` gives the queries for a request that only reads: with DATABASE_REPLICAS, they ask a replica."""

    @post(
        "/",
        operation_id="createNote",
        responses=failures(TitleTaken("Tea")),
        response_headers=[LOCATION],
    )
    async def create_note(
        data: JSONBody[NewNote],
    ) -> Response[CreateNoteRow]:
        with on_constraint({NOTES_TITLE_KEY: TitleTaken(data.title)}):
            note = await queries.create_note(title=data.title, body=data.body)
        headers = {
            "Location": f"/notes/{note.id}",
            "ETag": etag(note.version),
        }
        return Response(note, headers=headers)

    @get("/", operation_id="listNotes")
    async def list_notes(
        containing: FromQuery[str | None] = None,
        limit: Limit = 50,
        cursor: FromQuery[ListNotesCursor | None] = None,
    ) -> ListNotesPage:
        """Page by page, the newest first; with `containing`, only those with this text in their title."""
        return await reading().list_notes(
            containing=UNSET if containing is None else containing,
            limit=limit,
            cursor=cursor,
        )

    @get("/{id:str}", operation_id="getNote", responses=failures(404))
    async def get_note(id: FromPath[UUID], request: AnyRequest) -> Response[GetNoteRow]:
        note = await reading().get_note(id)
        if note is None:
            raise NotFound("note", id)
        return conditional(note, note.version, request)

    @patch("/{id:str}", operation_id="changeNote", responses=failures(404, TitleTaken("Tea"), 412))
    async def change_note(
        id: FromPath[UUID],
        data: JSONBody[NoteChange],
        request: AnyRequest,
    ) -> Response[ChangeNoteRow]:
        """With If-Match, only in a version that it names."""
        expected = expected_versions(request)
        with on_constraint({NOTES_TITLE_KEY: TitleTaken(data.title or "")}):
            note = await queries.change_note(
                id=id,
                title=data.title,
                body=data.body,
                expected=expected,
            )
        if note is None:
            raise await why_unchanged(id)
        return Response(note, headers={"ETag": etag(note.version)})

    @delete("/{id:str}", operation_id="deleteNote", responses=failures(404, 412))
    async def delete_note(id: FromPath[UUID], request: AnyRequest) -> None:
        """With If-Match, only in a version that it names."""
        if await queries.delete_note(id=id, expected=expected_versions(request)) == 0:
            raise await why_unchanged(id)

    async def why_unchanged(id: UUID) -> RequestError:
        note = await queries.get_note(id)
        if note is None:
            return NotFound("note", id)
        return PreconditionFailed("note", etag(note.version))

    handlers = [
        create_note,
        list_notes,
        get_note,
        change_note,
        delete_note,
    ]
    return Router("/notes", route_handlers=handlers, tags=["notes"], opt=FACTS)
